// clock.c: see clock.h.
#include "base/clock.h"

static struct timespec now_of(clockid_t clock) {
    struct timespec now = {0};
    (void)clock_gettime(clock, &now); // cannot fail for these clocks
    return now;
}

int64_t clock_wall_ms(void) {
    struct timespec now = now_of(CLOCK_REALTIME);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void) {
    struct timespec now = now_of(CLOCK_MONOTONIC);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void) {
    return clock_monotonic_us() / 1000;
}

int clock_condition_init(pthread_cond_t *condition) {
    pthread_condattr_t attributes;
    int code = pthread_condattr_init(&attributes);
    if (code != 0)
        return code;
    code = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (code == 0)
        code = pthread_cond_init(condition, &attributes);
    (void)pthread_condattr_destroy(&attributes); // was initialized
    return code;
}

struct timespec clock_deadline(int64_t milliseconds) {
    struct timespec until = now_of(CLOCK_MONOTONIC);
    int64_t nanoseconds = until.tv_nsec + milliseconds % 1000 * 1000000;
    until.tv_sec += (time_t)(milliseconds / 1000 + nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    return until;
}
