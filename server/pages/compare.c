// compare.c: `/compare`: choose tools; with enough chosen, on to their comparison.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/site.h"

enum { CHOSEN_MAX = COMPARISON_MAX + 1 }; // one more, to see that there are too many

struct choice {
    const char *slugs[CHOSEN_MAX];
    size_t count;
    bool asked; // the form was sent
};

static bool has(const struct choice *choice, const char *slug) {
    for (size_t i = 0; i < choice->count; i++) {
        if (strcmp(choice->slugs[i], slug) == 0)
            return true;
    }
    return false;
}

// The tools that the form names; what is no tool of the site is left out.
static enum outcome read_choice(struct exchange *exchange, struct choice *choice) {
    for (size_t i = 0; i < exchange->query_count && choice->count < CHOSEN_MAX; i++) {
        if (strcmp(exchange->query[i].name, "tool") != 0)
            continue;
        choice->asked = true;
        struct tool tool;
        enum outcome outcome =
            tools_find(exchange->site->store, exchange->arena, exchange->query[i].value, &tool);
        if (outcome == NOT_FOUND || outcome == GONE)
            continue;
        TRY(outcome);
        if (!has(choice, tool.slug))
            choice->slugs[choice->count++] = tool.slug;
    }
    return OK;
}

static int by_bytes(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static enum outcome redirect(struct exchange *exchange, struct choice *choice) {
    qsort(choice->slugs, choice->count, sizeof *choice->slugs, by_bytes);
    reply_redirect(exchange, 303,
                   arena_format(exchange->arena, "/compare/%s",
                                comparison_address(exchange->arena, choice->slugs, choice->count)));
    return OK;
}

static enum outcome send(struct exchange *exchange, const struct choice *choice) {
    struct tool *tools = NULL;
    size_t count = 0;
    TRY(tools_list(exchange->site->store, exchange->arena, &tools, &count));
    struct page page = page_new(exchange, TEMPLATE_COMPARE);
    fill_shelves(page.body, tools, count, choice->slugs, choice->count);
    bool many = choice->count > COMPARISON_MAX;
    if (choice->asked)
        view_text(view_row(page.body, KEY_HINT), KEY_HINT_TEXT,
                  many ? "Five tools are the most that fit side by side. Please take some out."
                       : "It takes at least two tools to compare. Please choose one more.");
    const struct page_head head = {
        .title = "Compare AI tools · Verdict",
        .description = "Choose two to five AI tools and see which one to ship with, and why.",
        .canonical = "/compare",
        .noindex = choice->asked,
    };
    return page_send(&page, &head, many ? 422 : 200);
}

enum outcome compare_page(struct exchange *exchange) {
    struct choice choice = {0};
    TRY(read_choice(exchange, &choice));
    if (choice.count >= COMPARISON_MIN && choice.count <= COMPARISON_MAX)
        return redirect(exchange, &choice);
    return send(exchange, &choice);
}
