// compose.h: what has changed since the last issue, as the next one.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "domain/newsletter.h"

struct arena;
struct store;
struct tool_news;

// An issue that is not written yet, and what it knew, for the one after it to compare with.
struct draft {
    struct issue issue; // without items when nothing has changed
    int64_t comparison_id;
    struct tool_news *tools; // those that are not as the last issue knew them
    size_t tool_count;
    int64_t token;  // of its writing; 0: not begun
    size_t written; // items, then tools
};

// Drafts the issue that would be composed now, with its number, from one state of the store, on any
// connection. What readers care for comes first: verdicts that turned, new comparisons (most votes
// first, then the widest margin), calls of the readers, and the panels that are most divided among
// those that said something new. What there is to say of one tool is one item. `now` is epoch
// milliseconds.
MUST_USE enum outcome issue_draft(struct store *store, struct arena *arena, int64_t now,
                                  struct draft *out);

// Writes some of it; *more: it is to be called again, in a change of its own. Nothing of it is seen
// before the last call; its mails are added to the outbox by deliveries_queue. CONFLICT when
// another issue was written since it was drafted, or is being written. For the writer.
MUST_USE enum outcome issue_publish(struct store *store, struct draft *draft, bool *more);
