// client.h: the other end of the operator's socket: asks the running server. It keeps no state.
#pragma once

#include "base/outcome.h"

struct operation;

// Has the server that holds the store in `folder` run the operation `name` with the operation's
// words; `told` gets what is to be printed. NOT_FOUND: no server listens there, and nothing was
// asked, logged or told. Otherwise how it went; what keeps the answer away is logged.
MUST_USE enum outcome client_ask(const char *folder, const char *name, struct operation *operation);
