// outbox.h: the newsletter's changes to the store, made by the writer while the caller waits.
#pragma once

#include "base/outcome.h"
#include "db/deliveries.h"
#include "mail/smtp.h"
#include "newsletter/schedule.h"

struct arena;
struct store;
struct writer;

// Takes up the forms that were sent, all of them. `store` is the caller's own; for `suppressed_ms`
// see subscribers_take_up.
MUST_USE enum outcome outbox_take_up(struct writer *writer, struct store *store,
                                     int64_t suppressed_ms);

// Adds some of an issue's mails to the outbox when there is an issue whose mails are not all there.
// *more: there was. `store` is the caller's own.
MUST_USE enum outcome outbox_queue(struct writer *writer, struct store *store, bool *more);

// What became of a mail that was leased.
struct attempt {
    struct delivery delivery;
    enum smtp_result result;
    char reason[SMTP_REASON_SIZE];
};

// Records it: sent, to be tried again, or given up; an address that takes no mail is suppressed,
// unless a brake finds another to blame (brake.h).
MUST_USE enum outcome outbox_record(struct writer *writer, const struct attempt *attempt);

// All mail is paused, for a longer time with each call: these were refused in the same words. They
// wait again.
MUST_USE enum outcome outbox_pause(struct writer *writer, const struct attempt *attempts,
                                   size_t count);

// Does a piece of what brakes that were put on or taken off have left to do. *more: there was one.
// `store` is the caller's own.
MUST_USE enum outcome outbox_follow_brakes(struct writer *writer, struct store *store, bool *more);

// Composes the issue of the slot that is due, unless that was done. `store` is the caller's own.
// After a failure the next call tries again.
void outbox_keep_schedule(struct writer *writer, struct store *store,
                          const struct schedule *schedule);
