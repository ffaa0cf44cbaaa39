// day.h: days of the calendar, "2026-11-18".
#pragma once

#include <stdint.h>

enum { DAY_LENGTH = 10 }; // bytes

// Why `text` is no day on which somebody can have looked at a tool: as the end of a sentence, NULL
// when it is one. From 1990-01-01 on, and at most a day after `now` (epoch milliseconds), for it is
// tomorrow already somewhere; a clock that is behind this program's own age is not believed. A
// static string.
const char *day_fault(const char *text, int64_t now);
