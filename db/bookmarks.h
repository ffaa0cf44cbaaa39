// bookmarks.h: the tools that a session keeps.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"

struct arena;
struct store;

struct bookmark {
    int64_t tool_id;
    const char *slug; // in the arena
    const char *name; // the same
    bool withdrawn;   // the tool is
};

// The session's bookmarks, in byte order of the slugs.
MUST_USE enum outcome bookmarks_list(struct store *store, struct arena *arena, int64_t session_id,
                                     struct bookmark **out, size_t *count);

// Adds those that are not there yet; an id that is no tool's is left out. TOO_MANY when there would
// be more than BOOKMARKS_MAX. For the writer.
MUST_USE enum outcome bookmarks_add(struct store *store, int64_t session_id,
                                    const int64_t *tool_ids, size_t tool_count);

// Removes those that are there. For the writer.
MUST_USE enum outcome bookmarks_drop(struct store *store, int64_t session_id,
                                     const int64_t *tool_ids, size_t tool_count);
