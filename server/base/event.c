// event.c: see event.h.
#include "base/event.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

struct event {
    pthread_mutex_t mutex; // guards `set`
    pthread_cond_t changed;
    bool set;
};

static int start(struct event *event) {
    int code = pthread_mutex_init(&event->mutex, NULL);
    return code == 0 ? clock_condition_init(&event->changed) : code;
}

enum outcome event_new(struct event **out) {
    struct event *event = calloc(1, sizeof *event);
    int code = event ? start(event) : errno;
    if (code != 0) {
        log_line(LOG_ERROR, "event", "cause", strerror(code), NULL);
        free(event);
        return INTERNAL;
    }
    *out = event;
    return OK;
}

void event_free(struct event *event) {
    if (!event)
        return;
    (void)pthread_cond_destroy(&event->changed); // nobody waits any more
    (void)pthread_mutex_destroy(&event->mutex);
    free(event);
}

void event_set(struct event *event) {
    if (!event)
        return;
    (void)pthread_mutex_lock(&event->mutex); // a plain mutex that is initialized cannot fail
    event->set = true;
    (void)pthread_cond_signal(&event->changed);
    (void)pthread_mutex_unlock(&event->mutex);
}

bool event_wait(struct event *event, int64_t milliseconds) {
    const struct timespec until = clock_deadline(milliseconds);
    (void)pthread_mutex_lock(&event->mutex);
    int code = 0;
    while (!event->set && code == 0)
        code = pthread_cond_timedwait(&event->changed, &event->mutex, &until);
    bool set = event->set;
    event->set = false;
    (void)pthread_mutex_unlock(&event->mutex);
    return set;
}
