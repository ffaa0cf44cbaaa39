// numbers.c: see numbers.h.
#include "db/numbers.h"

#include "db/statement.h"
#include "db/store.h"

static const char *const tables[NUMBERED_COUNT] = {
    [NUMBERED_SESSION] = "sessions",       [NUMBERED_VOTE] = "votes",
    [NUMBERED_SUBSCRIBER] = "subscribers", [NUMBERED_SIGNUP] = "signups",
    [NUMBERED_ISSUE] = "issues",           [NUMBERED_DELIVERY] = "deliveries",
};

// The last number, which is the only row's only column.
static enum outcome read_last(struct statement *statement, int64_t *last) {
    bool row;
    TRY(statement_next(statement, &row));
    if (!row)
        return INTERNAL; // the migration made a row for each table
    *last = statement_integer(statement, 0);
    return OK;
}

enum outcome numbers_take(struct store *store, enum numbered table, int64_t count, int64_t *first) {
    struct statement *take STATEMENT_SCOPE = statement_start(store, QUERY_NUMBER_TAKE);
    statement_bind_text(take, 1, tables[table]);
    statement_bind_integer(take, 2, count);
    int64_t last = 0;
    TRY(read_last(take, &last));
    *first = last - count + 1;
    return OK;
}

enum outcome numbers_next(struct store *store, enum numbered table, int64_t *id) {
    return numbers_take(store, table, 1, id);
}

enum outcome numbers_peek(struct store *store, enum numbered table, int64_t *id) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_NUMBER_LAST);
    statement_bind_text(find, 1, tables[table]);
    int64_t last = 0;
    TRY(read_last(find, &last));
    *id = last + 1;
    return OK;
}
