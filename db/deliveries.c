// deliveries.c: see deliveries.h.
#include "db/deliveries.h"

#include <string.h>

#include "base/arena.h"
#include "db/issues.h"
#include "db/numbers.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"

// In this order: a reader waits for the first two.
static const enum mail_kind kinds[] = {MAIL_CONFIRM, MAIL_FAREWELL, MAIL_ISSUE};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds, AT_ONCE = 1000 };

enum outcome deliveries_add(struct store *store, enum mail_kind kind, int64_t subscriber_id,
                            int64_t now) {
    int64_t id = 0;
    TRY(numbers_next(store, NUMBERED_DELIVERY, &id));
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_ADD);
    statement_bind_integer(insert, 1, id);
    statement_bind_text(insert, 2, mail_kind_word(kind));
    statement_bind_integer(insert, 3, subscriber_id);
    statement_bind_integer(insert, 4, now);
    return statement_run(insert);
}

static enum outcome add_issue(struct store *store, const struct open_issue *issue, int64_t to) {
    int64_t first = 0;
    TRY(numbers_take(store, NUMBERED_DELIVERY, to - issue->queued_to, &first)); // as many, or fewer
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_ADD_ISSUE);
    statement_bind_integer(insert, 1, first);
    statement_bind_integer(insert, 2, issue->id);
    statement_bind_integer(insert, 3, issue->composed_at);
    statement_bind_integer(insert, 4, issue->queued_to);
    statement_bind_integer(insert, 5, to);
    statement_bind_integer(insert, 6, issue->composed_at - PROOF_MS);
    return statement_run(insert);
}

// The last of the subscribers that are next to be looked at; 0 when there is none.
static enum outcome find_next(struct store *store, int64_t after, int64_t *last) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_AFTER);
    statement_bind_integer(find, 1, after);
    statement_bind_integer(find, 2, QUEUED_AT_ONCE);
    bool row;
    TRY(statement_next(find, &row));
    *last = row ? statement_integer(find, 0) : 0; // NULL reads as 0
    return OK;
}

enum outcome deliveries_queue(struct store *store, int64_t *issue_id, bool *whole) {
    struct open_issue issue;
    TRY(issues_open(store, &issue));
    int64_t last = 0;
    TRY(find_next(store, issue.queued_to, &last));
    *issue_id = issue.id;
    *whole = last == 0;
    if (last > 0)
        TRY(add_issue(store, &issue, last));
    return issues_queued_to(store, issue.id, last);
}

static enum outcome read_one(struct statement *find, struct arena *arena, enum mail_kind kind,
                             struct delivery *out) {
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = (struct delivery){.id = statement_integer(find, 0),
                             .kind = kind,
                             .issue_id = statement_integer(find, 1),
                             .subscriber_id = statement_integer(find, 2),
                             .address = statement_text(find, 3, arena),
                             .attempts = (int)statement_integer(find, 4),
                             .made_at = statement_integer(find, 5),
                             .tried_at = statement_integer(find, 6),
                             .doubted_at = statement_integer(find, 7),
                             .braked = statement_integer(find, 8) != 0};
    return OK;
}

static enum outcome due_of_kind(struct store *store, struct arena *arena, enum mail_kind kind,
                                int64_t now, struct delivery *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_DUE);
    statement_bind_text(find, 1, mail_kind_word(kind));
    statement_bind_integer(find, 2, now);
    return read_one(find, arena, kind, out);
}

enum outcome deliveries_due(struct store *store, struct arena *arena, int64_t now,
                            struct delivery *out) {
    for (size_t i = 0; i < KIND_COUNT; i++) {
        enum outcome outcome = due_of_kind(store, arena, kinds[i], now, out);
        if (outcome != NOT_FOUND)
            return outcome;
    }
    return NOT_FOUND;
}

enum outcome deliveries_probe(struct store *store, struct arena *arena, int64_t id,
                              struct delivery *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_WAITING);
    statement_bind_integer(find, 1, id);
    return read_one(find, arena, MAIL_ISSUE, out);
}

