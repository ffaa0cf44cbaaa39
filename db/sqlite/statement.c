// statement.c: see db/statement.h. Prepared statements of SQLite, one per query and connection.
#include "db/statement.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/queries.h"
#include "db/sqlite/connection.h"

enum outcome sqlite_fault(struct store *store, int code, const char *doing) {
    if ((code & 0xFF) == SQLITE_CONSTRAINT)
        return CONFLICT;
    log_line(LOG_ERROR, "store", "doing", doing, "cause", sqlite3_errmsg(store->connection), NULL);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN: return BUSY; // the disk may take it again later
    default: return INTERNAL;
    }
}

// SQLite numbers "$2" by its first appearance, so each is looked up by its name.
static void find_parameters(struct statement *statement) {
    for (int i = 1; i <= PARAMETERS_MAX; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "$%d", i);
        statement->parameters[i] = sqlite3_bind_parameter_index(statement->handle, name);
    }
}

enum outcome statement_prepare(struct statement *statement) {
    if (statement->handle)
        return OK;
    const char *name = query_name(statement->query);
    const char *sql = NULL;
    size_t length = 0;
    if (query_text(statement->query, &sql, &length) != OK || length > INT_MAX) {
        log_line(LOG_ERROR, "store", "query", name, "cause", "no file of db/queries has it", NULL);
        return INTERNAL;
    }
    sqlite3 *connection = statement->store->connection;
    int code = sqlite3_prepare_v3(connection, sql, (int)length, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, NULL);
    if (code != SQLITE_OK || !statement->handle) {
        log_line(LOG_ERROR, "store", "query", name, "cause", sqlite3_errmsg(connection), NULL);
        return INTERNAL;
    }
    find_parameters(statement);
    return OK;
}

struct statement *statement_start(struct store *store, enum query query) {
    struct statement *statement = &store->statements[query];
    statement->fault = statement_prepare(statement);
    return statement;
}

void statement_end(struct statement *statement) {
    if (!statement->handle)
        return;
    // Its code repeats that of the last step, which statement_next has told already.
    (void)sqlite3_reset(statement->handle);
    (void)sqlite3_clear_bindings(statement->handle); // always SQLITE_OK
}

void statement_end_scope(struct statement **statement) {
    statement_end(*statement);
}

// SQLite's number of parameter $N, or 0 with the fault kept.
static int place_of(struct statement *statement, int parameter) {
    if (statement->fault != OK)
        return 0;
    int place = 0;
    if (parameter >= 1 && parameter <= PARAMETERS_MAX)
        place = statement->parameters[parameter];
    if (place == 0) {
        log_line(LOG_ERROR, "store", "query", query_name(statement->query), "cause",
                 "a parameter is bound that its text does not have", NULL);
        statement->fault = INTERNAL;
    }
    return place;
}

static void keep_fault(struct statement *statement, int code) {
    if (code != SQLITE_OK)
        statement->fault = sqlite_fault(statement->store, code, query_name(statement->query));
}

void statement_bind_integer(struct statement *statement, int parameter, int64_t value) {
    int place = place_of(statement, parameter);
    if (place > 0)
        keep_fault(statement, sqlite3_bind_int64(statement->handle, place, value));
}

void statement_bind_text(struct statement *statement, int parameter, const char *text) {
    int place = place_of(statement, parameter);
    if (place == 0)
        return;
    if (!text)
        keep_fault(statement, sqlite3_bind_null(statement->handle, place));
    else
        keep_fault(statement, sqlite3_bind_text64(statement->handle, place, text, strlen(text),
                                                  SQLITE_TRANSIENT, SQLITE_UTF8));
}

enum outcome statement_next(struct statement *statement, bool *row) {
    *row = false;
    if (statement->fault != OK)
        return statement->fault;
    int code = sqlite3_step(statement->handle);
    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return OK;
    statement->fault = sqlite_fault(statement->store, code, query_name(statement->query));
    return statement->fault;
}

enum outcome statement_run(struct statement *statement) {
    bool row;
    return statement_next(statement, &row);
}

int64_t statement_integer(const struct statement *statement, int column) {
    return sqlite3_column_int64(statement->handle, column);
}

const char *statement_text(const struct statement *statement, int column, struct arena *arena) {
    const void *text = sqlite3_column_text(statement->handle, column);
    if (!text)
        return NULL;
    return arena_copy(arena, text, (size_t)sqlite3_column_bytes(statement->handle, column));
}
