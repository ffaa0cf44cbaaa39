// sessions.c: see sessions.h.
#include "db/sessions.h"

#include <stddef.h>

#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/votes.h"

enum { IDLE_DAYS = 365, EXPIRED_AT_ONCE = 100 };

static int64_t today(void) {
    return store_now() / 86400000;
}

static enum outcome find(struct store *store, const char *token_hash, int64_t *id,
                         int64_t *used_on) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_SESSION_FIND);
    statement_bind_text(statement, 1, token_hash);
    bool row;
    TRY(statement_next(statement, &row));
    if (!row)
        return NOT_FOUND;
    *id = statement_integer(statement, 0);
    *used_on = statement_integer(statement, 1);
    return OK;
}

enum outcome sessions_find(struct store *store, const char *token_hash, int64_t *id) {
    int64_t used_on;
    return find(store, token_hash, id, &used_on);
}

static enum outcome add(struct store *store, const char *token_hash, int64_t *id) {
    TRY(find_integer(store, QUERY_SESSION_NEXT, id));
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_SESSION_ADD);
    statement_bind_integer(statement, 1, *id);
    statement_bind_text(statement, 2, token_hash);
    statement_bind_integer(statement, 3, today());
    return statement_run(statement);
}

enum outcome sessions_find_or_add(struct store *store, const char *token_hash, int64_t *id) {
    int64_t used_on = 0;
    enum outcome outcome = find(store, token_hash, id, &used_on);
    if (outcome == NOT_FOUND)
        return add(store, token_hash, id);
    TRY(outcome);
    if (used_on == today())
        return OK;
    return run_with_two(store, QUERY_SESSION_USE, *id, today());
}

enum outcome sessions_rotate(struct store *store, int64_t id, const char *token_hash) {
    struct statement *rotate STATEMENT_SCOPE = statement_start(store, QUERY_SESSION_ROTATE);
    statement_bind_integer(rotate, 1, id);
    statement_bind_text(rotate, 2, token_hash);
    return statement_run(rotate);
}

enum outcome sessions_forget(struct store *store, int64_t id) {
    TRY(votes_forget(store, id));
    TRY(run_with(store, QUERY_BOOKMARK_DROP_ALL, id));
    return run_with(store, QUERY_SESSION_DROP, id);
}

static enum outcome list_idle(struct store *store, int64_t ids[EXPIRED_AT_ONCE], size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_SESSION_IDLE);
    statement_bind_integer(list, 1, today() - IDLE_DAYS);
    statement_bind_integer(list, 2, EXPIRED_AT_ONCE);
    bool row;
    for (*count = 0; *count < EXPIRED_AT_ONCE; *count += 1) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        ids[*count] = statement_integer(list, 0);
    }
    return OK;
}

enum outcome sessions_expire(struct store *store, bool *more) {
    int64_t ids[EXPIRED_AT_ONCE];
    size_t count = 0;
    TRY(list_idle(store, ids, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(run_with(store, QUERY_VOTE_UNLINK, ids[i]));
        TRY(run_with(store, QUERY_BOOKMARK_DROP_ALL, ids[i]));
        TRY(run_with(store, QUERY_SESSION_DROP, ids[i]));
    }
    *more = count == EXPIRED_AT_ONCE;
    return OK;
}
