// issues.h: the newsletter's issues, and the dates on which its schedule was kept. All that writes
// is for the writer.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "domain/newsletter.h"

struct arena;
struct store;

// The issue, without its items. NOT_FOUND when there is none of this number.
MUST_USE enum outcome issues_find(struct store *store, struct arena *arena, int64_t id,
                                  struct issue *out);

// Puts at most `limit` of its items into the issue, those behind the first `before`.
MUST_USE enum outcome issues_load_items(struct store *store, struct arena *arena, size_t before,
                                        size_t limit, struct issue *issue);

// The newest `limit`, newest first, without their items.
MUST_USE enum outcome issues_newest(struct store *store, struct arena *arena, size_t limit,
                                    struct issue **out, size_t *count);

// The number that the next one gets.
MUST_USE enum outcome issues_next(struct store *store, int64_t *id);

// Who composes the next issue, as a random number: one at a time. The newest takes the place of an
// earlier one, which may have come to no end; *still says whether it is this one.
MUST_USE enum outcome issues_compose(struct store *store, int64_t token);
MUST_USE enum outcome issues_composer(struct store *store, int64_t token, bool *still);

// Writes an item of an issue that is not seen yet; `index` counts from 0.
MUST_USE enum outcome issues_add_item(struct store *store, const struct issue *issue, size_t index);

// Takes off `limit` items at most of an issue that came to no end; *more: there may be others.
MUST_USE enum outcome issues_clear_items(struct store *store, size_t limit, bool *more);

// Writes the issue, whose items are written: now it is seen. `comparison_id`: the newest comparison
// that it knows of. None of its mails is in the outbox yet.
MUST_USE enum outcome issues_add(struct store *store, const struct issue *issue,
                                 int64_t comparison_id);

// The oldest issue whose mails are not all in the outbox yet, and to which subscriber they are.
// NOT_FOUND when there is none. Also for readers.
struct open_issue {
    int64_t id;
    int64_t composed_at;
    int64_t queued_to;
};
MUST_USE enum outcome issues_open(struct store *store, struct open_issue *out);

// Notes to which subscriber its mails are in the outbox; 0: to all.
MUST_USE enum outcome issues_queued_to(struct store *store, int64_t id, int64_t subscriber_id);

// Whether the schedule was kept on a date from `first` to `last` ("2026-11-23"), or ever.
MUST_USE enum outcome slots_near(struct store *store, const char *first, const char *last,
                                 bool *any);
MUST_USE enum outcome slots_any(struct store *store, bool *any);

// Notes that it was kept on this date; issue 0: nothing had changed.
MUST_USE enum outcome slots_add(struct store *store, const char *slot, int64_t due_at,
                                int64_t issue_id);
