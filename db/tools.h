// tools.h: tools as the store knows them.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct arena;
struct store;

// The tool whose slug or alias is `name`, with its category, but without aliases, facts and
// reviews. NOT_FOUND when there is none.
MUST_USE enum outcome tools_find(struct store *store, struct arena *arena, const char *name,
                                 struct tool *out);

// Its panel as it is now, in the reviewers' order: fills ->reviews.
MUST_USE enum outcome tools_load_reviews(struct store *store, struct arena *arena,
                                         struct tool *tool);

// Its facts as they are now, in byte order of their keys: fills ->facts.
MUST_USE enum outcome tools_load_facts(struct store *store, struct arena *arena, struct tool *tool);

// Its aliases, in byte order: fills ->aliases.
MUST_USE enum outcome tools_load_aliases(struct store *store, struct arena *arena,
                                         struct tool *tool);

// Whether the store has any tool.
MUST_USE enum outcome tools_any(struct store *store, bool *any);

// Every tool in the order of publication, with its category, without the lists.
MUST_USE enum outcome tools_list(struct store *store, struct arena *arena, struct tool **out,
                                 size_t *count);
