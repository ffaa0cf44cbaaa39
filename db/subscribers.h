// subscribers.h: who gets the newsletter, and the tokens in the links that they get.
//
// All that writes is for the writer. `now` is epoch milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/token.h"
#include "domain/newsletter.h"

struct arena;
struct signup;
struct store;

// Does what a form asks for. To subscribe: has a confirmation mail sent unless the address is
// confirmed. To leave: has a mail with a link sent to a confirmed address. Neither when the
// mailbox, by whatever address, had such a mail in the last ASKED_MAIL_MS. A suppressed address
// gets no mail, but for one to confirm, `suppressed_ms` after it was suppressed or had the last of
// these.
MUST_USE enum outcome subscribers_take_up(struct store *store, const struct signup *signup,
                                          int64_t suppressed_ms, int64_t now);

// Gives the subscriber a token.
MUST_USE enum outcome subscribers_add_token(struct store *store, int64_t subscriber_id,
                                            enum purpose purpose,
                                            const char hash[TOKEN_HASH_LENGTH + 1],
                                            int64_t expires_at);

// Whose token for this purpose it is. NOT_FOUND when it is unknown, of another purpose, or old.
// Also for readers.
MUST_USE enum outcome subscribers_of_token(struct store *store, enum purpose purpose,
                                           const char hash[TOKEN_HASH_LENGTH + 1], int64_t now,
                                           int64_t *subscriber_id);

// Whether the subscriber gets the newsletter: confirmed and not suppressed. Also for readers.
MUST_USE enum outcome subscribers_is_confirmed(struct store *store, int64_t id, bool *out);

// Make the subscriber a confirmed one, not suppressed; one that has left; none at all. Each has an
// effect once and is OK when it has no more. What waits to be sent to one that leaves is cancelled.
MUST_USE enum outcome subscribers_confirm(struct store *store, int64_t id, int64_t now);
MUST_USE enum outcome subscribers_leave(struct store *store, int64_t id, int64_t now);
MUST_USE enum outcome subscribers_erase(struct store *store, int64_t id);

// A mail that did not arrive.
struct bounced {
    enum report_weight weight; // REPORTED_UNCLEAR to REPORTED_GONE
    int64_t issue_id;          // 0: of another mail
    bool again;                // it was counted already, for less
};

// Counts it. One of an issue that says gone, or perhaps gone in two issues, or the
// SOFT_BOUNCES_MAXth of late, suppresses the address (suppressions.h); the second proof erases the
// subscriber. Another mail, one a day at most, counts as soft: what is refused beside it says
// nothing, since no brake can tell a provider's bad hour from it. *suppressed says whether it was
// one that suppresses. Forgotten is what lies BOUNCES_LATE_MS back, or before QUIET_ISSUES issues
// that arrived.
MUST_USE enum outcome subscribers_bounce(struct store *store, int64_t id,
                                         const struct bounced *bounced, int64_t now,
                                         bool *suppressed);

// Whether so many subscribers, or more, have an address at the host.
MUST_USE enum outcome subscribers_share_host(struct store *store, const char *host, int count,
                                             bool *out);

// The key of the subscriber's address, in the arena. NOT_FOUND when there is no such subscriber.
MUST_USE enum outcome subscribers_key(struct store *store, struct arena *arena, int64_t id,
                                      const char **key);

// The reader called a mail abuse: leaves, and the address gets no mail again. `key` is its own.
MUST_USE enum outcome subscribers_complain(struct store *store, int64_t id, const char *key,
                                           int64_t now);

// Erases a few addresses that were not confirmed in time or left long ago, and drops old tokens.
// *more says whether there may be others.
MUST_USE enum outcome subscribers_expire(struct store *store, int64_t now, bool *more);

struct subscriber_counts {
    int64_t pending;
    int64_t confirmed;
    int64_t left;
    int64_t suppressed;
    int64_t complaints; // of these
};

MUST_USE enum outcome subscribers_count(struct store *store, struct subscriber_counts *out);
