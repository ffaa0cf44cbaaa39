// sessions.c: see sessions.h.
#include "db/sessions.h"

#include <stddef.h>

#include "base/clock.h"
#include "db/numbers.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/votes.h"

enum { IDLE_DAYS = 365, EXPIRED_AT_ONCE = 100 };

static int64_t today(void) {
    return clock_wall_ms() / 86400000;
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
    TRY(numbers_next(store, NUMBERED_SESSION, id));
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_SESSION_ADD);
    statement_bind_integer(statement, 1, *id);
    statement_bind_text(statement, 2, token_hash);
    statement_bind_integer(statement, 3, today());
    return statement_run(statement);
}

enum outcome sessions_use(struct store *store, const char *token_hash, int64_t *id,
                          bool *first_today) {
    int64_t used_on = 0;
    TRY(find(store, token_hash, id, &used_on));
    *first_today = used_on != today();
    return *first_today ? run_with_two(store, QUERY_SESSION_USE, *id, today()) : OK;
}

static enum outcome is_forgotten(struct store *store, const char *token_hash, bool *forgotten) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_FORGOTTEN_FIND);
    statement_bind_text(statement, 1, token_hash);
    return statement_next(statement, forgotten);
}

enum outcome sessions_begin(struct store *store, const char *token_hash, int64_t *id) {
    bool forgotten = false;
    TRY(is_forgotten(store, token_hash, &forgotten));
    return forgotten ? NOT_FOUND : add(store, token_hash, id);
}

enum outcome sessions_bar(struct store *store, const char *token_hash, int64_t until) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_FORGOTTEN_ADD);
    statement_bind_text(statement, 1, token_hash);
    statement_bind_integer(statement, 2, until);
    return statement_run(statement);
}

enum outcome sessions_forget(struct store *store, const char *token_hash) {
    int64_t id = 0;
    TRY(sessions_find(store, token_hash, &id));
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

static enum outcome drop_forgotten(struct store *store, int *dropped) {
    struct statement *drop STATEMENT_SCOPE = statement_start(store, QUERY_FORGOTTEN_EXPIRE);
    statement_bind_integer(drop, 1, clock_wall_ms());
    statement_bind_integer(drop, 2, EXPIRED_AT_ONCE);
    for (bool row = true; row; *dropped += row)
        TRY(statement_next(drop, &row));
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
    int dropped = 0;
    TRY(drop_forgotten(store, &dropped));
    *more = count == EXPIRED_AT_ONCE || dropped > 0;
    return OK;
}
