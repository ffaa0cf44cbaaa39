// standing.h: how a tool stands with the community, and with the reader.
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

struct standing {
    struct tally tally;
    enum choice choice; // the reader's own
    bool bookmarked;    // by the reader
};

// The standings of `count` tools, in the arena.
MUST_USE enum outcome standings_load(struct exchange *exchange, const struct session *session,
                                     const struct tool *tools, size_t count, struct standing **out);

// The part of a card that shows the community and offers to vote and to bookmark.
void fill_standing(struct view *card, struct exchange *exchange, const struct standing *standing);
