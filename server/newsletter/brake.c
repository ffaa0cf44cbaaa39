// brake.c: see brake.h.
#include "newsletter/brake.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/token.h"
#include "db/deliveries.h"
#include "db/subscribers.h"
#include "domain/newsletter.h"

enum { NEAR = 50, NAMED_FROM = 5 }; // mails before and after; subscribers that share a domain

static const struct scope all_mail = {0, ""};

const char *brake_place(struct store *store, struct arena *arena, struct scope scope) {
    if (scope.issue_id == 0)
        return "all mail";
    bool shared = false;
    if (scope.host[0] == '\0')
        return arena_format(arena, "issue %" PRId64, scope.issue_id);
    if (subscribers_share_host(store, scope.host, NAMED_FROM, &shared) != OK || !shared)
        return arena_format(arena, "issue %" PRId64 " at one domain", scope.issue_id);
    return arena_format(arena, "issue %" PRId64 " at %s", scope.issue_id, scope.host);
}

static void tell(struct store *store, struct arena *arena, const struct brake *brake) {
    const char *place = brake_place(store, arena, brake->scope);
    const char *cause =
        brake->scope.issue_id == 0
            ? arena_format(arena, "paused: %s, %" PRId64 " in a row were refused in the same words",
                           place, brake->share.refused)
            : arena_format(arena, "paused: %s, %" PRId64 " of %" PRId64 " were refused", place,
                           brake->share.refused, brake->share.tried);
    const char *hint =
        arena_format(arena, "nobody is counted; one mail is tried in %" PRId64 " minutes",
                     (brake->due_at - brake->since) / MINUTE_MS);
    log_line(LOG_ERROR, "newsletter", "cause", cause, "answer", brake->reason, "hint", hint, NULL);
}

static enum outcome put_on(struct store *store, struct scope scope, struct share share,
                           const char *reason, int64_t now) {
    struct brake brake = {.scope = scope,
                          .since = now,
                          .due_at = now + retry_pause(1, random_number()),
                          .share = share,
                          .reason = reason};
    TRY(brakes_add(store, &brake));
    struct arena *arena = arena_new();
    tell(store, arena, &brake);
    arena_free(arena);
    return OK;
}

// So many pauses `more`, or nothing when it is not on.
static enum outcome wait_on(struct store *store, struct scope scope, int more, int64_t now,
                            bool *on) {
    int pauses = 0;
    int64_t due_at = 0;
    TRY(brakes_find(store, scope, &pauses, &due_at));
    *on = pauses > 0;
    if (!*on)
        return OK;
    pauses += more;
    return brakes_wait(store, scope, pauses, now + retry_pause(pauses, random_number()));
}

// Whether what is refused in the scope is more than its readers can be to blame for.
static enum outcome judge(struct store *store, struct scope scope,
                          const struct delivery_scope *delivery, struct share *share,
                          bool *unusual) {
    *unusual = false;
    bool taken = false;
    if (delivery->doubted_at > 0)
        TRY(brakes_taken_since(store, scope, delivery->doubted_at, &taken));
    if (taken)
        return OK; // it is refused for itself
    TRY(brakes_share(store, scope, delivery->done_at, NEAR, share));
    *unusual = share_is_unusual(share->refused, share->tried);
    return OK;
}

static enum outcome doubt(struct store *store, struct scope scope,
                          const struct delivery_scope *delivery, const char *reason, int64_t now,
                          bool *doubted) {
    struct share share;
    TRY(judge(store, scope, delivery, &share, doubted));
    if (!*doubted)
        return OK;
    int pauses = 0;
    int64_t due_at = 0;
    TRY(brakes_doubt(store, scope, now));
    TRY(brakes_find(store, scope, &pauses, &due_at));
    return pauses > 0 ? OK : put_on(store, scope, share, reason, now);
}

static enum outcome refused(struct store *store, struct arena *arena, int64_t id,
                            const char *reason, int64_t now, bool *doubted) {
    struct delivery_scope delivery;
    TRY(deliveries_refused(store, id, now));
    TRY(deliveries_scope(store, arena, id, &delivery));
    *doubted = false;
    if (delivery.issue_id == 0)
        return OK;
    if (delivery.host[0])
        TRY(doubt(store, (struct scope){delivery.issue_id, delivery.host}, &delivery, reason, now,
                  doubted));
    return *doubted ? OK
                    : doubt(store, (struct scope){delivery.issue_id, ""}, &delivery, reason, now,
                            doubted);
}

enum outcome brake_refused(struct store *store, int64_t delivery_id, const char *reason,
                           int64_t now, bool *doubted) {
    struct arena *arena = arena_new();
    enum outcome outcome = refused(store, arena, delivery_id, reason, now, doubted);
    arena_free(arena);
    return outcome;
}

