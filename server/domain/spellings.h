// spellings.h: the spellings of the catalog's enums, as files, the store and pages spell them.
#pragma once

#include "base/outcome.h"
#include "domain/catalog.h"

// All the spellings of each enum, in its order, ended by NULL.
extern const char *const byline_spellings[];
extern const char *const entry_spellings[];
extern const char *const verdict_spellings[];

// "human", "ai", "mixed" · "free", "freemium", "paid" · "ship", "skip". Static strings.
const char *byline_spelling(enum byline byline);
const char *entry_spelling(enum entry entry);
const char *verdict_spelling(enum verdict verdict);

// The other way round; INVALID, with *out untouched, for any other text.
MUST_USE enum outcome byline_of_spelling(const char *spelling, enum byline *out);
MUST_USE enum outcome entry_of_spelling(const char *spelling, enum entry *out);
MUST_USE enum outcome verdict_of_spelling(const char *spelling, enum verdict *out);
