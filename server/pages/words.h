// words.h: small pieces of text that pages and mails say the same way.
#pragma once

#include <stdint.h>

#include "domain/answer.h"
#include "domain/catalog.h"
#include "domain/community.h"

struct arena;

// Hundredths without needless zeros: 1150 is "11.5", 300 is "3", 71 is "0.71".
const char *hundredths_words(struct arena *arena, int64_t hundredths);

// A weight in tenths: 10 is "1", 5 is "0.5".
const char *weight_words(struct arena *arena, int tenths);

// "Nov 18, 2026" for "2026-11-18".
const char *date_words(struct arena *arena, const char *date);

// "Nov 18, 2026" for the day of a moment, in epoch milliseconds, where the newsletter's schedule is
// (see schedule_start).
const char *day_words(struct arena *arena, int64_t moment);

// "2026-11-18T08:00:00Z" for a moment in epoch milliseconds, in UTC.
const char *moment_words(struct arena *arena, int64_t moment);

// "Context length" for the fact's key "context-length".
const char *fact_words(struct arena *arena, const char *key);

// The first character of a name, upper-cased when it is ASCII.
const char *initial_of(struct arena *arena, const char *name);

// "Free", "Freemium", "Paid". A static string.
const char *entry_words(enum entry entry);

// "Written by AI", … A static string.
const char *byline_words(enum byline byline);

// "Ship · 3 ship / 1 skip", or "Not reviewed yet": of a tool, and of so many reviews.
const char *verdict_line(struct arena *arena, const struct tool *tool);
const char *verdict_words(struct arena *arena, int ship, int skip);

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
