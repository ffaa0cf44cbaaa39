// bell.c: see bell.h.
#include "base/bell.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"

struct bell {
    pthread_mutex_t mutex; // guards `rung`
    pthread_cond_t heard;
    bool rung;
};

// The clock that no one sets back.
static int start(struct bell *bell) {
    pthread_condattr_t attributes;
    int code = pthread_mutex_init(&bell->mutex, NULL);
    if (code == 0)
        code = pthread_condattr_init(&attributes);
    if (code == 0)
        code = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (code == 0)
        code = pthread_cond_init(&bell->heard, &attributes);
    return code;
}

enum outcome bell_new(struct bell **out) {
    struct bell *bell = calloc(1, sizeof *bell);
    int code = bell ? start(bell) : errno;
    if (code != 0) {
        log_line(LOG_ERROR, "bell", "cause", strerror(code), NULL);
        free(bell);
        return INTERNAL;
    }
    *out = bell;
    return OK;
}

void bell_free(struct bell *bell) {
    if (!bell)
        return;
    (void)pthread_cond_destroy(&bell->heard); // nobody waits any more
    (void)pthread_mutex_destroy(&bell->mutex);
    free(bell);
}

void bell_ring(struct bell *bell) {
    if (!bell)
        return;
    (void)pthread_mutex_lock(&bell->mutex); // a plain mutex that is initialized cannot fail
    bell->rung = true;
    (void)pthread_cond_signal(&bell->heard);
    (void)pthread_mutex_unlock(&bell->mutex);
}

void bell_wait(struct bell *bell, int64_t milliseconds) {
    struct timespec until;
    if (clock_gettime(CLOCK_MONOTONIC, &until) != 0)
        return; // cannot happen for this clock
    int64_t nanoseconds = until.tv_nsec + milliseconds % 1000 * 1000000;
    until.tv_sec += (time_t)(milliseconds / 1000 + nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    (void)pthread_mutex_lock(&bell->mutex);
    int code = 0;
    while (!bell->rung && code == 0)
        code = pthread_cond_timedwait(&bell->heard, &bell->mutex, &until);
    bell->rung = false;
    (void)pthread_mutex_unlock(&bell->mutex);
}
