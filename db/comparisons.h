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

// Whether the editor listed a comparison of exactly these tools (their ids, any order).
MUST_USE enum outcome comparisons_is_listed(struct store *store, struct arena *arena,
                                            const int64_t *tool_ids, size_t count, bool *listed);

// All listed comparisons in the order of publication, their slugs in byte order.
MUST_USE enum outcome comparisons_list(struct store *store, struct arena *arena,
                                       struct comparison **out, size_t *count);

// The newest `limit` of them, newest first.
MUST_USE enum outcome comparisons_newest(struct store *store, struct arena *arena, size_t limit,
                                         struct comparison **out, size_t *count);

// Those that hold this tool, newest first, at most `limit`.
MUST_USE enum outcome comparisons_of_tool(struct store *store, struct arena *arena, int64_t tool_id,
                                          size_t limit, struct comparison **out, size_t *count);

// Collects a query's rows of (comparison's id, slug), a comparison's rows standing together.
MUST_USE enum outcome comparisons_collect(struct statement *list, struct arena *arena,
                                          struct comparison **out, size_t *count);
