// body.h: what comes behind a request's head: kept in memory or in a file, or let go. Nobody
// outside this folder includes it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "http/headers.h"

struct body {
    const char *folder; // for its file; NULL: it is kept in memory
    struct text text;
    int file;      // without a name; -1: none
    int fault;     // why the file does not hold it; 0: it does
    size_t length; // bytes that are kept
    size_t came;   // bytes, those that are not kept too
    size_t max;    // bytes that are kept
};

// A body of nothing. The arena is borrowed.
void body_init(struct body *body, struct arena *arena);

// Closes its file.
void body_end(struct body *body);

// Keeps what comes, as far as it is taken. False: so much more comes that the connection is to be
// cut.
bool body_take(struct body *body, const char *bytes, size_t length);

// Whether one that is longer than is taken is read all the same, by its Content-Length, a number,
// and let go. Who is still sending it when the connection closes does not see the response: a
// browser tells of a reset, nginx answers 502.
bool body_is_read_before_refused(const struct body *body, const struct headers *headers);
