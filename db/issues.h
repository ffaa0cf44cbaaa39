// issues.h: the newsletter's issues, and what has changed since the last one. All that writes is
// for the writer.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "domain/catalog.h"
#include "domain/community.h"
#include "domain/newsletter.h"
#include "domain/panel.h"

struct arena;
struct store;

// The issue with its items. NOT_FOUND when there is none of this number.
MUST_USE enum outcome issues_find(struct store *store, struct arena *arena, int64_t id,
                                  struct issue *out);

// The newest `limit`, newest first, without their items.
MUST_USE enum outcome issues_newest(struct store *store, struct arena *arena, size_t limit,
                                    struct issue **out, size_t *count);

// When the last issue was composed, as of `now`; 0 when there is none. An issue from a time that is
// still to come was composed while the clock was wrong.
MUST_USE enum outcome issues_last_told(struct store *store, int64_t now, int64_t *when);

// Writes the issue with its items and gives it the next number.
MUST_USE enum outcome issues_add(struct store *store, struct issue *issue);

// Comparisons that were listed after `since`, newest first.
MUST_USE enum outcome changed_comparisons(struct store *store, struct arena *arena, int64_t since,
                                          struct comparison **out, size_t *count);

// The slugs of the tools whose panel said something new, or less, after `since`.
MUST_USE enum outcome changed_panels(struct store *store, struct arena *arena, int64_t since,
                                     const char ***slugs, size_t *count);

// How many reviews of the tool said ship and skip at the time `at`.
MUST_USE enum outcome panel_at(struct store *store, int64_t tool_id, int64_t at, int *ship,
                               int *skip);

// A tool that readers voted on: their call as it is, and as the last issue knew it.
struct told_call {
    int64_t tool_id;
    const char *slug;
    const char *name;
    struct tally tally;
    const char *told; // call_word; "open" when none was told
};

MUST_USE enum outcome calls_list(struct store *store, struct arena *arena, struct told_call **out,
                                 size_t *count);
MUST_USE enum outcome calls_put(struct store *store, int64_t tool_id, enum call call);

// Whether the schedule was kept on a date from `first` to `last` ("2026-11-23"), or ever.
MUST_USE enum outcome slots_near(struct store *store, const char *first, const char *last,
                                 bool *any);
MUST_USE enum outcome slots_any(struct store *store, bool *any);

// Notes that it was kept on this date; issue 0: nothing had changed.
MUST_USE enum outcome slots_add(struct store *store, const char *slot, int64_t due_at,
                                int64_t issue_id);
