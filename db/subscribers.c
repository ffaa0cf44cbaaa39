// subscribers.c: see subscribers.h.
#include "db/subscribers.h"

#include <string.h>

#include "base/arena.h"
#include "db/deliveries.h"
#include "db/numbers.h"
#include "db/rows.h"
#include "db/signups.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/suppressions.h"
#include "domain/address.h"

enum { EXPIRED_AT_ONCE = 100, TOKENS_AT_ONCE = 1000 };

enum state { STATE_NONE, STATE_PENDING, STATE_CONFIRMED, STATE_LEFT };

struct subscriber {
    int64_t id;
    enum state state;
};

static enum state state_of(const struct statement *row, int column) {
    struct arena *arena = arena_new();
    const char *word = statement_text(row, column, arena);
    enum state state = strcmp(word, "pending") == 0     ? STATE_PENDING
                       : strcmp(word, "confirmed") == 0 ? STATE_CONFIRMED
                                                        : STATE_LEFT; // the table has no other
    arena_free(arena);
    return state;
}

static enum outcome find_by_key(struct store *store, const char *key, struct subscriber *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_BY_KEY);
    statement_bind_text(find, 1, key);
    *out = (struct subscriber){0};
    bool row;
    TRY(statement_next(find, &row));
    if (row)
        *out = (struct subscriber){statement_integer(find, 0), state_of(find, 1)};
    return OK;
}

static enum outcome add(struct store *store, const struct signup *signup, int64_t *id) {
    TRY(numbers_next(store, NUMBERED_SUBSCRIBER, id));
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_ADD);
    statement_bind_integer(insert, 1, *id);
    statement_bind_text(insert, 2, signup->address);
    statement_bind_text(insert, 3, signup->key);
    statement_bind_integer(insert, 4, signup->wording);
    statement_bind_integer(insert, 5, signup->asked_at);
    return statement_run(insert);
}

static enum outcome ask_again(struct store *store, const struct signup *signup, int64_t id) {
    struct statement *again STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_ASK_AGAIN);
    statement_bind_integer(again, 1, id);
    statement_bind_integer(again, 2, signup->wording);
    statement_bind_integer(again, 3, signup->asked_at);
    return statement_run(again);
}

static enum outcome keep_mailbox(struct store *store, int64_t id, const char *hash) {
    struct statement *keep STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_MAILBOX);
    statement_bind_integer(keep, 1, id);
    statement_bind_text(keep, 2, hash);
    return statement_run(keep);
}

// A mail that a page was asked for, at most one to a mailbox in ASKED_MAIL_MS.
static enum outcome mail(struct store *store, const struct subscriber *subscriber,
                         const struct signup *signup, enum mail_kind kind, int64_t now) {
    struct arena *arena = arena_new();
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(address_mailbox(arena, signup->key), hash);
    arena_free(arena);
    TRY(keep_mailbox(store, subscriber->id, hash));
    bool asked = false;
    TRY(deliveries_asked(store, kind, hash, now, ASKED_MAIL_MS, &asked));
    return asked ? OK : deliveries_add(store, kind, subscriber->id, now);
}

static enum outcome subscribe(struct store *store, const struct signup *signup,
                              struct subscriber *subscriber, int64_t now) {
    if (subscriber->state == STATE_NONE)
        TRY(add(store, signup, &subscriber->id));
    else if (subscriber->state != STATE_CONFIRMED) // a stranger's form takes nothing from who is
        TRY(ask_again(store, signup, subscriber->id));
    return mail(store, subscriber, signup, MAIL_CONFIRM, now);
}

enum outcome subscribers_take_up(struct store *store, const struct signup *signup,
                                 int64_t suppressed_ms, int64_t now) {
    bool suppressed = false;
    int64_t since = 0;
    TRY(suppressions_find(store, signup->key, &suppressed, &since));
    struct subscriber subscriber;
    TRY(find_by_key(store, signup->key, &subscriber));
    bool confirmed = subscriber.state == STATE_CONFIRMED;
    if (suppressed && (signup->wish == WISH_LEAVE || now - since < suppressed_ms))
        return OK;
    if (signup->wish == WISH_LEAVE)
        return confirmed ? mail(store, &subscriber, signup, MAIL_FAREWELL, now) : OK;
    if (confirmed && !suppressed)
        return OK;
    TRY(subscribe(store, signup, &subscriber, now));
    return suppressed ? suppressions_asked(store, signup->key, subscriber.id, now) : OK;
}

enum outcome subscribers_add_token(struct store *store, int64_t subscriber_id, enum purpose purpose,
                                   const char hash[TOKEN_HASH_LENGTH + 1], int64_t expires_at) {
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_TOKEN_ADD);
    statement_bind_text(insert, 1, hash);
    statement_bind_text(insert, 2, purpose_word(purpose));
    statement_bind_integer(insert, 3, subscriber_id);
    statement_bind_integer(insert, 4, expires_at);
    return statement_run(insert);
}

