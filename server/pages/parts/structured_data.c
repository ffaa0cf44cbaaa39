// structured_data.c: see structured_data.h.
#include "pages/parts/structured_data.h"

#include "base/arena.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/site.h"

static void fill_crumb(struct view *data, const struct exchange *exchange, int position,
                       const char *name, const char *path) {
    struct view *crumb = view_row(data, KEY_CRUMB);
    view_number(crumb, KEY_POSITION, position);
    view_text(crumb, KEY_NAME, name);
    view_text(crumb, KEY_URL, absolute_url(exchange, path));
}

static void fill_tool(struct view *data, const struct exchange *exchange, const struct tool *tool) {
    struct view *row = view_row(data, KEY_TOOL);
    const char *path = arena_format(exchange->arena, "/tool/%s", tool->slug);
    view_text(row, KEY_URL, absolute_url(exchange, path));
    view_text(row, KEY_NAME, tool->name);
    view_text(row, KEY_TAGLINE, tool->tagline);
    view_text(row, KEY_CATEGORY, tool->category.name);
    if (tool->homepage)
        view_text(view_row(row, KEY_HOMEPAGE), KEY_HOMEPAGE_URL, tool->homepage);
    if (tool->review_count > 0)
        view_show(row, KEY_REVIEWED);
    for (size_t i = 0; i < tool->review_count; i++) {
        const struct review *review = &tool->reviews[i];
        struct view *node = view_row(row, KEY_REVIEW);
        view_text(node, KEY_AUTHOR_TYPE,
                  review->reviewer.byline == BYLINE_HUMAN ? "Person" : "Organization");
        view_text(node, KEY_REVIEWER, review->reviewer.name);
        view_text(node, KEY_REVIEWED_ON, review->reviewed);
        view_number(node, KEY_SCORE, review->score);
    }
}

void fill_structured_data(const struct page *page, const char *parent, const char *parent_path,
                          const char *name, const char *path, const struct tool *tools,
                          size_t count) {
    if (!page->exchange->site->base_url)
        return;
    struct view *section = view_row(page->root, KEY_STRUCTURED_DATA);
    struct view *data = view_part(section, KEY_STRUCTURED_DATA_JSON, TEMPLATE_STRUCTURED_DATA);
    fill_crumb(data, page->exchange, 1, parent, parent_path);
    fill_crumb(data, page->exchange, 2, name, path);
    for (size_t i = 0; i < count; i++)
        fill_tool(data, page->exchange, &tools[i]);
}
