// clock.h: the time of day, and the monotonic clock, which nobody sets. All that waits or measures
// goes by the second; nothing else in the program asks the system for either.
#pragma once

#include <pthread.h>
#include <stdint.h>
#include <time.h>

// The time of day in epoch milliseconds.
int64_t clock_wall_ms(void);

// The monotonic clock: since some moment, never backwards.
int64_t clock_monotonic_ms(void);
int64_t clock_monotonic_us(void);

// A condition whose timed waits take clock_deadline. Returns 0 or an error number.
int clock_condition_init(pthread_cond_t *condition);

// So many milliseconds from now.
struct timespec clock_deadline(int64_t milliseconds);