enum outcome deliveries_lease(struct store *store, int64_t id,
                              const char return_hash[TOKEN_HASH_LENGTH + 1]) {
    struct statement *lease STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_LEASE);
    statement_bind_integer(lease, 1, id);
    statement_bind_text(lease, 2, return_hash);
    return statement_run(lease);
}

enum outcome deliveries_release_all(struct store *store) {
    struct statement *release STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_RELEASE_ALL);
    return statement_run(release);
}

enum outcome deliveries_record(struct store *store, int64_t id, enum delivery_state state,
                               int64_t due_at, int attempts, int64_t now, const char *reason) {
    static const char *const words[] = {
        [DELIVERY_WAITING] = "waiting", [DELIVERY_SENT] = "sent", [DELIVERY_FAILED] = "failed"};
    struct statement *record STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_RECORD);
    statement_bind_integer(record, 1, id);
    statement_bind_text(record, 2, words[state]);
    statement_bind_integer(record, 3, due_at);
    statement_bind_integer(record, 4, attempts);
    statement_bind_integer(record, 5, now);
    statement_bind_text(record, 6, reason);
    return statement_run(record);
}

enum outcome deliveries_asked(struct store *store, enum mail_kind kind,
                              const char mailbox_hash[TOKEN_HASH_LENGTH + 1], int64_t now,
                              int64_t ms, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_ASKED);
    statement_bind_text(find, 1, mailbox_hash);
    statement_bind_text(find, 2, mail_kind_word(kind));
    statement_bind_integer(find, 3, now - ms);
    statement_bind_integer(find, 4, now);
    return statement_next(find, out);
}

enum outcome deliveries_next_due(struct store *store, int64_t *when) {
    *when = 0;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_NEXT_DUE);
        statement_bind_text(find, 1, mail_kind_word(kinds[i]));
        bool row;
        TRY(statement_next(find, &row));
        if (row && (*when == 0 || statement_integer(find, 0) < *when))
            *when = statement_integer(find, 0);
    }
    return OK;
}

enum outcome deliveries_hurry(struct store *store, int64_t now, bool *more) {
    *more = false;
    for (size_t i = 0; i < KIND_COUNT && !*more; i++) {
        struct statement *hurry STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_HURRY);
        statement_bind_integer(hurry, 1, now);
        statement_bind_text(hurry, 2, mail_kind_word(kinds[i]));
        statement_bind_integer(hurry, 3, DELIVERY_HELD);
        statement_bind_integer(hurry, 4, AT_ONCE);
        TRY(statement_next(hurry, more));
    }
    return OK;
}

enum outcome deliveries_scope(struct store *store, struct arena *arena, int64_t id,
                              struct delivery_scope *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_SCOPE);
    statement_bind_integer(find, 1, id);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    const char *host = statement_text(find, 1, arena);
    *out = (struct delivery_scope){.issue_id = statement_integer(find, 0),
                                   .host = host ? host : "",
                                   .done_at = statement_integer(find, 2),
                                   .doubted_at = statement_integer(find, 3)};
    return OK;
}

enum outcome deliveries_refused(struct store *store, int64_t id, int64_t now) {
    return run_with_two(store, QUERY_DELIVERY_REFUSED, id, now);
}

enum outcome deliveries_wait(struct store *store, int64_t id, int64_t due_at, int64_t doubted_at) {
    struct statement *wait STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_WAIT);
    statement_bind_integer(wait, 1, id);
    statement_bind_integer(wait, 2, due_at);
    statement_bind_integer(wait, 3, doubted_at);
    return statement_run(wait);
}

enum outcome deliveries_retry(struct store *store, int64_t issue_id, int64_t now, int64_t *last,
                              int64_t *count) {
    struct statement *retry STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_RETRY);
    statement_bind_integer(retry, 1, issue_id);
    statement_bind_integer(retry, 2, now);
    statement_bind_integer(retry, 3, *last);
    statement_bind_integer(retry, 4, AT_ONCE);
    *count = 0;
    for (bool row = true; row; *count += row) {
        TRY(statement_next(retry, &row));
        if (row && statement_integer(retry, 0) > *last) // in whatever order
            *last = statement_integer(retry, 0);
    }
    return OK;
}

enum outcome deliveries_unfinished(struct store *store, int64_t issue_id, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_UNFINISHED);
    statement_bind_integer(find, 1, issue_id);
    return statement_next(find, out);
}