enum outcome subscribers_of_token(struct store *store, enum purpose purpose,
                                  const char hash[TOKEN_HASH_LENGTH + 1], int64_t now,
                                  int64_t *subscriber_id) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_TOKEN_FIND);
    statement_bind_text(find, 1, hash);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    struct arena *arena = arena_new();
    bool good = token_hash_equals(statement_text(find, 0, arena), hash) &&
                strcmp(statement_text(find, 1, arena), purpose_word(purpose)) == 0 &&
                statement_integer(find, 3) > now;
    arena_free(arena);
    *subscriber_id = statement_integer(find, 2);
    return good ? OK : NOT_FOUND;
}

enum outcome subscribers_is_confirmed(struct store *store, int64_t id, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_BY_ID);
    statement_bind_integer(find, 1, id);
    bool row;
    TRY(statement_next(find, &row));
    *out = row && state_of(find, 1) == STATE_CONFIRMED;
    bool suppressed = false;
    if (*out)
        TRY(suppressions_of(store, id, &suppressed));
    *out = *out && !suppressed;
    return OK;
}

enum outcome subscribers_confirm(struct store *store, int64_t id, int64_t now) {
    TRY(suppressions_lift(store, id));
    return run_with_two(store, QUERY_SUBSCRIBER_CONFIRM, id, now);
}

static enum outcome drop_tokens(struct store *store, int64_t id, enum purpose purpose) {
    struct statement *drop STATEMENT_SCOPE =
        statement_start(store, QUERY_SUBSCRIBER_TOKEN_DROP_PURPOSE);
    statement_bind_integer(drop, 1, id);
    statement_bind_text(drop, 2, purpose_word(purpose));
    return statement_run(drop);
}

enum outcome subscribers_leave(struct store *store, int64_t id, int64_t now) {
    TRY(run_with_two(store, QUERY_SUBSCRIBER_LEAVE, id, now));
    TRY(drop_tokens(store, id, PURPOSE_CONFIRM)); // an old link brings nobody back
    TRY(drop_tokens(store, id, PURPOSE_RETURN));
    TRY(drop_tokens(store, id, PURPOSE_ERASE));
    return run_with(store, QUERY_DELIVERY_CANCEL, id);
}

enum outcome subscribers_erase(struct store *store, int64_t id) {
    TRY(run_with(store, QUERY_DELIVERY_CANCEL, id));
    TRY(run_with(store, QUERY_DELIVERY_UNLINK, id));
    TRY(suppressions_unlink(store, id));
    TRY(run_with(store, QUERY_SUBSCRIBER_TOKEN_DROP_ALL, id));
    return run_with(store, QUERY_SUBSCRIBER_DROP, id);
}

// What a subscriber's mails drew of late.
struct bounces {
    const char *key; // of the address, in the arena
    int64_t count;
    int64_t last_at;
    int64_t last_issue;
    int64_t doubted_issue;
};

static enum outcome read_bounces(struct store *store, struct arena *arena, int64_t id,
                                 struct bounces *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_BY_ID);
    statement_bind_integer(find, 1, id);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = (struct bounces){.key = statement_text(find, 0, arena),
                            .count = statement_integer(find, 2),
                            .last_at = statement_integer(find, 3),
                            .last_issue = statement_integer(find, 4),
                            .doubted_issue = statement_integer(find, 5)};
    return OK;
}

static enum outcome suppress(struct store *store, int64_t id, int64_t issue_id, const char *key,
                             bool hard, int64_t now) {
    bool proved = false;
    TRY(suppressions_add(store, id, key, hard ? SUPPRESSED_HARD : SUPPRESSED_SOFT, issue_id, now,
                         &proved));
    return proved ? subscribers_erase(store, id) : OK;
}

// Old ones are forgotten, and those before QUIET_ISSUES issues in a row that arrived.
static enum outcome forget(struct store *store, int64_t id, int64_t issue_id, int64_t now,
                           struct bounces *bounces) {
    int64_t quiet = 0;
    if (bounces->last_issue > 0 && issue_id > bounces->last_issue)
        TRY(deliveries_quiet(store, id, bounces->last_issue, issue_id, &quiet));
    if (quiet >= QUIET_ISSUES || now - bounces->last_at > BOUNCES_LATE_MS)
        *bounces = (struct bounces){.key = bounces->key};
    return OK;
}

static enum outcome write_bounces(struct store *store, int64_t id, const struct bounces *bounces) {
    struct statement *update STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_BOUNCED);
    statement_bind_integer(update, 1, id);
    statement_bind_integer(update, 2, bounces->count);
    statement_bind_integer(update, 3, bounces->last_at);
    statement_bind_integer(update, 4, bounces->last_issue);
    statement_bind_integer(update, 5, bounces->doubted_issue);
    return statement_run(update);
}

