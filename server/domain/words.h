// words.h: the words of the catalog's enums, as files, the store and pages spell them.
#pragma once

#include "base/outcome.h"
#include "domain/catalog.h"

// All the words of each enum, in its order, ended by NULL.
extern const char *const byline_choices[];
extern const char *const entry_choices[];
extern const char *const verdict_choices[];

// "human", "ai", "mixed" · "free", "freemium", "paid" · "ship", "skip". Static strings.
const char *byline_word(enum byline byline);
const char *entry_word(enum entry entry);
const char *verdict_word(enum verdict verdict);

// The other way round; INVALID, with *out untouched, for any other word.
MUST_USE enum outcome byline_of_word(const char *word, enum byline *out);
MUST_USE enum outcome entry_of_word(const char *word, enum entry *out);
MUST_USE enum outcome verdict_of_word(const char *word, enum verdict *out);
