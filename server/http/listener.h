// listener.h: binds an address, or a file in a folder, runs one event loop per worker there, stops
// cleanly.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "http/exchange.h"

struct listener;

// Binds "127.0.0.1:8080", "[::1]:0", "0.0.0.0:80" or ":8080" (all interfaces); port 0 takes any
// free one. INVALID: the address cannot be read; CONFLICT: it is in use; INTERNAL: the rest. Every
// refusal is logged with its cause. The caller owns *out and ends it with listener_stop.
MUST_USE enum outcome listener_bind(const char *address, struct listener **out);

// Binds a Unix socket `file` in `folder`, with mode 0600. One that is there already is removed, so
// the caller must hold what keeps other processes from listening there. INTERNAL, logged, when it
// cannot be made. `file` is borrowed until listener_stop, which removes it. *out as above.
MUST_USE enum outcome listener_bind_file(const char *folder, const char *file,
                                         struct listener **out);

// What it is bound to, with the real port: "127.0.0.1:43121", or the file's path. Lives as long as
// it.
const char *listener_address(const struct listener *listener);

// Whether an address ("0.0.0.0:80", "[::]:80", ":80") means every interface, so that nobody can
// be sent there.
bool listener_is_everywhere(const char *address);

// What differs from listener to listener.
struct listener_policy {
    bool limited;         // whether the rates of the routes apply
    const char *base_url; // see hosts.h; NULL: every host is served
    const char *hosts;    // see hosts.h; "": none
    const char *proxies;  // addresses and networks, with commas, whose X-Forwarded-For is believed
                          // and whose chunked bodies are taken; "": none
    int request_timeout;  // seconds that a connection may wait for a whole request
    const char *bodies;   // folder for bodies, as files without names; NULL: they are in memory
    unsigned connections; // at once, for each worker; 0: what the process may open
};

// Serves `routes` with one event loop, a thread of its own, for each of the `workers` sites.
// Routes and sites are borrowed until listener_stop. INVALID, logged, when a proxy is no address;
// INTERNAL, logged, when a loop cannot start.
MUST_USE enum outcome listener_serve(struct listener *listener, const struct routes *routes,
                                     struct site **sites, size_t workers,
                                     const struct listener_policy *policy);

// Takes no new connection, lets the requests in flight finish (at most `grace_ms` milliseconds,
// or as long as another thread works for one), and frees everything. NULL is allowed.
void listener_stop(struct listener *listener, int grace_ms);
