// client.h: the other end of the operator's socket: asks the running server. It keeps no state.
#pragma once

#include <stddef.h>
#include <sys/types.h>

#include "base/outcome.h"

struct operation;

// Has the server that holds the store in `folder` run the operation `name` with the operation's
// arguments; `output` gets what is to be printed. NOT_FOUND: no server listens there, and nothing
// was asked, logged or output. Otherwise how it went; what keeps the answer away is logged.
MUST_USE enum outcome client_ask(const char *folder, const char *name, struct operation *operation);

// What is sent with a question, piece by piece.
struct client_body {
    size_t length;
    // The next bytes, at most `size`; -1: it cannot go on, and nothing is asked.
    ssize_t (*read)(void *cls, char *out, size_t size);
    // Called now and then while bytes are sent, and while the answer is waited for. Or NULL.
    void (*progress)(void *cls, size_t sent, size_t total);
    void *cls;
};

// The same with a body in the place of arguments.
MUST_USE enum outcome client_send(const char *folder, const char *name,
                                  const struct client_body *body, struct operation *operation);
