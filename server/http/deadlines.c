// deadlines.c: see deadlines.h. A list under one mutex; the library tells of a connection's end
// before it closes the socket, so the socket is the connection's as long as it is in the list.
#include "http/deadlines.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/log.h"

struct waiting {
    struct waiting *previous;
    struct waiting *next;
    int socket;
    time_t since;  // seconds of the monotonic clock; 0: its request is whole
    void *request; // its thread's alone; NULL: none began
};

struct deadlines {
    int seconds;
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t ended;
    struct waiting *first;
    bool ending;
};

static time_t now(void) {
    struct timespec time;
    return clock_gettime(CLOCK_MONOTONIC, &time) == 0 ? time.tv_sec + 1 : 1;
}

static void shut_down_late(const struct deadlines *deadlines) {
    for (const struct waiting *at = deadlines->first; at; at = at->next) {
        if (at->since > 0 && now() - at->since > deadlines->seconds)
            (void)shutdown(at->socket, SHUT_RDWR); // an error means that it is down already
    }
}

static void *watch(void *argument) {
    struct deadlines *deadlines = argument;
    (void)pthread_mutex_lock(&deadlines->mutex); // a plain mutex that is initialized cannot fail
    while (!deadlines->ending) {
        struct timespec until;
        if (clock_gettime(CLOCK_REALTIME, &until) != 0)
            break; // cannot happen for this clock
        until.tv_sec += 1;
        (void)pthread_cond_timedwait(&deadlines->ended, &deadlines->mutex, &until);
        shut_down_late(deadlines);
    }
    (void)pthread_mutex_unlock(&deadlines->mutex);
    return NULL;
}

enum outcome deadlines_start(int seconds, struct deadlines **out) {
    struct deadlines *deadlines = calloc(1, sizeof *deadlines);
    int code = deadlines ? pthread_mutex_init(&deadlines->mutex, NULL) : errno;
    if (code == 0)
        code = pthread_cond_init(&deadlines->ended, NULL);
    if (code == 0) {
        deadlines->seconds = seconds;
        code = pthread_create(&deadlines->thread, NULL, watch, deadlines);
    }
    if (code != 0) {
        log_line(LOG_ERROR, "deadlines", "cause", strerror(code), NULL);
        free(deadlines);
        return INTERNAL;
    }
    *out = deadlines;
    return OK;
}

void deadlines_stop(struct deadlines *deadlines) {
    if (!deadlines)
        return;
    (void)pthread_mutex_lock(&deadlines->mutex);
    deadlines->ending = true;
    (void)pthread_cond_signal(&deadlines->ended);
    (void)pthread_mutex_unlock(&deadlines->mutex);
    (void)pthread_join(deadlines->thread, NULL); // it was created, and nobody else joins it
    (void)pthread_cond_destroy(&deadlines->ended);
    (void)pthread_mutex_destroy(&deadlines->mutex);
    free(deadlines);
}

static struct waiting *add(struct deadlines *deadlines, int socket) {
    struct waiting *waiting = calloc(1, sizeof *waiting);
    if (!waiting)
        return NULL; // without memory it has the library's timeout alone
    waiting->socket = socket;
    waiting->since = now();
    waiting->next = deadlines->first;
    if (waiting->next)
        waiting->next->previous = waiting;
    deadlines->first = waiting;
    return waiting;
}

static void drop(struct deadlines *deadlines, struct waiting *waiting) {
    if (waiting->next)
        waiting->next->previous = waiting->previous;
    if (waiting->previous)
        waiting->previous->next = waiting->next;
    else
        deadlines->first = waiting->next;
    free(waiting);
}

void *deadlines_notify(struct deadlines *deadlines, struct MHD_Connection *connection,
                       void **socket_context, enum MHD_ConnectionNotificationCode code) {
    void *request = NULL;
    (void)pthread_mutex_lock(&deadlines->mutex);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = info ? add(deadlines, info->connect_fd) : NULL;
    } else if (*socket_context) {
        request = ((struct waiting *)*socket_context)->request;
        drop(deadlines, *socket_context);
        *socket_context = NULL;
    }
    (void)pthread_mutex_unlock(&deadlines->mutex);
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

static void set_since(struct deadlines *deadlines, struct MHD_Connection *connection,
                      time_t since) {
    struct waiting *waiting = waiting_of(connection);
    if (!waiting)
        return;
    (void)pthread_mutex_lock(&deadlines->mutex);
    waiting->since = since;
    (void)pthread_mutex_unlock(&deadlines->mutex);
}

void deadlines_request_begins(struct MHD_Connection *connection, void *request) {
    set_request(connection, request);
}

void deadlines_request_is_whole(struct deadlines *deadlines, struct MHD_Connection *connection) {
    set_since(deadlines, connection, 0);
}

void deadlines_request_is_over(struct deadlines *deadlines, struct MHD_Connection *connection) {
    set_request(connection, NULL);
    set_since(deadlines, connection, now());
}