static enum outcome not_taken(struct store *store, struct arena *arena, int64_t id, bool refused,
                              int64_t now, bool *held) {
    struct delivery_scope delivery;
    TRY(deliveries_scope(store, arena, id, &delivery));
    bool at_host = false;
    bool at_issue = false;
    if (delivery.issue_id > 0 && delivery.host[0])
        TRY(wait_on(store, (struct scope){delivery.issue_id, delivery.host}, 1, now, &at_host));
    if (delivery.issue_id > 0)
        TRY(wait_on(store, (struct scope){delivery.issue_id, ""}, 1, now, &at_issue));
    *held = at_host || at_issue;
    return *held ? deliveries_wait(store, id, DELIVERY_HELD, refused ? now : 0) : OK;
}

enum outcome brake_not_taken(struct store *store, int64_t delivery_id, bool refused, int64_t now,
                             bool *held) {
    struct arena *arena = arena_new();
    enum outcome outcome = not_taken(store, arena, delivery_id, refused, now, held);
    arena_free(arena);
    return outcome;
}

static enum outcome not_reached(struct store *store, struct arena *arena, int64_t id, int64_t now) {
    struct delivery_scope delivery;
    TRY(deliveries_scope(store, arena, id, &delivery));
    const struct scope scopes[] = {{delivery.issue_id, delivery.host}, {delivery.issue_id, ""}};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes && delivery.issue_id > 0; i++) {
        int pauses = 0;
        int64_t due_at = 0;
        TRY(brakes_find(store, scopes[i], &pauses, &due_at));
        if (pauses > 0)
            TRY(brakes_wait(store, scopes[i], pauses, now));
    }
    return OK;
}

enum outcome brake_not_reached(struct store *store, int64_t delivery_id, int64_t now) {
    struct arena *arena = arena_new();
    enum outcome outcome = not_reached(store, arena, delivery_id, now);
    arena_free(arena);
    return outcome;
}

static enum outcome release(struct store *store, struct scope scope) {
    int pauses = 0;
    int64_t due_at = 0;
    TRY(brakes_find(store, scope, &pauses, &due_at));
    if (pauses == 0)
        return OK;
    struct arena *arena = arena_new();
    log_line(LOG_INFO, "newsletter", "goes_on", brake_place(store, arena, scope), NULL);
    arena_free(arena);
    return brakes_drop(store, scope);
}

static enum outcome taken(struct store *store, struct arena *arena, int64_t id) {
    struct delivery_scope delivery;
    TRY(deliveries_scope(store, arena, id, &delivery));
    TRY(release(store, all_mail));
    if (delivery.issue_id == 0)
        return OK;
    TRY(release(store, (struct scope){delivery.issue_id, ""}));
    return delivery.host[0] ? release(store, (struct scope){delivery.issue_id, delivery.host}) : OK;
}

enum outcome brake_taken(struct store *store, int64_t delivery_id) {
    struct arena *arena = arena_new();
    enum outcome outcome = taken(store, arena, delivery_id);
    arena_free(arena);
    return outcome;
}

enum outcome brake_all(struct store *store, const int64_t *delivery_ids, size_t count,
                       const char *reason, int64_t now) {
    for (size_t i = 0; i < count; i++)
        TRY(deliveries_wait(store, delivery_ids[i], now, now));
    bool on = false;
    TRY(wait_on(store, all_mail, 1, now, &on));
    const struct share share = {(int64_t)count, (int64_t)count};
    return on ? OK : put_on(store, all_mail, share, reason, now);
}

// The longest pause: a brake that is to last longer was put on by a clock that was wrong.
static bool is_over(const struct brake *brake, int64_t now) {
    return brake->due_at <= now || brake->due_at - now > RETRY_PAUSE_MAX_MS;
}

// What waited too long is not worth a mail: released, the outbox gives it up. *id is 0 then.
static enum outcome try_one(struct store *store, struct scope scope, int64_t now, int64_t *id) {
    enum outcome outcome = brakes_probe(store, scope, now - UNREACHABLE_MS, id);
    if (outcome == NOT_FOUND)
        return brakes_drop(store, scope);
    TRY(outcome);
    TRY(deliveries_wait(store, *id, now, 0)); // after a kill it is due, and held like all others
    bool on = false;
    return wait_on(store, scope, 0, now, &on); // for as long as nothing is known of it
}

static enum outcome next(struct store *store, struct arena *arena, int64_t now,
                         struct braking *out) {
    struct brake *brakes = NULL;
    size_t count = 0;
    TRY(brakes_list(store, arena, &brakes, &count));
    *out = (struct braking){0};
    for (size_t i = 0; i < count && out->until == 0 && out->probe == 0; i++) {
        bool over = is_over(&brakes[i], now);
        if (brakes[i].scope.issue_id == 0) { // it is the first
            out->all = true;
            out->until = over ? 0 : brakes[i].due_at;
        } else if (over) {
            TRY(try_one(store, brakes[i].scope, now, &out->probe));
        }
    }
    return OK;
}

enum outcome brake_next(struct store *store, int64_t now, struct braking *out) {
    struct arena *arena = arena_new();
    enum outcome outcome = next(store, arena, now, out);
    arena_free(arena);
    return outcome;
}
