// brakes.h: where no mail is sent for a while: all mails, an issue's, or an issue's to one domain.
// All that writes is for the writer. `now` is epoch milliseconds.
//
// The row of a brake decides alone: the mail that is due next is not sent when it is under one.
// Then it waits with a time that never comes, DELIVERY_HELD, until the brake is taken off; mails
// under the brake on all mails wait as they are, since nothing is sent at all. What putting one on
// or taking it off means for many mails is done in pieces, so that votes never wait for it, and
// what is left is in the store.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"

struct arena;
struct store;

struct scope {
    int64_t issue_id; // 0: all mails
    const char *host; // of the addresses; "": all. Not NULL
};

struct share {
    int64_t refused;
    int64_t tried;
};

struct brake {
    struct scope scope;
    int64_t since;
    int64_t due_at; // when one mail is tried
    struct share share;
    const char *reason; // the codes of the mail server's answer
};

// Puts one on. CONFLICT when it is on already.
MUST_USE enum outcome brakes_add(struct store *store, const struct brake *brake);

// *pauses: how many there were; 0 when it is not on.
MUST_USE enum outcome brakes_find(struct store *store, struct scope scope, int *pauses,
                                  int64_t *due_at);

// Its pause, of this number, lasts to `due_at`.
MUST_USE enum outcome brakes_wait(struct store *store, struct scope scope, int pauses,
                                  int64_t due_at);

// Takes it off. What it held is for brakes_work to make due, unless another brake holds it.
MUST_USE enum outcome brakes_drop(struct store *store, struct scope scope);

// Takes off all of an issue.
MUST_USE enum outcome brakes_drop_issue(struct store *store, int64_t issue_id);

// Ends all pauses now.
MUST_USE enum outcome brakes_hurry(struct store *store, int64_t now);

// All that are on. Also for readers.
MUST_USE enum outcome brakes_list(struct store *store, struct arena *arena, struct brake **out,
                                  size_t *count);

// Of the mails tried around a moment, at most `near` before and as many after: to how many
// subscribers they went, and how many of these were refused.
MUST_USE enum outcome brakes_share(struct store *store, struct scope scope, int64_t moment,
                                   int near, struct share *out);

// Whether a mail was taken since then, and not refused later.
MUST_USE enum outcome brakes_taken_since(struct store *store, struct scope scope, int64_t moment,
                                         bool *out);

// Doubts the refusals: what they counted against readers counts no more, and the mails wait again.
// Mails that were reported stay sent. What is more than a piece is for brakes_work.
MUST_USE enum outcome brakes_doubt(struct store *store, struct scope scope, int64_t now);

// Holds those under a brake of the mails that are due next, some thousand.
MUST_USE enum outcome brakes_hold(struct store *store, int64_t now);

// Does a piece of what brakes have left to do. NOT_FOUND: there was nothing.
MUST_USE enum outcome brakes_work(struct store *store, int64_t now);

// Whether there is any. Also for readers.
MUST_USE enum outcome brakes_any_work(struct store *store, bool *out);

// One mail that waits and is not older than `made_from`, first one that was not refused. NOT_FOUND:
// none.
MUST_USE enum outcome brakes_probe(struct store *store, struct scope scope, int64_t made_from,
                                   int64_t *delivery_id);
