// operation.h: what a command writes to the store, in whichever process holds it.
//
// While a server runs, only its writer writes. A command that changes the store is therefore an
// operation: with a server, its arguments go through the operator's socket (client.h) and it runs
// there (page.h); without one, it runs in the command's own process. What it prints and how it ends
// is the same either way.
//
// To add one: write its function `apply` in a file of its own, and add its row to the table in
// operation.c. The command fills in the arguments and calls run_operation (commands/steps.h). Words
// may be any texts, such as a message that was read from standard input, 64 KB in all. An import,
// which brings more and takes its time, goes ways of its own (import.h, importer.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

struct arena;
struct store;

// One run of it. All lives in the arena.
struct operation {
    struct arena *arena;
    const char *const *arguments; // what to do it with, in an order of the operation's own
    size_t argument_count;
    bool served;           // by a running server, for another process
    bool linked;           // it is known where the links in mails lead
    struct store *reading; // for `prepare`, to look at
    void *work;            // the operation's own, from `prepare` to `apply`
    bool more;             // `apply` sets it to be called again, in a transaction of its own
    struct text output; // whole lines: for standard output when it is OK, else for standard error
};

struct operation_kind {
    const char *name; // its address at the socket: POST /NAME
    // What takes time and changes nothing, before all else; or NULL.
    enum outcome (*prepare)(struct operation *operation);
    // Writes. Runs inside a transaction, which is undone when it is not OK. INVALID: what it was
    // asked cannot be, and `output` says why. Of other outcomes the cause is in the log. What is
    // long is done in pieces, with ->more, so that votes are written between them.
    enum outcome (*apply)(struct operation *operation, struct store *store);
};

// The row of this name, static; or NULL.
const struct operation_kind *operation_find(const char *name);

// Runs it in this process, in a transaction of its own. `output` is empty unless it is OK or
// INVALID.
MUST_USE enum outcome operation_run(const struct operation_kind *kind, struct operation *operation,
                                    struct store *store);
