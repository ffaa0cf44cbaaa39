// format.h: numbers, dates and keys as people read them, in pages, mails and feeds alike. All that
// is returned lies in the arena.
#pragma once

#include <stdint.h>

struct arena;

// Hundredths without needless zeros: 1150 is "11.5", 300 is "3", 71 is "0.71".
const char *format_hundredths(struct arena *arena, int64_t hundredths);

// A weight in tenths: 10 is "1", 5 is "0.5".
const char *format_weight(struct arena *arena, int tenths);

// "Nov 18, 2026" for "2026-11-18".
const char *format_date(struct arena *arena, const char *date);

// "Nov 18, 2026" for the day of a moment, in epoch milliseconds, where the newsletter's schedule is
// (see schedule_start).
const char *format_day(struct arena *arena, int64_t moment);

// "2026-11-18T08:00:00Z" for a moment in epoch milliseconds, in UTC.
const char *format_moment(struct arena *arena, int64_t moment);

// "Context length" for the fact's key "context-length".
const char *format_fact_key(struct arena *arena, const char *key);

// The first character of a name, upper-cased when it is ASCII.
const char *initial_of(struct arena *arena, const char *name);
