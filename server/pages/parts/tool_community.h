// tool_community.h: how a tool stands with the community, and with the reader.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/catalog.h"
#include "domain/community.h"
#include "views/views.h"

struct arena;
struct exchange;
struct session;

struct tool_community {
    struct tally tally;
    enum choice choice; // the reader's own
    bool bookmarked;    // by the reader
};

// The communities of `count` tools, in the arena.
MUST_USE enum outcome tool_communities_load(struct exchange *exchange,
                                            const struct session *session, const struct tool *tools,
                                            size_t count, struct tool_community **out);

// The part of a card that shows the community and offers to vote and to bookmark.
void fill_tool_community(struct view *card, struct exchange *exchange,
                         const struct tool_community *tool_community);
