// request_timeout.c: see request_timeout.h. A list under one mutex; the library tells of a
// connection's end before it closes the socket, so the socket is the connection's as long as it is
// in the list.
#include "http/request_timeout.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"

enum { LOOK_MS = 1000, IS_WHOLE = -1 };

struct waiting {
    struct waiting *previous;
    struct waiting *next;
    int socket;
    int64_t since; // when, by the monotonic clock in milliseconds; IS_WHOLE
    void *request; // its thread's alone; NULL: none began
};

struct request_timeouts {
    int64_t most_ms;
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t ended;
    struct waiting *first;
    bool ending;
};

static void shut_down_late(const struct request_timeouts *timeouts) {
    for (const struct waiting *at = timeouts->first; at; at = at->next) {
        if (at->since != IS_WHOLE && clock_monotonic_ms() - at->since > timeouts->most_ms)
            (void)shutdown(at->socket, SHUT_RDWR); // an error means that it is down already
    }
}

static void *watch(void *argument) {
    struct request_timeouts *timeouts = argument;
    (void)pthread_mutex_lock(&timeouts->mutex); // a plain mutex that is initialized cannot fail
    while (!timeouts->ending) {
        const struct timespec until = clock_deadline(LOOK_MS);
        (void)pthread_cond_timedwait(&timeouts->ended, &timeouts->mutex, &until);
        shut_down_late(timeouts);
    }
    (void)pthread_mutex_unlock(&timeouts->mutex);
    return NULL;
}

enum outcome request_timeouts_start(int seconds, struct request_timeouts **out) {
    struct request_timeouts *timeouts = calloc(1, sizeof *timeouts);
    int code = timeouts ? pthread_mutex_init(&timeouts->mutex, NULL) : errno;
    if (code == 0)
        code = clock_condition_init(&timeouts->ended);
    if (code == 0) {
        timeouts->most_ms = (int64_t)seconds * 1000;
        code = pthread_create(&timeouts->thread, NULL, watch, timeouts);
    }
    if (code != 0) {
        log_line(LOG_ERROR, "timeouts", "cause", strerror(code), NULL);
        free(timeouts);
        return INTERNAL;
    }
    *out = timeouts;
    return OK;
}

void request_timeouts_stop(struct request_timeouts *timeouts) {
    if (!timeouts)
        return;
    (void)pthread_mutex_lock(&timeouts->mutex);
    timeouts->ending = true;
    (void)pthread_cond_signal(&timeouts->ended);
    (void)pthread_mutex_unlock(&timeouts->mutex);
    (void)pthread_join(timeouts->thread, NULL); // it was created, and nobody else joins it
    (void)pthread_cond_destroy(&timeouts->ended);
    (void)pthread_mutex_destroy(&timeouts->mutex);
    free(timeouts);
}

static struct waiting *add(struct request_timeouts *timeouts, int socket) {
    struct waiting *waiting = calloc(1, sizeof *waiting);
    if (!waiting)
        return NULL; // without memory it has the library's timeout alone
    waiting->socket = socket;
    waiting->since = clock_monotonic_ms();
    waiting->next = timeouts->first;
    if (waiting->next)
        waiting->next->previous = waiting;
    timeouts->first = waiting;
    return waiting;
}

static void drop(struct request_timeouts *timeouts, struct waiting *waiting) {
    if (waiting->next)
        waiting->next->previous = waiting->previous;
    if (waiting->previous)
        waiting->previous->next = waiting->next;
    else
        timeouts->first = waiting->next;
    free(waiting);
}

void *request_timeouts_notify(struct request_timeouts *timeouts, struct MHD_Connection *connection,
                              void **socket_context, enum MHD_ConnectionNotificationCode code) {
    void *request = NULL;
    (void)pthread_mutex_lock(&timeouts->mutex);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = info ? add(timeouts, info->connect_fd) : NULL;
    } else if (*socket_context) {
        request = ((struct waiting *)*socket_context)->request;
        drop(timeouts, *socket_context);
        *socket_context = NULL;
    }
    (void)pthread_mutex_unlock(&timeouts->mutex);
    return request;
}

static struct waiting *waiting_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_request(struct MHD_Connection *connection, void *request) {
    struct waiting *waiting = waiting_of(connection);
    if (waiting)
        waiting->request = request;
}

static void set_since(struct request_timeouts *timeouts, struct MHD_Connection *connection,
                      int64_t since) {
    struct waiting *waiting = waiting_of(connection);
    if (!waiting)
        return;
    (void)pthread_mutex_lock(&timeouts->mutex);
    waiting->since = since;
    (void)pthread_mutex_unlock(&timeouts->mutex);
}

void request_timeouts_keep(struct MHD_Connection *connection, void *request) {
    set_request(connection, request);
}

void request_timeouts_end(struct request_timeouts *timeouts, struct MHD_Connection *connection) {
    set_since(timeouts, connection, IS_WHOLE);
}

void request_timeouts_begin(struct request_timeouts *timeouts, struct MHD_Connection *connection) {
    set_request(connection, NULL);
    set_since(timeouts, connection, clock_monotonic_ms());
}