// From the columns 1 and 2.
static void read_report(const struct statement *row, struct returned *out) {
    struct arena *arena = arena_new();
    const char *word = statement_text(row, 2, arena);
    out->issue_id = statement_integer(row, 1);
    out->reported = word && report_of_word(word, &out->report) == OK;
    arena_free(arena);
}

enum outcome deliveries_of_return(struct store *store, int64_t id,
                                  const char hash[TOKEN_HASH_LENGTH + 1], struct returned *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_FIND);
    statement_bind_integer(find, 1, id);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = (struct returned){.subscriber_id = statement_integer(find, 0)};
    read_report(find, out);
    struct arena *arena = arena_new();
    const char *known = statement_text(find, 3, arena);
    bool good = out->subscriber_id > 0 && known && strlen(known) == TOKEN_HASH_LENGTH &&
                token_hash_equals(known, hash);
    arena_free(arena);
    return good ? OK : NOT_FOUND;
}

enum outcome deliveries_of_subscriber(struct store *store, int64_t subscriber_id, int64_t *id,
                                      struct returned *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_OF_SUBSCRIBER);
    statement_bind_integer(find, 1, subscriber_id);
    statement_bind_integer(find, 2, *id);
    bool row;
    TRY(statement_next(find, &row));
    *id = row ? statement_integer(find, 0) : 0;
    *out = (struct returned){.subscriber_id = subscriber_id};
    if (row)
        read_report(find, out);
    return OK;
}

enum outcome deliveries_report(struct store *store, int64_t id, enum report_weight report,
                               const char *code, int64_t now) {
    struct statement *update STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_REPORT);
    statement_bind_integer(update, 1, id);
    statement_bind_text(update, 2, report_word(report));
    statement_bind_text(update, 3, code);
    statement_bind_integer(update, 4, now);
    return statement_run(update);
}

enum outcome deliveries_quiet(struct store *store, int64_t subscriber_id, int64_t after,
                              int64_t before, int64_t *count) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_QUIET);
    statement_bind_integer(find, 1, subscriber_id);
    statement_bind_integer(find, 2, after);
    statement_bind_integer(find, 3, before);
    bool row;
    TRY(statement_next(find, &row));
    *count = row ? statement_integer(find, 0) : 0;
    return OK;
}

enum outcome deliveries_expire(struct store *store, int64_t now, bool *more) {
    struct statement *expire STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_EXPIRE);
    statement_bind_integer(expire, 1, now - DELIVERY_KEPT_MS);
    statement_bind_integer(expire, 2, AT_ONCE);
    int count = 0;
    for (bool row = true; row; count += row)
        TRY(statement_next(expire, &row));
    *more = count > 0;
    return OK;
}

static void count_report(struct delivery_counts *out, const char *word, int64_t count) {
    enum report_weight report = REPORTED_NOTHING;
    if (!word || report_of_word(word, &report) != OK || report == REPORTED_NOTHING)
        return;
    *(report == REPORTED_COMPLAINT  ? &out->complaints
      : report == REPORTED_ABOUT_US ? &out->about_us
      : report == REPORTED_GONE     ? &out->gone
                                    : &out->soft) += count;
}

static enum outcome count(struct store *store, struct arena *arena, int64_t issue_id,
                          struct delivery_counts *out) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_DELIVERY_COUNTS);
    statement_bind_integer(list, 1, issue_id);
    *out = (struct delivery_counts){0};
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        const char *state = statement_text(list, 0, arena);
        int64_t *count = strcmp(state, "sent") == 0        ? &out->sent
                         : strcmp(state, "failed") == 0    ? &out->failed
                         : strcmp(state, "cancelled") == 0 ? &out->cancelled
                                                           : &out->waiting;
        *count += statement_integer(list, 2);
        count_report(out, statement_text(list, 1, arena), statement_integer(list, 2));
    }
}

enum outcome deliveries_count(struct store *store, int64_t issue_id, struct delivery_counts *out) {
    struct arena *arena = arena_new();
    enum outcome outcome = count(store, arena, issue_id, out);
    arena_free(arena);
    return outcome;
}
