// withdrawn.c: the page at the address of what the editor took back, and the ways on.
#include "pages/withdrawn.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/comparisons.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/site.h"
#include "present/sentences.h"

enum { OTHERS_SHOWN = 12 };

static enum outcome send(const struct page *page, const char *heading, const char *advice) {
    view_text(page->body, KEY_HEADING, heading);
    view_text(page->body, KEY_ADVICE, advice);
    const struct page_head head = {
        .title = arena_format(page->exchange->arena, "%s · Verdict", heading),
        .description = advice,
        .noindex = true,
    };
    return page_send(page, &head, 410);
}

static struct view *fill_remaining(struct page *page, const char *lead, const struct tool *tools,
                                   size_t count) {
    struct view *remaining = view_row(page->body, KEY_REMAINING);
    view_text(remaining, KEY_LEAD, lead);
    for (size_t i = 0; i < count; i++) {
        if (tools[i].withdrawn)
            continue;
        struct view *row = view_row(remaining, KEY_LISTED);
        view_text(row, KEY_SLUG, tools[i].slug);
        view_text(row, KEY_NAME, tools[i].name);
    }
    return remaining;
}

enum outcome withdrawn_tool(struct exchange *exchange, const struct tool *tool) {
    struct arena *arena = exchange->arena;
    const char *heading = arena_format(arena, "%s was withdrawn", isolated(arena, tool->name));
    exchange->problem = arena_format(arena, "%s.", heading);
    if (exchange->wants_json)
        return GONE; // as a script is told of any error
    struct tool *others = NULL;
    size_t count = 0;
    TRY(tools_of_category(exchange->site->store, arena, tool->category.id, OTHERS_SHOWN, &others,
                          &count));
    struct page page = page_new(exchange, TEMPLATE_WITHDRAWN);
    if (count > 0)
        (void)fill_remaining(
            &page, arena_format(arena, "Other tools in %s", isolated(arena, tool->category.name)),
            others, count);
    return send(&page, heading, "The editor took this tool off the site.");
}

// "/compare/a-vs-b" of the tools that remain; NULL when they cannot be compared.
static enum outcome find_way_on(struct exchange *exchange, const struct tool *tools, size_t count,
                                const char **path) {
    const char *slugs[COMPARISON_MAX] = {0};
    int64_t ids[COMPARISON_MAX] = {0};
    size_t remaining = 0;
    for (size_t i = 0; i < count; i++) {
        if (tools[i].withdrawn)
            continue;
        slugs[remaining] = tools[i].slug;
        ids[remaining++] = tools[i].id;
    }
    *path = NULL;
    if (remaining < COMPARISON_MIN)
        return OK;
    int64_t id = 0;
    enum outcome outcome =
        comparisons_find(exchange->site->store, exchange->arena, ids, remaining, &id);
    if (outcome == OK || outcome == NOT_FOUND)
        *path = arena_format(exchange->arena, "/compare/%s",
                             comparison_address(exchange->arena, slugs, remaining));
    return *path || outcome == GONE ? OK : outcome;
}

// "Alpha and Beta": those that are withdrawn.
static const char *names_of_withdrawn(struct arena *arena, const struct tool *tools, size_t count,
                                      size_t *out) {
    struct text names = {.arena = arena};
    size_t named = 0;
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        all += tools[i].withdrawn;
    for (size_t i = 0; i < count; i++) {
        if (!tools[i].withdrawn)
            continue;
        named++;
        text_format(&names, "%s%s",
                    named == 1     ? ""
                    : named == all ? " and "
                                   : ", ",
                    isolated(arena, tools[i].name));
    }
    *out = all;
    return all > 0 ? names.bytes : "";
}

enum outcome withdrawn_comparison(struct exchange *exchange, const struct tool *tools,
                                  size_t count) {
    struct arena *arena = exchange->arena;
    size_t withdrawn = 0;
    const char *names = names_of_withdrawn(arena, tools, count, &withdrawn);
    const char *advice = withdrawn > 0
                             ? arena_format(arena, "The editor took %s off the site.", names)
                             : "The editor took this comparison off the site, not its tools.";
    exchange->problem = advice;
    if (exchange->wants_json)
        return GONE; // as a script is told of any error
    const char *path = NULL;
    TRY(find_way_on(exchange, tools, count, &path));
    struct page page = page_new(exchange, TEMPLATE_WITHDRAWN);
    if (withdrawn < count) {
        struct view *remaining = fill_remaining(
            &page, withdrawn == 0 ? "Its tools" : "What remains of it", tools, count);
        if (path)
            view_text(view_row(remaining, KEY_COMPARABLE), KEY_COMPARE_URL, path);
    }
    return send(&page, "This comparison was withdrawn", advice);
}
