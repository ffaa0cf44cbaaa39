// deliveries.h: the outbox. A mail is a row first; the sender takes a lease on the row, sends, and
// records what became of it. All that writes is for the writer. `now` is epoch milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/token.h"
#include "domain/newsletter.h"

struct arena;
struct store;

struct delivery {
    int64_t id;
    enum mail_kind kind;
    int64_t issue_id; // of an issue's mail
    int64_t subscriber_id;
    const char *address;
    int attempts; // how often it was tried in vain, but for a mail server out of reach
    int64_t made_at;
    int64_t tried_at;   // when for the first time; 0: never
    int64_t doubted_at; // when a refusal was last taken for no fault of its reader's; 0: never
    bool braked;        // of one that is due: a brake is on where it belongs
};

#define DELIVERY_HELD INT64_MAX // when one is due that a brake holds

// Puts one mail that a page was asked for in the outbox.
MUST_USE enum outcome deliveries_add(struct store *store, enum mail_kind kind,
                                     int64_t subscriber_id, int64_t now);

// Goes on putting the mails of the oldest issue that is not in the outbox wholly there: to
// confirmed subscribers, but for who was confirmed after it was composed or whose address was
// suppressed in the PROOF_MS before. It looks at QUEUED_AT_ONCE subscribers at most. *issue_id is
// that issue, *whole whether it is done. NOT_FOUND when there is no such issue.
enum { QUEUED_AT_ONCE = 2000 };
MUST_USE enum outcome deliveries_queue(struct store *store, int64_t *issue_id, bool *whole);

// The next mail that is due: what readers wait for before issues. NOT_FOUND when there is none.
MUST_USE enum outcome deliveries_due(struct store *store, struct arena *arena, int64_t now,
                                     struct delivery *out);

// The mail of an issue that is tried though a brake is on. NOT_FOUND when it does not wait.
MUST_USE enum outcome deliveries_probe(struct store *store, struct arena *arena, int64_t id,
                                       struct delivery *out);

// Leases it; `return_hash` is that of the secret in the return path.
MUST_USE enum outcome deliveries_lease(struct store *store, int64_t id,
                                       const char return_hash[TOKEN_HASH_LENGTH + 1]);

// Gives back what a process that was killed had leased.
MUST_USE enum outcome deliveries_release_all(struct store *store);

enum delivery_state { DELIVERY_WAITING, DELIVERY_SENT, DELIVERY_FAILED };

// Whether such a mail to the mailbox waits, or left (or was given up) in the last `ms`. A time
// that is still to come counts for nothing: the clock was wrong then.
MUST_USE enum outcome deliveries_asked(struct store *store, enum mail_kind kind,
                                       const char mailbox_hash[TOKEN_HASH_LENGTH + 1], int64_t now,
                                       int64_t ms, bool *out);

// What became of one. `due_at` and `attempts` count for one that waits again; `reason` is
// what the mail server said, or NULL. One that was cancelled meanwhile stays so.
MUST_USE enum outcome deliveries_record(struct store *store, int64_t id, enum delivery_state state,
                                        int64_t due_at, int attempts, int64_t now,
                                        const char *reason);

// When the next one is due; 0 when none waits. Also for readers.
MUST_USE enum outcome deliveries_next_due(struct store *store, int64_t *when);

// Makes some of what waits due now, but for what a brake holds. *more: there may be others.
MUST_USE enum outcome deliveries_hurry(struct store *store, int64_t now, bool *more);

// Where a delivery belongs, for brakes.h: its issue, 0 for another mail; the address's host, ""
// when it is erased.
struct delivery_scope {
    int64_t issue_id;
    const char *host;
    int64_t done_at; // when it was sent or given up
    int64_t doubted_at;
};
MUST_USE enum outcome deliveries_scope(struct store *store, struct arena *arena, int64_t id,
                                       struct delivery_scope *out);

// Notes that it was refused for good, by an answer or a report.
MUST_USE enum outcome deliveries_refused(struct store *store, int64_t id, int64_t now);

// It waits, until `due_at`; doubted_at 0 leaves it as it is. One that was cancelled stays so.
MUST_USE enum outcome deliveries_wait(struct store *store, int64_t id, int64_t due_at,
                                      int64_t doubted_at);

// Puts back some of what failed of an issue, or came back, to those who still get it: of the mails
// behind *last, which it moves on. *count: how many; 0: there are no others.
MUST_USE enum outcome deliveries_retry(struct store *store, int64_t issue_id, int64_t now,
                                       int64_t *last, int64_t *count);

// Whether some of an issue's mails are still to be sent.
MUST_USE enum outcome deliveries_unfinished(struct store *store, int64_t issue_id, bool *out);

// A delivery that something is reported of.
struct returned {
    int64_t subscriber_id;
    int64_t issue_id; // 0: of another mail
    bool reported;    // before, and what:
    enum report_weight report;
};

// The delivery whose return path holds this secret's hash. NOT_FOUND when there is no such
// delivery, or the subscriber is gone.
MUST_USE enum outcome deliveries_of_return(struct store *store, int64_t id,
                                           const char hash[TOKEN_HASH_LENGTH + 1],
                                           struct returned *out);

// The delivery *id when it was sent to the subscriber, else the newest that was; *id is 0 when none
// is known any more.
MUST_USE enum outcome deliveries_of_subscriber(struct store *store, int64_t subscriber_id,
                                               int64_t *id, struct returned *out);

// Keeps what was reported of it: the kind and the code, "" for none. No address, no words.
MUST_USE enum outcome deliveries_report(struct store *store, int64_t id, enum report_weight report,
                                        const char *code, int64_t now);

// How many issues between two were sent to the subscriber and drew no report that they did not
// arrive.
MUST_USE enum outcome deliveries_quiet(struct store *store, int64_t subscriber_id, int64_t after,
                                       int64_t before, int64_t *count);

// Forgets a few mails that are done with since DELIVERY_KEPT_MS. *more says whether there may be
// others.
MUST_USE enum outcome deliveries_expire(struct store *store, int64_t now, bool *more);

struct delivery_counts {
    int64_t waiting; // with what is being sent now
    int64_t sent;    // also what came back later
    int64_t failed;
    int64_t cancelled;
    // Of those sent or failed, by what was answered or reported.
    int64_t soft; // also what is unclear, and perhaps gone
    int64_t gone;
    int64_t about_us;
    int64_t complaints;
};

// Of an issue's mails.
MUST_USE enum outcome deliveries_count(struct store *store, int64_t issue_id,
                                       struct delivery_counts *out);
