// head.h: what a request's head says, asked of the library. Nobody outside this folder includes it.
#pragma once

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "http/request_check.h"

struct arena;

// The request line, as it came; `method` where the library keeps it.
struct head_line {
    const char *method;
    const char *target;
    const char *version;
};

// Reads the fields, which live as long as the request and its arena, into *out, and judges the
// whole head; see request_check.h.
struct refusal head_judge(struct MHD_Connection *connection, const struct head_line *line,
                          size_t body_max, bool from_proxy, struct arena *arena,
                          struct headers *out);

// The other end's address; NULL when the library does not know it.
const struct sockaddr *head_peer(struct MHD_Connection *connection);

// The host that is asked: the one that the target names in absolute form, or else the Host field's
// (RFC 9112, 3.2.2). NULL: none.
const char *head_host(const struct headers *headers, const char *target, struct arena *arena);

// Whether the body is a form; a file or a document is something else.
bool head_is_form(const struct headers *headers);

// Whether a script asks: JSON is named, and no page before it.
bool head_wants_json(const struct headers *headers);

// The cookies as one list; proxies that take HTTP/2 may send a line for each. NULL: none.
const char *head_cookies(const struct headers *headers, struct arena *arena);
