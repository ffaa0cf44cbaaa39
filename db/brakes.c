// brakes.c: see brakes.h.
#include "db/brakes.h"

#include "base/arena.h"
#include "db/deliveries.h"
#include "db/rows.h"
#include "db/statement.h"

static struct statement *start(struct store *store, enum query query, struct scope scope) {
    struct statement *statement = statement_start(store, query);
    statement_bind_integer(statement, 1, scope.issue_id);
    statement_bind_text(statement, 2, scope.host);
    return statement;
}

enum outcome brakes_add(struct store *store, const struct brake *brake) {
    struct statement *insert STATEMENT_SCOPE = start(store, QUERY_BRAKE_ADD, brake->scope);
    statement_bind_integer(insert, 3, brake->since);
    statement_bind_integer(insert, 4, brake->due_at);
    statement_bind_integer(insert, 5, brake->share.refused);
    statement_bind_integer(insert, 6, brake->share.tried);
    statement_bind_text(insert, 7, brake->reason);
    return statement_run(insert);
}

enum outcome brakes_find(struct store *store, struct scope scope, int *pauses, int64_t *due_at) {
    struct statement *find STATEMENT_SCOPE = start(store, QUERY_BRAKE_FIND, scope);
    bool row;
    TRY(statement_next(find, &row));
    *pauses = row ? (int)statement_integer(find, 0) : 0;
    *due_at = row ? statement_integer(find, 1) : 0;
    return OK;
}

enum outcome brakes_wait(struct store *store, struct scope scope, int pauses, int64_t due_at) {
    struct statement *wait STATEMENT_SCOPE = start(store, QUERY_BRAKE_WAIT, scope);
    statement_bind_integer(wait, 3, pauses);
    statement_bind_integer(wait, 4, due_at);
    return statement_run(wait);
}

static enum outcome release(struct store *store, int64_t issue_id, int64_t now) {
    struct statement *release STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_RELEASE);
    statement_bind_integer(release, 1, issue_id);
    statement_bind_integer(release, 2, now);
    statement_bind_integer(release, 3, DELIVERY_HELD);
    return statement_run(release);
}

enum outcome brakes_drop(struct store *store, struct scope scope, int64_t now) {
    {
        struct statement *drop STATEMENT_SCOPE = start(store, QUERY_BRAKE_DROP, scope);
        TRY(statement_run(drop));
    }
    return scope.issue_id > 0 ? release(store, scope.issue_id, now) : OK;
}

enum outcome brakes_drop_issue(struct store *store, int64_t issue_id, int64_t now) {
    TRY(run_with(store, QUERY_BRAKE_DROP_ISSUE, issue_id));
    return release(store, issue_id, now);
}

enum outcome brakes_hurry(struct store *store, int64_t now) {
    return run_with(store, QUERY_BRAKE_HURRY, now);
}

enum outcome brakes_list(struct store *store, struct arena *arena, struct brake **out,
                         size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_LIST);
    *out = NULL;
    *count = 0;
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *out = arena_one_more(arena, *out, count, sizeof **out);
        (*out)[*count - 1] =
            (struct brake){.scope = {statement_integer(list, 0), statement_text(list, 1, arena)},
                           .since = statement_integer(list, 2),
                           .due_at = statement_integer(list, 3),
                           .share = {statement_integer(list, 4), statement_integer(list, 5)},
                           .reason = statement_text(list, 6, arena)};
    }
}

enum outcome brakes_share(struct store *store, struct scope scope, int64_t moment, int near,
                          struct share *out) {
    bool whole = scope.host[0] == '\0';
    struct statement *find STATEMENT_SCOPE =
        statement_start(store, whole ? QUERY_BRAKE_SHARE_ISSUE : QUERY_BRAKE_SHARE_HOST);
    int parameter = 1;
    statement_bind_integer(find, parameter++, scope.issue_id);
    if (!whole)
        statement_bind_text(find, parameter++, scope.host);
    statement_bind_integer(find, parameter++, moment);
    statement_bind_integer(find, parameter, near);
    bool row;
    TRY(statement_next(find, &row));
    *out = row ? (struct share){statement_integer(find, 1), statement_integer(find, 0)}
               : (struct share){0};
    return OK;
}

enum outcome brakes_taken_since(struct store *store, struct scope scope, int64_t moment,
                                bool *out) {
    struct statement *find STATEMENT_SCOPE = start(store, QUERY_BRAKE_TAKEN_SINCE, scope);
    statement_bind_integer(find, 3, moment);
    return statement_next(find, out);
}

static enum outcome run_at(struct store *store, enum query query, struct scope scope, int64_t now) {
    struct statement *statement STATEMENT_SCOPE = start(store, query, scope);
    statement_bind_integer(statement, 3, now);
    return statement_run(statement);
}

enum outcome brakes_doubt(struct store *store, struct scope scope, int64_t now) {
    TRY(run_at(store, QUERY_BRAKE_DOUBT, scope, now));
    TRY(run_at(store, QUERY_BRAKE_FORGIVE_PROOFS, scope, now));
    TRY(run_at(store, QUERY_BRAKE_FORGIVE_BOUNCES, scope, now));
    struct statement *hold STATEMENT_SCOPE = start(store, QUERY_BRAKE_HOLD, scope);
    statement_bind_integer(hold, 3, now);
    statement_bind_integer(hold, 4, DELIVERY_HELD);
    return statement_run(hold);
}

enum outcome brakes_hold_new(struct store *store, int64_t issue_id, int64_t delivery_id) {
    struct statement *hold STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_HOLD_NEW);
    statement_bind_integer(hold, 1, issue_id);
    statement_bind_integer(hold, 2, delivery_id);
    statement_bind_integer(hold, 3, DELIVERY_HELD);
    return statement_run(hold);
}

enum outcome brakes_probe(struct store *store, struct scope scope, int64_t made_from,
                          int64_t *delivery_id) {
    struct statement *find STATEMENT_SCOPE = start(store, QUERY_BRAKE_PROBE, scope);
    statement_bind_integer(find, 3, DELIVERY_HELD);
    statement_bind_integer(find, 4, made_from);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *delivery_id = statement_integer(find, 0);
    return OK;
}
