// headline.h: an issue's news in a few words: its subject, and what mail programs show behind it.
#pragma once

#include <stddef.h>

#include "domain/answer.h"
#include "domain/community.h"
#include "domain/panel.h"

struct arena;

enum { SUBJECT_MAX = 70 }; // characters; what most mail programs show

// Each is a sentence without its full stop, in the arena, with names that are cut and isolated:
// "Alpha falls to Mixed", "Alpha leads Beta", "Alpha: readers now say ship", "Alpha divides the
// panel".
const char *headline_of_verdict(struct arena *arena, const char *name, enum panel_verdict before,
                                enum panel_verdict now);
const char *headline_of_comparison(struct arena *arena, const struct tool *tools, size_t count,
                                   const struct answer *answer);
const char *headline_of_call(struct arena *arena, const char *name, enum call now);
const char *headline_of_divided(struct arena *arena, const char *name);

// "Alpha falls to Mixed, and 2 more", of the first of `count` headlines.
const char *subject_of(struct arena *arena, const char *first, size_t count);

// "Also: Beta rises to Ship; Gamma leads Delta." from the headlines behind the first; of one alone,
// its `detail`.
const char *preheader_of(struct arena *arena, const char *const *headlines, size_t count,
                         const char *detail);
