// comparisons.h: the comparisons that the editor listed.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct arena;
struct statement;
struct store;

// What identifies a comparison in the store: its tools' ids, ascending, joined by "-": "3-17".
// In the arena.
const char *comparisons_key(struct arena *arena, const int64_t *tool_ids, size_t count);

// The comparison of exactly these tools (their ids, any order) that the editor listed: its id.
// NOT_FOUND when there is none; GONE, with *id set, when it is withdrawn.
MUST_USE enum outcome comparisons_find(struct store *store, struct arena *arena,
                                       const int64_t *tool_ids, size_t count, int64_t *id);

// Those with a larger id, at most `limit`, in the order of publication, withdrawn or not, their
// slugs in byte order.
MUST_USE enum outcome comparisons_after(struct store *store, struct arena *arena, int64_t id,
                                        size_t limit, struct comparison **out, size_t *count);

// The newest `limit` of those that are published with all their tools, newest first.
MUST_USE enum outcome comparisons_newest(struct store *store, struct arena *arena, size_t limit,
                                         struct comparison **out, size_t *count);

// Those of them that hold this tool, newest first, at most `limit`.
MUST_USE enum outcome comparisons_of_tool(struct store *store, struct arena *arena, int64_t tool_id,
                                          size_t limit, struct comparison **out, size_t *count);

// Collects a query's rows of (comparison's id, slug, whether it is withdrawn), a comparison's rows
// standing together.
MUST_USE enum outcome comparisons_collect(struct statement *list, struct arena *arena,
                                          struct comparison **out, size_t *count);
