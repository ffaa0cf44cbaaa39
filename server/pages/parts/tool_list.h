// tool_list.h: the tools by category, so many a page.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/catalog.h"
#include "views/views.h"

struct exchange;

// The tools of one page by category, a bounded number of them.
struct tool_list {
    struct tool *tools; // in the arena
    size_t count;
    bool more; // others follow the last of them
};

// Those that the address asks for: behind the tool that "?after=SLUG" names, or from the first.
// NOT_FOUND when there is no such tool.
MUST_USE enum outcome tool_list_load(struct exchange *exchange, struct tool_list *shelves);

// Whether the address asks for tools behind another.
bool tool_list_goes_on(const struct exchange *exchange);

// {{#SHELF}}, those that are among `chosen` marked, and {{#NEXT}} with what "after" is then.
void fill_tool_list(struct view *view, const struct tool_list *shelves, const struct tool *chosen,
                    size_t chosen_count);

// Whether one of the tools has this slug.
bool has_tool(const struct tool *tools, size_t count, const char *slug);
