// connection.h: what the files of this folder share. Nobody else includes it.
#pragma once

#include <limits.h>
#include <sqlite3.h>

#include "db/statement.h"
#include "db/store.h"

enum { PARAMETERS_MAX = 16 };

struct statement {
    struct store *store;
    enum query query;
    sqlite3_stmt *handle;               // NULL until it is prepared
    int parameters[PARAMETERS_MAX + 1]; // SQLite's number of $1, $2, …; 0: not in the text
    enum outcome fault;                 // the first mistake since statement_start
};

struct store {
    sqlite3 *connection;
    int lock;            // file descriptor that holds the writer's lock; -1 for a reader
    sqlite3_stmt *marks; // marks.sql, for wal.c; NULL until the first transaction
    struct statement statements[QUERY_COUNT];
};

// Makes the folder when it is missing, and takes the lock that keeps every other writer out. The
// caller ends it by closing the file descriptor. Outcomes as store_open.
MUST_USE enum outcome store_lock(const char *folder, int *lock);

// The path of the store's file in `folder`.
MUST_USE enum outcome store_path(const char *folder, char out[PATH_MAX]);

// Opens a store by its file's absolute path, for reading. `alone`: nobody writes it and no log lies
// beside it; then nothing is written beside it either. The caller ends it with store_close.
MUST_USE enum outcome store_open_file(const char *path, bool alone, struct store **out);

// Prepares one statement unless it is prepared. INTERNAL, logged.
MUST_USE enum outcome statement_prepare(struct statement *statement);

// Logs what SQLite says of `doing` and translates its code.
enum outcome sqlite_fault(struct store *store, int code, const char *doing);
