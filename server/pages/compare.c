// compare.c: `/compare`: choose tools; with enough chosen, on to their comparison.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/tool_list.h"
#include "pages/site.h"

enum { CHOSEN_MAX = COMPARISON_MAX + 1 }; // one more, to see that there are too many

struct choice {
    struct tool tools[CHOSEN_MAX];
    size_t count;
    bool asked; // the form was sent to compare, not to see more tools
};

// The tools that the form names; what is no tool of the site is left out.
static enum outcome read_choice(struct exchange *exchange, struct choice *choice) {
    bool named = false;
    for (size_t i = 0; i < exchange->query_count && choice->count < CHOSEN_MAX; i++) {
        if (strcmp(exchange->query[i].name, "tool") != 0)
            continue;
        named = true;
        struct tool *tool = &choice->tools[choice->count];
        enum outcome outcome =
            tools_find(exchange->site->store, exchange->arena, exchange->query[i].value, tool);
        if (outcome == NOT_FOUND || outcome == GONE)
            continue;
        TRY(outcome);
        if (!has_tool(choice->tools, choice->count, tool->slug))
            choice->count++;
    }
    choice->asked = named && !query_value(exchange, "after");
    return OK;
}

static int by_bytes(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static enum outcome redirect(struct exchange *exchange, const struct choice *choice) {
    const char *slugs[COMPARISON_MAX];
    for (size_t i = 0; i < choice->count; i++)
        slugs[i] = choice->tools[i].slug;
    qsort(slugs, choice->count, sizeof *slugs, by_bytes);
    respond_redirect(exchange, 303,
                     arena_format(exchange->arena, "/compare/%s",
                                  comparison_address(exchange->arena, slugs, choice->count)));
    return OK;
}

static void fill_hint(struct view *body, const struct choice *choice) {
    bool many = choice->count > COMPARISON_MAX;
    if (many || choice->asked)
        view_text(view_row(body, KEY_HINT), KEY_HINT_TEXT,
                  many ? "Five tools are the most that fit side by side. Please take some out."
                       : "It takes at least two tools to compare. Please choose one more.");
}

// The chosen tools that are not among those on the page.
static void fill_chosen(struct view *body, const struct choice *choice,
                        const struct tool_list *shelves) {
    struct view *elsewhere = NULL;
    for (size_t i = 0; i < choice->count; i++) {
        const struct tool *tool = &choice->tools[i];
        if (has_tool(shelves->tools, shelves->count, tool->slug))
            continue;
        if (!elsewhere)
            elsewhere = view_row(body, KEY_ELSEWHERE);
        struct view *row = view_row(elsewhere, KEY_SHELF_TOOL);
        view_text(row, KEY_SLUG, tool->slug);
        view_text(row, KEY_NAME, tool->name);
    }
}

static enum outcome send(struct exchange *exchange, const struct choice *choice) {
    struct tool_list shelves;
    TRY(tool_list_load(exchange, &shelves));
    struct page page = page_new(exchange, TEMPLATE_COMPARE);
    fill_hint(page.body, choice);
    fill_chosen(page.body, choice, &shelves);
    fill_tool_list(page.body, &shelves, choice->tools, choice->count);
    if (tool_list_goes_on(exchange))
        view_show(page.body, KEY_BEHIND);
    const struct page_head head = {
        .title = "Compare AI tools · Verdict",
        .description = "Choose two to five AI tools and see which one to ship with, and why.",
        .canonical = tool_list_goes_on(exchange) ? NULL : "/compare",
        .noindex = choice->asked || query_value(exchange, "after"),
    };
    return page_send(&page, &head, choice->count > COMPARISON_MAX && choice->asked ? 422 : 200);
}

enum outcome get_compare(struct exchange *exchange) {
    struct choice choice = {0};
    TRY(read_choice(exchange, &choice));
    if (choice.asked && choice.count >= COMPARISON_MIN && choice.count <= COMPARISON_MAX)
        return redirect(exchange, &choice);
    return send(exchange, &choice);
}
