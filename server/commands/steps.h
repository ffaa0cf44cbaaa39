// steps.h: what several commands do.
#pragma once

#include "base/outcome.h"

struct config;
struct operation;
struct store;

// Says on standard error what is wrong, and returns the outcome.
MUST_USE enum outcome complain(enum outcome outcome, const char *what);

// What was printed is only done when it has arrived.
MUST_USE enum outcome finish_output(void);

// Applies the migrations that are missing; or only says when some are.
MUST_USE enum outcome migrate_to_date(struct store *store);
MUST_USE enum outcome check_to_date(struct store *store);

// Prints an operation's output, and returns how it went.
MUST_USE enum outcome print_output(const struct operation *operation, enum outcome outcome);

// Asks the server that holds the store to run the operation `name`, or, when none listens, does it
// in this process; prints its output. Should another process hold the store all the same,
// opening it says so.
MUST_USE enum outcome run_operation(const struct config *config, const char *name,
                                    struct operation *operation);
