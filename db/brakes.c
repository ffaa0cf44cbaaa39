// brakes.c: see brakes.h.
#include "db/brakes.h"

#include <string.h>

#include "base/arena.h"
#include "db/deliveries.h"
#include "db/rows.h"
#include "db/statement.h"

enum { MOVED_AT_ONCE = 2000, DOUBTED_AT_ONCE = 1000 }; // mails in a piece

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

static enum outcome add_work(struct store *store, struct scope scope, const char *work) {
    struct statement *add STATEMENT_SCOPE = start(store, QUERY_BRAKE_WORK_ADD, scope);
    statement_bind_text(add, 3, work);
    return statement_run(add);
}

enum outcome brakes_drop(struct store *store, struct scope scope) {
    {
        struct statement *drop STATEMENT_SCOPE = start(store, QUERY_BRAKE_DROP, scope);
        TRY(statement_run(drop));
    }
    return scope.issue_id > 0 ? add_work(store, scope, "release") : OK;
}

enum outcome brakes_drop_issue(struct store *store, int64_t issue_id) {
    TRY(run_with(store, QUERY_BRAKE_DROP_ISSUE, issue_id));
    return add_work(store, (struct scope){issue_id, ""}, "release");
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

static enum outcome forgive(struct store *store, enum query query, struct scope scope) {
    struct statement *forgive STATEMENT_SCOPE = start(store, query, scope);
    statement_bind_integer(forgive, 3, DOUBTED_AT_ONCE);
    return statement_run(forgive);
}

// Runs a query that answers the mails it wrote. *last: the last of them, or as it was.
static enum outcome count_written(struct statement *query, int *count, int64_t *last) {
    *count = 0;
    for (bool row = true; row; *count += row) {
        TRY(statement_next(query, &row));
        if (row && statement_integer(query, 0) > *last) // in whatever order
            *last = statement_integer(query, 0);
    }
    return OK;
}

static enum outcome doubt_some(struct store *store, struct scope scope, int64_t now, bool *more) {
    TRY(forgive(store, QUERY_BRAKE_FORGIVE_PROOFS, scope));
    TRY(forgive(store, QUERY_BRAKE_FORGIVE_BOUNCES, scope));
    struct statement *doubt STATEMENT_SCOPE = start(store, QUERY_BRAKE_DOUBT, scope);
    statement_bind_integer(doubt, 3, DOUBTED_AT_ONCE);
    statement_bind_integer(doubt, 4, now);
    int count = 0;
    int64_t last = 0;
    TRY(count_written(doubt, &count, &last));
    *more = count == DOUBTED_AT_ONCE;
    return OK;
}

enum outcome brakes_doubt(struct store *store, struct scope scope, int64_t now) {
    bool more = false;
    TRY(doubt_some(store, scope, now, &more));
    return more ? add_work(store, scope, "doubt") : OK;
}

enum outcome brakes_hold(struct store *store, int64_t now) {
    struct statement *hold STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_HOLD);
    statement_bind_integer(hold, 1, now);
    statement_bind_integer(hold, 2, DELIVERY_HELD);
    statement_bind_integer(hold, 3, MOVED_AT_ONCE);
    return statement_run(hold);
}

static enum outcome release_some(struct store *store, struct scope scope, int64_t now,
                                 int64_t *done_to, bool *more) {
    bool whole = scope.host[0] == '\0';
    struct statement *release STATEMENT_SCOPE =
        statement_start(store, whole ? QUERY_BRAKE_RELEASE_ISSUE : QUERY_BRAKE_RELEASE_HOST);
    int parameter = 1;
    statement_bind_integer(release, parameter++, scope.issue_id);
    if (!whole)
        statement_bind_text(release, parameter++, scope.host);
    statement_bind_integer(release, parameter++, now);
    statement_bind_integer(release, parameter++, DELIVERY_HELD);
    statement_bind_integer(release, parameter++, *done_to);
    statement_bind_integer(release, parameter, MOVED_AT_ONCE);
    int count = 0;
    TRY(count_written(release, &count, done_to));
    *more = count == MOVED_AT_ONCE;
    return OK;
}

// What a brake has left to do.
struct work {
    struct scope scope;
    const char *kind;
    int64_t done_to;
};

static enum outcome next_work(struct store *store, struct arena *arena, struct work *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_WORK_NEXT);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = (struct work){.scope = {statement_integer(find, 0), statement_text(find, 1, arena)},
                         .kind = statement_text(find, 2, arena),
                         .done_to = statement_integer(find, 3)};
    return OK;
}

static enum outcome note_work(struct store *store, const struct work *work, bool more) {
    struct statement *note STATEMENT_SCOPE =
        start(store, more ? QUERY_BRAKE_WORK_DONE_TO : QUERY_BRAKE_WORK_DROP, work->scope);
    statement_bind_text(note, 3, work->kind);
    if (more)
        statement_bind_integer(note, 4, work->done_to);
    return statement_run(note);
}

static enum outcome work_some(struct store *store, struct arena *arena, int64_t now) {
    struct work work;
    bool more = false;
    TRY(next_work(store, arena, &work));
    TRY(strcmp(work.kind, "doubt") == 0
            ? doubt_some(store, work.scope, now, &more)
            : release_some(store, work.scope, now, &work.done_to, &more));
    return note_work(store, &work, more);
}

enum outcome brakes_work(struct store *store, int64_t now) {
    struct arena *arena = arena_new();
    enum outcome outcome = work_some(store, arena, now);
    arena_free(arena);
    return outcome;
}

enum outcome brakes_any_work(struct store *store, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_BRAKE_WORK_NEXT);
    return statement_next(find, out);
}

enum outcome brakes_probe(struct store *store, struct scope scope, int64_t made_from,
                          int64_t *delivery_id) {
    struct statement *find STATEMENT_SCOPE = start(store, QUERY_BRAKE_PROBE, scope);
    statement_bind_integer(find, 3, made_from);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *delivery_id = statement_integer(find, 0);
    return OK;
}
