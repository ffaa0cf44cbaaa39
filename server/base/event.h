// event.h: one thread waits, others wake it. An event that is set before the wait is not lost; each
// wait resets it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct event;

// The caller owns *out. INTERNAL, logged, when the system has no room for it.
MUST_USE enum outcome event_new(struct event **out);
void event_free(struct event *event);

// From any thread. NULL is allowed: then nobody wakes.
void event_set(struct event *event);

// Returns true once the event was set since the last wait; false after so many milliseconds.
bool event_wait(struct event *event, int64_t milliseconds);
