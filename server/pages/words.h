// words.h: small pieces of text that several pages say the same way.
#pragma once

#include <stdint.h>

#include "domain/catalog.h"

struct arena;

// Hundredths without needless zeros: 1150 is "11.5", 300 is "3", 71 is "0.71".
const char *hundredths_words(struct arena *arena, int64_t hundredths);

// A weight in tenths: 10 is "1", 5 is "0.5".
const char *weight_words(struct arena *arena, int tenths);

// "Nov 18, 2026" for "2026-11-18".
const char *date_words(struct arena *arena, const char *date);

// "Context length" for the fact's key "context-length".
const char *fact_words(struct arena *arena, const char *key);

// The first character of a name, upper-cased when it is ASCII.
const char *initial_of(struct arena *arena, const char *name);

// "Free", "Freemium", "Paid". A static string.
const char *entry_words(enum entry entry);

// "Written by AI", … A static string.
const char *byline_words(enum byline byline);

// "Ship · 3 ship / 1 skip", or "Not reviewed yet".
const char *verdict_line(struct arena *arena, const struct tool *tool);

// The style of the stamp: "ship", "mixed", "skip", "none". A static string.
const char *stamp_of(const struct tool *tool);

// The names of `count` tools with " vs " between them.
const char *versus(struct arena *arena, const struct tool *tools, size_t count);
