// lease.c: see lease.h.
#include "newsletter/lease.h"

#include "base/arena.h"
#include "base/clock.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "db/writer.h"
#include "newsletter/bounce.h"
#include "newsletter/brake.h"

enum { GIVEN_UP_AT_ONCE = 500 };

struct leasing {
    struct change change; // first
    struct arena *arena;
    struct lease *lease;
    bool found;
    bool more; // not all that is too old was given up, or held by a brake
};

static enum outcome take_lease(struct store *store, struct lease *lease) {
    const struct delivery *delivery = &lease->delivery;
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(lease->secret, hash);
    TRY(deliveries_lease(store, delivery->id, hash));
    bool confirm = delivery->kind == MAIL_CONFIRM;
    token_hash(lease->token, hash);
    return subscribers_add_token(store, delivery->subscriber_id,
                                 confirm ? PURPOSE_CONFIRM : PURPOSE_LEAVE, hash,
                                 clock_wall_ms() + (confirm ? CONFIRM_LINK_MS : LEAVE_LINK_MS));
}

// The next mail that is due and under no brake. One that waited too long is given up: old news is
// no news. After a long outage that may be every mail there is, and a brake may hold as many, so
// both are done some at a time, between which others write.
static enum outcome find_due(struct store *store, struct leasing *leasing) {
    struct delivery *out = &leasing->lease->delivery;
    int64_t now = clock_wall_ms();
    for (int i = 0; i < GIVEN_UP_AT_ONCE; i++) {
        TRY(deliveries_due(store, leasing->arena, now, out));
        if (out->braked) {
            leasing->more = true;
            TRY(brakes_hold(store, now));
            return NOT_FOUND;
        }
        if (now - out->made_at <= UNREACHABLE_MS)
            return OK;
        TRY(deliveries_record(store, out->id, DELIVERY_FAILED, now, out->attempts, now,
                              "it waited for too long"));
    }
    leasing->more = true;
    return NOT_FOUND;
}

static enum outcome apply_lease(struct store *store, struct change *change) {
    struct leasing *leasing = (struct leasing *)change;
    struct lease *lease = leasing->lease;
    struct braking braking;
    TRY(brake_next(store, clock_wall_ms(), &braking));
    lease->alone = braking.all;
    leasing->found = false;
    if (braking.until > 0)
        return OK;
    enum outcome outcome =
        braking.probe > 0 ? deliveries_probe(store, leasing->arena, braking.probe, &lease->delivery)
                          : find_due(store, leasing);
    leasing->found = outcome == OK;
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    return take_lease(store, lease);
}

enum outcome lease_next(struct writer *writer, struct arena *arena, struct lease *out) {
    struct leasing leasing = {.change.apply = apply_lease, .arena = arena, .lease = out};
    token_make(out->token);
    token_make(out->secret);
    out->secret[RETURN_SECRET_LENGTH] = '\0';
    do {
        leasing.more = false;
        TRY(writer_run(writer, &leasing.change));
    } while (leasing.more);
    return leasing.found ? OK : NOT_FOUND;
}

static enum outcome apply_release(struct store *store, struct change *change) {
    (void)change;
    return deliveries_release_all(store);
}

enum outcome lease_return_all(struct writer *writer) {
    struct change change = {.apply = apply_release};
    return writer_run(writer, &change);
}
