// rows.c: see rows.h.
#include "db/rows.h"

#include "db/store.h"

enum outcome run_with(struct store *store, enum query query, int64_t first) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_integer(statement, 1, first);
    return statement_run(statement);
}

enum outcome run_with_two(struct store *store, enum query query, int64_t first, int64_t second) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_integer(statement, 1, first);
    statement_bind_integer(statement, 2, second);
    return statement_run(statement);
}

enum outcome find_integer(struct store *store, enum query query, int64_t *out) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    bool row;
    TRY(statement_next(statement, &row));
    *out = row ? statement_integer(statement, 0) : 0;
    return OK;
}
