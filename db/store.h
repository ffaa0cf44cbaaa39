// store.h: a connection to the store, whatever engine is behind it.
//
// A connection belongs to one thread. The process has one that writes (main.c's) and any number
// that read.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

struct store;

enum store_mode {
    STORE_READ,  // an existing store, for reading; its folder need not be writable
    STORE_WRITE, // made when it is missing; holds the lock that keeps every other writer out
};

// Opens the store that lives in `folder` (its file is verdict.db there). A refusal is one log
// line that says what is wrong and what to do:
//   NOT_FOUND: STORE_READ, and there is no store;
//   CONFLICT: STORE_WRITE, and another process holds the lock;
//   INVALID: it is a folder, not SQLite, not Verdict's, or may not be read or written;
//   INTERNAL: the rest.
// The caller owns *out and ends it with store_close.
MUST_USE enum outcome store_open(const char *folder, enum store_mode mode, struct store **out);
void store_close(struct store *store);

// Prepares every statement of db/queries, so that a bad one stops the start, not a request.
// The store must be migrated. INTERNAL, logged with the query's name.
MUST_USE enum outcome store_prepare(struct store *store);

// A transaction. store_rollback is safe at any time, also when none is open.
MUST_USE enum outcome store_begin(struct store *store);
// … that only reads, on any connection: one state of the store, whatever is committed meanwhile. It
// ends with store_rollback.
MUST_USE enum outcome store_begin_reading(struct store *store);
MUST_USE enum outcome store_commit(struct store *store);
void store_rollback(struct store *store);

// How many rows were added, changed or removed on this connection.
long long store_rows_written(struct store *store);

// Runs a script of several statements: for migrations alone. INTERNAL, logged with `name`.
MUST_USE enum outcome store_run_script(struct store *store, const char *name, const char *sql);

// Whether the store holds no table yet.
MUST_USE enum outcome store_is_empty(struct store *store, bool *empty);