static enum outcome count_bounce(struct store *store, struct arena *arena, int64_t id,
                                 const struct bounced *bounced, int64_t now, bool *suppressed) {
    struct bounces bounces;
    TRY(read_bounces(store, arena, id, &bounces));
    TRY(forget(store, id, bounced->issue_id, now, &bounces));
    bool of_issue = bounced->issue_id > 0;
    bool perhaps = of_issue && bounced->weight == REPORTED_PERHAPS_GONE;
    bool repeated =
        perhaps && bounces.doubted_issue > 0 && bounces.doubted_issue != bounced->issue_id;
    bool hard = (of_issue && bounced->weight == REPORTED_GONE) || repeated;
    bounces.count += !bounced->again;
    bounces.last_at = now;
    if (bounced->issue_id > bounces.last_issue)
        bounces.last_issue = bounced->issue_id;
    if (perhaps && bounces.doubted_issue == 0)
        bounces.doubted_issue = bounced->issue_id;
    *suppressed = hard || bounces.count >= SOFT_BOUNCES_MAX;
    TRY(write_bounces(store, id, &bounces));
    return *suppressed ? suppress(store, id, bounced->issue_id, bounces.key, hard, now) : OK;
}

enum outcome subscribers_bounce(struct store *store, int64_t id, const struct bounced *bounced,
                                int64_t now, bool *suppressed) {
    struct arena *arena = arena_new();
    enum outcome outcome = count_bounce(store, arena, id, bounced, now, suppressed);
    arena_free(arena);
    return outcome;
}

enum outcome subscribers_share_host(struct store *store, const char *host, int count, bool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_HOST);
    statement_bind_text(find, 1, host);
    statement_bind_integer(find, 2, count);
    bool row;
    TRY(statement_next(find, &row));
    *out = row && statement_integer(find, 0) >= count;
    return OK;
}

enum outcome subscribers_key(struct store *store, struct arena *arena, int64_t id,
                             const char **key) {
    struct bounces bounces;
    TRY(read_bounces(store, arena, id, &bounces));
    *key = bounces.key;
    return OK;
}

enum outcome subscribers_complain(struct store *store, int64_t id, const char *key, int64_t now) {
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(key, hash);
    {
        struct statement *add STATEMENT_SCOPE = statement_start(store, QUERY_SUPPRESSION_COMPLAIN);
        statement_bind_text(add, 1, hash);
        statement_bind_integer(add, 2, now);
        TRY(statement_run(add));
    }
    return subscribers_leave(store, id, now);
}

static enum outcome list_stale(struct store *store, int64_t now, int64_t ids[EXPIRED_AT_ONCE],
                               size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_STALE);
    statement_bind_integer(list, 1, now - UNCONFIRMED_MS);
    statement_bind_integer(list, 2, now - COMEBACK_MS);
    statement_bind_integer(list, 3, EXPIRED_AT_ONCE);
    bool row;
    for (*count = 0; *count < EXPIRED_AT_ONCE; *count += 1) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        ids[*count] = statement_integer(list, 0);
    }
    return OK;
}

static enum outcome drop_old_tokens(struct store *store, int64_t now, int *dropped) {
    struct statement *drop STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_TOKEN_EXPIRE);
    statement_bind_integer(drop, 1, now);
    statement_bind_integer(drop, 2, TOKENS_AT_ONCE);
    for (bool row = true; row; *dropped += row)
        TRY(statement_next(drop, &row));
    return OK;
}

enum outcome subscribers_expire(struct store *store, int64_t now, bool *more) {
    int64_t ids[EXPIRED_AT_ONCE];
    size_t count = 0;
    TRY(list_stale(store, now, ids, &count));
    for (size_t i = 0; i < count; i++)
        TRY(subscribers_erase(store, ids[i]));
    int dropped = 0;
    TRY(drop_old_tokens(store, now, &dropped));
    *more = count == EXPIRED_AT_ONCE || dropped > 0;
    return OK;
}

static enum outcome count_states(struct store *store, struct subscriber_counts *out) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_SUBSCRIBER_COUNTS);
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        enum state state = state_of(list, 0);
        int64_t *count = state == STATE_PENDING     ? &out->pending
                         : state == STATE_CONFIRMED ? &out->confirmed
                                                    : &out->left;
        *count = statement_integer(list, 1);
    }
}

enum outcome subscribers_count(struct store *store, struct subscriber_counts *out) {
    *out = (struct subscriber_counts){0};
    TRY(count_states(store, out));
    TRY(find_integer(store, QUERY_SUPPRESSION_COMPLAINTS, &out->complaints));
    return find_integer(store, QUERY_SUPPRESSION_COUNT, &out->suppressed);
}
