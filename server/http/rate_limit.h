// rate_limit.h: how much one address block may do: IPv4 /32, IPv6 /64.
//
// Token buckets in a table of fixed size, found by a keyed hash of the block under a key that is
// thrown away daily, so no address is kept and none can be worked out from a bucket. Two blocks
// whose hashes meet share a bucket.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "http/exchange.h"
#include "http/proxies.h"

struct rate_limits;

// `rates` are borrowed. With none, everything is allowed. The caller owns *out.
MUST_USE enum outcome rate_limits_new(const struct rate *rates, size_t count,
                                      struct rate_limits **out);
void rate_limits_free(struct rate_limits *limits);

// Takes one from the block's bucket of this rate; false when it is empty. From any thread.
bool rate_limits_take(struct rate_limits *limits, const struct address *address, int rate);

// Gives back what was taken: it was not used.
void rate_limits_give_back(struct rate_limits *limits, const struct address *address, int rate);
