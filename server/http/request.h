// request.h: what listener.c and request.c share: a worker, and the walk of one request.
// Nobody outside this folder includes it.
#pragma once

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "http/exchange.h"
#include "http/gzip.h"
#include "http/hosts.h"
#include "http/proxies.h"
#include "http/rate_limit.h"
#include "http/request_timeout.h"

// One event loop's own things.
struct worker {
    struct listener *listener;
    struct site *site;
    const struct routes *routes;
    const char *bodies; // the folder for files that hold them, or NULL
    struct hosts hosts;
    const struct proxies *proxies;
    struct gzip *gzip;
    struct rate_limits *limits;
    struct request_timeouts *timeouts;
    struct MHD_Daemon *daemon;
};

enum counted {
    UNFINISHED, // requests that began and have not ended
    RESTING,    // those of them that wait for another thread
    COUNTED,
};

// Counts one more (+1) or one less (-1). listener.c.
void listener_count(struct listener *listener, enum counted which, int change);

// Counts one more that rests; false when the listener stops, which cannot wait for it any more.
bool listener_may_rest(struct listener *listener);

// Whether the listener stops: then each response is its connection's last.
bool listener_is_stopping(struct listener *listener);

// The library's callbacks; `cls` is the worker.
void *request_begin(void *cls, const char *target, struct MHD_Connection *connection);
enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *upload_data,
                               size_t *upload_data_size, void **state);
void request_end(void *cls, struct MHD_Connection *connection, void **state,
                 enum MHD_RequestTerminationCode why);
void request_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code);
