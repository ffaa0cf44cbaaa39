// statement.h: running one named query of db/queries.
//
//     struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_BY_SLUG);
//     statement_bind_text(find, 1, slug);
//     bool row;
//     TRY(statement_next(find, &row));
//     if (!row)
//         return NOT_FOUND;
//     tool->id = statement_integer(find, 0);
//
// A mistake in binding is kept and comes out of statement_next. Each query has one statement per
// store, so a query cannot be started again before its scope ends.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct arena;
struct statement;
struct store;

enum query {
#define QUERY(name) QUERY_##name,
#include "db/queries.def"
#undef QUERY
    QUERY_COUNT
};

#define STATEMENT_SCOPE __attribute__((cleanup(statement_end_scope)))

// The statement, reset, with nothing bound. Never NULL.
struct statement *statement_start(struct store *store, enum query query);

// Ends it: the store keeps it for the next time.
void statement_end(struct statement *statement);
void statement_end_scope(struct statement **statement);

// Binds $1, $2, …; NULL text is SQL's NULL. The text is copied.
void statement_bind_integer(struct statement *statement, int parameter, int64_t value);
void statement_bind_text(struct statement *statement, int parameter, const char *text);

// Moves to the next row; *row says whether there is one. CONFLICT for a broken constraint, BUSY
// when the store is locked or the disk is full, INTERNAL for the rest; all but CONFLICT logged.
MUST_USE enum outcome statement_next(struct statement *statement, bool *row);

// Runs a statement that answers no row.
MUST_USE enum outcome statement_run(struct statement *statement);

// A column, from 0, of the current row. Text is copied into the arena; NULL for SQL's NULL.
int64_t statement_integer(const struct statement *statement, int column);
const char *statement_text(const struct statement *statement, int column, struct arena *arena);
