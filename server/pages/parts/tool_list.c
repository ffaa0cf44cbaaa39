// tool_list.c: see tool_list.h.
#include "pages/parts/tool_list.h"

#include <string.h>

#include "db/tools.h"
#include "http/exchange.h"
#include "pages/site.h"

enum { SHELVED_MAX = 200 }; // tools on one page

bool tool_list_goes_on(const struct exchange *exchange) {
    const char *after = query_value(exchange, "after");
    return after && after[0];
}

// The last tool of the page before; a page that was linked stays where it was when that tool is
// withdrawn.
static enum outcome find_last(struct exchange *exchange, struct tool *last) {
    const char *after = query_value(exchange, "after");
    enum outcome outcome = tools_find(exchange->site->store, exchange->arena, after, last);
    return outcome == GONE ? OK : outcome;
}

enum outcome tool_list_load(struct exchange *exchange, struct tool_list *shelves) {
    struct tool last;
    bool behind = tool_list_goes_on(exchange);
    if (behind)
        TRY(find_last(exchange, &last));
    TRY(tools_list(exchange->site->store, exchange->arena, behind ? &last : NULL, SHELVED_MAX + 1,
                   &shelves->tools, &shelves->count));
    shelves->more = shelves->count > SHELVED_MAX;
    if (shelves->more)
        shelves->count = SHELVED_MAX;
    return OK;
}

bool has_tool(const struct tool *tools, size_t count, const char *slug) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tools[i].slug, slug) == 0)
            return true;
    }
    return false;
}

void fill_tool_list(struct view *view, const struct tool_list *shelves, const struct tool *chosen,
                    size_t chosen_count) {
    struct view *shelf = NULL;
    for (size_t i = 0; i < shelves->count; i++) {
        const struct tool *tool = &shelves->tools[i];
        if (i == 0 || tool->category.id != tool[-1].category.id) {
            shelf = view_row(view, KEY_SHELF);
            view_text(shelf, KEY_CATEGORY, tool->category.name);
        }
        struct view *row = view_row(shelf, KEY_SHELF_TOOL);
        view_text(row, KEY_SLUG, tool->slug);
        view_text(row, KEY_NAME, tool->name);
        if (has_tool(chosen, chosen_count, tool->slug))
            view_show(row, KEY_CHOSEN);
    }
    if (shelves->more)
        view_text(view_row(view, KEY_NEXT), KEY_AFTER, shelves->tools[shelves->count - 1].slug);
}
