// head.h: what a request's head says, asked of the library. Nobody outside this folder includes it.
#pragma once

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

#include "http/guard.h"

// The request line, as it came.
struct head_line {
    const char *method;
    const char *target;
    const char *version;
};

// guard.h's judgement of the whole head, and of where the request comes from.
struct refusal head_judge(struct MHD_Connection *connection, const struct head_line *line,
                          size_t body_max);
struct refusal head_judge_source(struct MHD_Connection *connection);

// Whether the body is a form; a file or a document is something else.
bool head_is_form(struct MHD_Connection *connection);

// Whether a script asks: JSON is named, and no page before it.
bool head_wants_json(struct MHD_Connection *connection);

// The Cookie header, the library's as long as the request; NULL: none, or more than one.
const char *head_cookies(struct MHD_Connection *connection);
