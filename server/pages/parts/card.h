// card.h: a tool's card: what it is, the panel's verdict, the community, and the forms to vote.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domain/catalog.h"
#include "views/views.h"

struct exchange;
struct tool_community;

// {{>TOOL_CARDS}}: a card for each tool. `linked`: with its name, as a link to its page.
void fill_cards(struct view *view, struct exchange *exchange, const struct tool *tools,
                const struct tool_community *communities, size_t count, bool linked);
