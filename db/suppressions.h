// suppressions.h: addresses that get no mail, known by their hashes. All that writes is for the
// writer. `now` is epoch milliseconds.
//
// A refusal suppresses an address and keeps it. The first issue that is composed PROOF_MS later
// tries it once more: refused again, the address is erased and its hash stays; taken, with no
// report by the next such issue, the suppression is lifted.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct store;

enum suppression_reason { SUPPRESSED_HARD, SUPPRESSED_SOFT };

// The subscriber's address was refused; `issue_id` is the mail's, 0 for another mail. *proved:
// it was in an earlier issue too, PROOF_MS ago or longer.
MUST_USE enum outcome suppressions_add(struct store *store, int64_t subscriber_id, const char *key,
                                       enum suppression_reason reason, int64_t issue_id,
                                       int64_t now, bool *proved);

// Whether an address's key is suppressed. *since: when it was, or earned its last confirmation
// mail.
MUST_USE enum outcome suppressions_find(struct store *store, const char *key, bool *suppressed,
                                        int64_t *since);

// Whether a subscriber's is. Also for readers.
MUST_USE enum outcome suppressions_of(struct store *store, int64_t subscriber_id, bool *out);

// A signup of the subscriber earned it a confirmation mail.
MUST_USE enum outcome suppressions_asked(struct store *store, const char *key,
                                         int64_t subscriber_id, int64_t now);

// Lifts the suppression of a subscriber, if there is one; of an address, whose subscriber goes to
// *subscriber_id, 0 when the address is erased: NOT_FOUND when there is none; of those that took
// the mail of a later issue.
MUST_USE enum outcome suppressions_lift(struct store *store, int64_t subscriber_id);
MUST_USE enum outcome suppressions_release(struct store *store, const char *key,
                                           int64_t *subscriber_id);
MUST_USE enum outcome suppressions_lift_taken(struct store *store, int64_t now);

// The subscriber is erased, and the hash stays.
MUST_USE enum outcome suppressions_unlink(struct store *store, int64_t subscriber_id);
