// compose.h: what has changed since the last issue, as the next one.
#pragma once

#include <stdint.h>

#include "base/outcome.h"
#include "domain/newsletter.h"

struct arena;
struct store;

// The issue that would be composed now, with its number, not written; without items when nothing
// has changed. New comparisons first, then verdicts that changed, calls of the readers, and the
// panels that are most divided among those that said something new. `now` is epoch milliseconds.
MUST_USE enum outcome issue_draft(struct store *store, struct arena *arena, int64_t now,
                                  struct issue *out);

// Writes it, with its mail to every subscriber in the outbox. It stays without a number when
// nothing has changed. For the writer.
MUST_USE enum outcome issue_compose(struct store *store, struct arena *arena, int64_t now,
                                    struct issue *out);
