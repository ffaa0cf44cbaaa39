// bell.h: one thread waits, others ring. A ring before the wait is not lost.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct bell;

// The caller owns *out. INTERNAL, logged, when the system has no room for it.
MUST_USE enum outcome bell_new(struct bell **out);
void bell_free(struct bell *bell);

// From any thread. NULL is allowed: then nobody hears it.
void bell_ring(struct bell *bell);

// Returns when it was rung since the last wait, or after so many milliseconds.
void bell_wait(struct bell *bell, int64_t milliseconds);
