// home.c: `/`: the newest comparisons, and the tools by category.
#include "base/arena.h"
#include "db/comparisons.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/comparison_list.h"
#include "pages/parts/signup.h"
#include "pages/parts/tool_list.h"
#include "pages/site.h"

enum { NEWEST_SHOWN = 12 };

static enum outcome fill_newest(struct page *page) {
    struct arena *arena = page->exchange->arena;
    const struct site *site = page->exchange->site;
    struct comparison *newest = NULL;
    size_t count = 0;
    TRY(comparisons_newest(site->store, arena, NEWEST_SHOWN, &newest, &count));
    if (count == 0)
        return OK;
    return fill_comparison_list(view_row(page->body, KEY_HAS_COMPARISONS), arena, site, newest,
                                count);
}

static enum outcome fill_tools(struct page *page) {
    struct tool_list shelves;
    TRY(tool_list_load(page->exchange, &shelves));
    if (shelves.count > 0)
        fill_tool_list(view_row(page->body, KEY_HAS_TOOLS), &shelves, NULL, 0);
    else if (!tool_list_goes_on(page->exchange))
        view_show(page->body, KEY_EMPTY);
    return OK;
}

enum outcome get_home(struct exchange *exchange) {
    struct page page = page_new(exchange, TEMPLATE_HOME);
    bool behind = tool_list_goes_on(exchange);
    if (!behind)
        TRY(fill_newest(&page));
    TRY(fill_tools(&page));
    fill_signup(page.body, "", NULL);
    const struct page_head head = {
        .title =
            behind ? "More AI tools · Verdict" : "Verdict: which AI tool should you ship with?",
        .description = "A panel of reviewers scores AI tools and says ship or skip. "
                       "Two tools side by side, one answer, and the reasons below it.",
        .canonical = behind ? NULL : "/",
        .noindex = behind,
        .has_newsletter = true,
    };
    return page_send(&page, &head, 200);
}
