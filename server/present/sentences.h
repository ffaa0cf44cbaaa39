// sentences.h: what pages, mails and feeds say of tools and answers in the same words.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domain/answer.h"
#include "domain/catalog.h"
#include "domain/community.h"

struct arena;

// "Free", "Freemium", "Paid". A static string.
const char *entry_label(enum entry entry);

// "Written by AI", … A static string.
const char *byline_label(enum byline byline);

// "Ship · 3 ship / 1 skip", or "Not reviewed yet": of a tool, and of so many reviews.
const char *verdict_line(struct arena *arena, const struct tool *tool);
const char *verdict_counts(struct arena *arena, int ship, int skip);

// The style of the stamp: "ship", "mixed", "skip", "none". A static string.
const char *stamp_of(const struct tool *tool);

// A name as it stands inside of a sentence: between isolates (U+2068, U+2069) when it is written
// from right to left, so that it cannot move the words around it. No name holds isolates of its
// own. Where a template holds the sentence, <bdi> does the same.
const char *isolated(struct arena *arena, const char *name);

// The names of `count` tools with " vs " between them, each isolated.
const char *versus(struct arena *arena, const struct tool *tools, size_t count);

// "Alpha", "Alpha and Beta", "Alpha, Beta and Gamma": the names of those of `count` tools whose
// `named` is true, each isolated.
const char *names_of(struct arena *arena, const struct tool *tools, const bool named[],
                     size_t count);

// The answer in one or two sentences, in the arena.
const char *answer_sentence(struct arena *arena, const struct tool *tools, size_t count,
                            const struct answer *answer);

// "No community votes yet", "3 ship / 1 skip: too few votes to call",
// "63% ship of 24 votes, 95% interval 43% to 79%". In the arena.
const char *community_line(struct arena *arena, struct tally tally);

// The same in a word, for a figure: "—", "3 / 1", "63%".
const char *community_figure(struct arena *arena, struct tally tally);
