// request_timeout.h: ends connections whose next request does not arrive in time.
//
// The library's own timeout is for silence; a client that sends a byte now and then would hold its
// connection for ever. Here the time runs from the moment a connection waits for a request until
// that request is whole, and a watching thread shuts down those that take too long.
// Nobody outside this folder includes it.
#pragma once

#include <microhttpd.h>

#include "base/outcome.h"

struct request_timeouts;

// Starts the watching thread. The caller owns *out.
MUST_USE enum outcome request_timeouts_start(int seconds, struct request_timeouts **out);

// Ends it; no connection may be left. NULL is allowed.
void request_timeouts_stop(struct request_timeouts *timeouts);

// A connection begins or ends, as MHD_OPTION_NOTIFY_CONNECTION tells. Returns, at its end, the
// request that began there and is not over; or NULL.
MUST_USE void *request_timeouts_notify(struct request_timeouts *timeouts,
                                       struct MHD_Connection *connection, void **socket_context,
                                       enum MHD_ConnectionNotificationCode code);

// A request begins; the connection keeps it, borrowed, until it is over.
void request_timeouts_keep(struct MHD_Connection *connection, void *request);

// The connection's request is whole: no deadline until it waits for the next.
void request_timeouts_end(struct request_timeouts *timeouts, struct MHD_Connection *connection);

// The connection waits for a request from now on.
void request_timeouts_begin(struct request_timeouts *timeouts, struct MHD_Connection *connection);
