// suppressions.c: see suppressions.h.
#include "db/suppressions.h"

#include "base/arena.h"
#include "base/token.h"
#include "db/rows.h"
#include "db/statement.h"
#include "domain/newsletter.h"

struct suppression {
    bool found;
    int64_t suppressed_at;
    int64_t asked_at;
    int64_t subscriber_id;
    int64_t issue_id;
};

static struct statement *start(struct store *store, enum query query, const char *key) {
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(key, hash);
    struct statement *statement = statement_start(store, query);
    statement_bind_text(statement, 1, hash);
    return statement;
}

static enum outcome find(struct store *store, const char *key, struct suppression *out) {
    struct statement *find STATEMENT_SCOPE = start(store, QUERY_SUPPRESSION_FIND, key);
    *out = (struct suppression){0};
    TRY(statement_next(find, &out->found));
    if (!out->found)
        return OK;
    out->suppressed_at = statement_integer(find, 0);
    out->asked_at = statement_integer(find, 1);
    out->subscriber_id = statement_integer(find, 2);
    out->issue_id = statement_integer(find, 3);
    return OK;
}

enum outcome suppressions_add(struct store *store, int64_t subscriber_id, const char *key,
                              enum suppression_reason reason, int64_t issue_id, int64_t now,
                              bool *proved) {
    struct suppression known;
    TRY(find(store, key, &known));
    *proved = known.found && known.subscriber_id == subscriber_id && issue_id > known.issue_id &&
              now - known.suppressed_at >= PROOF_MS;
    if (known.found)
        return OK;
    struct statement *insert STATEMENT_SCOPE = start(store, QUERY_SUPPRESSION_ADD, key);
    statement_bind_text(insert, 2, reason == SUPPRESSED_HARD ? "hard" : "soft");
    statement_bind_integer(insert, 3, now);
    statement_bind_integer(insert, 4, subscriber_id);
    statement_bind_integer(insert, 5, issue_id);
    return statement_run(insert);
}

enum outcome suppressions_find(struct store *store, const char *key, bool *suppressed,
                               int64_t *since) {
    struct suppression known;
    TRY(find(store, key, &known));
    *suppressed = known.found;
    *since = known.asked_at > known.suppressed_at ? known.asked_at : known.suppressed_at;
    return OK;
}

enum outcome suppressions_of(struct store *store, int64_t subscriber_id, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUPPRESSION_OF);
    statement_bind_integer(find, 1, subscriber_id);
    return statement_next(find, out);
}

enum outcome suppressions_asked(struct store *store, const char *key, int64_t subscriber_id,
                                int64_t now) {
    struct statement *asked STATEMENT_SCOPE = start(store, QUERY_SUPPRESSION_ASKED, key);
    statement_bind_integer(asked, 2, subscriber_id);
    statement_bind_integer(asked, 3, now);
    return statement_run(asked);
}

enum outcome suppressions_lift(struct store *store, int64_t subscriber_id) {
    TRY(run_with(store, QUERY_SUPPRESSION_LIFT, subscriber_id));
    return run_with(store, QUERY_SUBSCRIBER_FORGIVE, subscriber_id);
}

enum outcome suppressions_release(struct store *store, const char *key, int64_t *subscriber_id) {
    struct statement *release STATEMENT_SCOPE = start(store, QUERY_SUPPRESSION_RELEASE, key);
    bool row;
    TRY(statement_next(release, &row));
    if (!row)
        return NOT_FOUND;
    *subscriber_id = statement_integer(release, 0);
    TRY(statement_next(release, &row)); // to its end: only then is it done
    return run_with(store, QUERY_SUBSCRIBER_FORGIVE, *subscriber_id);
}

static enum outcome list_taken(struct store *store, struct arena *arena, int64_t now, int64_t **ids,
                               size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_SUPPRESSION_TAKEN);
    statement_bind_integer(list, 1, now - PROOF_MS);
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *ids = arena_one_more(arena, *ids, count, sizeof **ids);
        (*ids)[*count - 1] = statement_integer(list, 0);
    }
}

enum outcome suppressions_lift_taken(struct store *store, int64_t now) {
    struct arena *arena = arena_new();
    int64_t *ids = NULL;
    size_t count = 0;
    enum outcome outcome = list_taken(store, arena, now, &ids, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = suppressions_lift(store, ids[i]);
    arena_free(arena);
    return outcome;
}

enum outcome suppressions_unlink(struct store *store, int64_t subscriber_id) {
    return run_with(store, QUERY_SUPPRESSION_UNLINK, subscriber_id);
}
