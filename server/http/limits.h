// limits.h: how much one address block may write: IPv4 /32, IPv6 /64.
//
// Token buckets in a table of fixed size, found by a keyed hash of the block under a key that is
// thrown away daily, so no address is kept and none can be worked out from a bucket. Two blocks
// whose hashes meet share a bucket.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "http/proxies.h"

struct limits;

enum allowance {
    ALLOW_WRITE,   // any POST: 120 at once, then 2 a second
    ALLOW_SESSION, // a new session: 30 at once, then 1 in 10 seconds
    ALLOW_SIGNUP,  // a form of the newsletter: 10 at once, then 1 a minute
    ALLOWANCE_COUNT,
};

// `enabled` false allows everything. The caller owns *out.
MUST_USE enum outcome limits_new(bool enabled, struct limits **out);
void limits_free(struct limits *limits);

// Takes one from the bucket of the address's block; false when it is empty. From any thread.
bool limits_allow(struct limits *limits, const struct address *address, enum allowance allowance);

// Gives back what was taken: it was not used.
void limits_give_back(struct limits *limits, const struct address *address,
                      enum allowance allowance);
