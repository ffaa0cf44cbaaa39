// connection.h: what the files of this folder share. Nobody else includes it.
#pragma once

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
    int lock; // file descriptor that holds the writer's lock; -1 for a reader
    struct statement statements[QUERY_COUNT];
};

// Prepares one statement unless it is prepared. INTERNAL, logged.
MUST_USE enum outcome statement_prepare(struct statement *statement);

// Logs what SQLite says of `doing` and translates its code.
enum outcome sqlite_fault(struct store *store, int code, const char *doing);
