// schedule.h: when the weekly issue falls due, in a time zone that is named.
//
// A slot is the date on which it falls due there. A slot is kept once, whatever the clock does: a
// jump back, a restart, an hour that comes twice or never.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

enum { SLOT_LENGTH = 10, ZONE_MAX = 64 }; // "2026-11-23"

struct schedule {
    bool set;
    int weekday; // 0: Sunday
    int hour, minute;
    char zone[ZONE_MAX]; // "Europe/Berlin"
};

// Reads "Mon 08:00 Europe/Berlin"; the zone may be left out and is UTC then; "" is no schedule.
// Returns NULL, or what is wrong, the end of a sentence that begins with the value. Static.
const char *schedule_read(const char *text, struct schedule *out);

// Makes the schedule's zone the process's, UTC when there is no schedule: issues are dated there.
// Before any other thread starts.
MUST_USE enum outcome schedule_start(const struct schedule *schedule);

struct slot {
    char date[SLOT_LENGTH + 1];
    char week_end[SLOT_LENGTH + 1]; // the last date before the next slot
    int64_t due_at;                 // epoch milliseconds
};

// The last slot that is due at `now`, and the one `weeks` later.
struct slot schedule_slot(const struct schedule *schedule, int64_t now, int weeks);
