// subscribers.h: who gets the newsletter, and the tokens in the links that they get.
//
// All that writes is for the writer. `now` is epoch milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/token.h"
#include "domain/newsletter.h"

struct signup;
struct store;

// Does what a form asks for. To subscribe: has a confirmation mail sent unless the address is
// confirmed or suppressed. To leave: has a mail with a link sent to a confirmed address. Neither
// when the mailbox, by whatever address, had such a mail in the last ASKED_MAIL_MS.
MUST_USE enum outcome subscribers_take_up(struct store *store, const struct signup *signup,
                                          int64_t now);

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

// Whether the subscriber gets the newsletter. Also for readers.
MUST_USE enum outcome subscribers_is_confirmed(struct store *store, int64_t id, bool *out);

// Make the subscriber a confirmed one; one that has left; none at all. Each has an effect once and
// is OK when it has no more. What waits to be sent to one that leaves is cancelled.
MUST_USE enum outcome subscribers_confirm(struct store *store, int64_t id, int64_t now);
MUST_USE enum outcome subscribers_leave(struct store *store, int64_t id, int64_t now);
MUST_USE enum outcome subscribers_erase(struct store *store, int64_t id);

// A mail came back. A hard bounce, or the SOFT_BOUNCES_MAXth soft one of late, erases the
// subscriber and keeps the address's hash, so that it gets no mail again. *suppressed says whether.
MUST_USE enum outcome subscribers_bounce(struct store *store, int64_t id, bool hard, int64_t now,
                                         bool *suppressed);

// Erases a few addresses that were not confirmed in time or left long ago, and drops old tokens.
// *more says whether there may be others.
MUST_USE enum outcome subscribers_expire(struct store *store, int64_t now, bool *more);

struct subscriber_counts {
    int64_t pending;
    int64_t confirmed;
    int64_t left;
    int64_t suppressed;
};

MUST_USE enum outcome subscribers_count(struct store *store, struct subscriber_counts *out);
