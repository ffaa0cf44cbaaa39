// news.h: what has changed since the last issue of the newsletter. No clock has a say in it: an
// issue leaves behind what it knew, and the next one compares.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "domain/catalog.h"
#include "domain/community.h"

struct arena;
struct store;

// Comparisons that were listed since the last issue, newest first.
MUST_USE enum outcome news_comparisons(struct store *store, struct arena *arena,
                                       struct comparison **out, size_t *count);

// What there is to know of a tool.
struct known {
    int ship; // reviews of the panel that say ship
    int skip;
    int64_t newest_review; // its id; 0: none stands
    enum call call;        // of the readers
};

struct tool_news {
    int64_t id;
    const char *slug;
    const char *name;
    struct tally tally; // the readers' votes
    struct known now;
    struct known before; // in the last issue's time; without reviews and open when it was not there
};

// Every tool, by its id.
MUST_USE enum outcome news_tools(struct store *store, struct arena *arena, struct tool_news **out,
                                 size_t *count);

// The newest comparison there is; 0: none.
MUST_USE enum outcome news_newest_comparison(struct store *store, int64_t *id);

// Leaves `now` behind for the issue after `issue_id`; unseen until that one is. For the writer.
MUST_USE enum outcome news_keep(struct store *store, int64_t issue_id,
                                const struct tool_news *tool);

// Takes off `limit` rows at most that no issue will be compared with; *more: there may be others.
// For the writer.
MUST_USE enum outcome news_clear(struct store *store, size_t limit, bool *more);
