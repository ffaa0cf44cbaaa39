// tools.h: tools as the store knows them.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct arena;
struct store;

// The tool whose slug or alias is `name`, with its category, but without aliases, facts and
// reviews. NOT_FOUND when there is none; GONE, with *out filled in, when it is withdrawn.
MUST_USE enum outcome tools_find(struct store *store, struct arena *arena, const char *name,
                                 struct tool *out);

// The same of the tool with this id.
MUST_USE enum outcome tools_get(struct store *store, struct arena *arena, int64_t id,
                                struct tool *out);

// Its panel as it is now, in the reviewers' order: fills ->reviews. Reviewers who are withdrawn are
// no part of it.
MUST_USE enum outcome tools_load_reviews(struct store *store, struct arena *arena,
                                         struct tool *tool);

// The same with theirs: what the editor's files say of it.
MUST_USE enum outcome tools_load_all_reviews(struct store *store, struct arena *arena,
                                             struct tool *tool);

// Its facts as they are now, in byte order of their keys: fills ->facts.
MUST_USE enum outcome tools_load_facts(struct store *store, struct arena *arena, struct tool *tool);

// Its aliases, in byte order: fills ->aliases.
MUST_USE enum outcome tools_load_aliases(struct store *store, struct arena *arena,
                                         struct tool *tool);

// Whether the store has any tool, withdrawn or not.
MUST_USE enum outcome tools_any(struct store *store, bool *any);

// The published tools behind `after`, at most `limit`, category by category, both in the order of
// publication; with their categories, without the lists. NULL: from the first.
MUST_USE enum outcome tools_list(struct store *store, struct arena *arena, const struct tool *after,
                                 size_t limit, struct tool **out, size_t *count);

// The first published tools of one category, at most `limit`.
MUST_USE enum outcome tools_of_category(struct store *store, struct arena *arena,
                                        int64_t category_id, size_t limit, struct tool **out,
                                        size_t *count);

// Those with a larger id, at most `limit`, also what is withdrawn.
MUST_USE enum outcome tools_after(struct store *store, struct arena *arena, int64_t id,
                                  size_t limit, struct tool **out, size_t *count);
