// tool.c: `/tool/:slug`: one tool's card, facts, panel and comparisons.
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "db/comparisons.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/card.h"
#include "pages/parts/comparison_list.h"
#include "pages/parts/scorecard.h"
#include "pages/parts/signup.h"
#include "pages/parts/structured_data.h"
#include "pages/parts/tool_community.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/withdrawn.h"
#include "present/format.h"
#include "present/sentences.h"

enum { COMPARISONS_SHOWN = 12 };

// The tool, by slug or alias in any case; GONE, with what it was, when it is withdrawn.
static enum outcome find(struct exchange *exchange, struct tool *tool) {
    char *name = arena_copy_string(exchange->arena, exchange->parameter);
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    if (slug_fault(name))
        return NOT_FOUND;
    TRY(tools_find(exchange->site->store, exchange->arena, name, tool));
    TRY(tools_load_reviews(exchange->site->store, exchange->arena, tool));
    return tools_load_facts(exchange->site->store, exchange->arena, tool);
}

static void fill_facts(struct view *body, struct arena *arena, const struct tool *tool) {
    view_text(body, KEY_VERDICT_LINE, verdict_line(arena, tool));
    view_text(body, KEY_PRICING, tool->pricing);
    if (tool->best_for)
        view_text(view_row(body, KEY_HAS_BEST_FOR), KEY_BEST_FOR, tool->best_for);
    for (size_t i = 0; i < tool->fact_count; i++) {
        const struct fact *fact = &tool->facts[i];
        struct view *row = view_row(body, KEY_FACT);
        view_text(row, KEY_FACT_NAME, format_fact_key(arena, fact->key));
        view_text(row, KEY_FACT_VALUE, fact->value);
        view_text(row, KEY_SOURCE_URL, fact->source);
        view_text(row, KEY_CHECKED, fact->checked);
        view_text(row, KEY_CHECKED_WORDS, format_date(arena, fact->checked));
    }
}

static enum outcome fill_comparisons(struct page *page, const struct tool *tool) {
    struct arena *arena = page->exchange->arena;
    const struct site *site = page->exchange->site;
    struct comparison *comparisons = NULL;
    size_t count = 0;
    TRY(comparisons_of_tool(site->store, arena, tool->id, COMPARISONS_SHOWN, &comparisons, &count));
    if (count == 0)
        return OK;
    struct view *section = view_row(page->body, KEY_HAS_COMPARISONS);
    return fill_comparison_list(section, arena, site, comparisons, count);
}

static enum outcome send(struct exchange *exchange, const struct tool *tool, const char *path) {
    struct arena *arena = exchange->arena;
    struct session session;
    struct tool_community *tool_community = NULL;
    TRY(session_read(exchange, &session));
    TRY(tool_communities_load(exchange, &session, tool, 1, &tool_community));
    session_mark_private(exchange, &session);
    struct page page = page_new(exchange, TEMPLATE_TOOL);
    view_text(page.body, KEY_NAME, tool->name);
    view_text(page.body, KEY_CATEGORY, tool->category.name);
    view_text(page.body, KEY_TAGLINE, tool->tagline);
    fill_cards(page.body, exchange, tool, tool_community, 1, false);
    fill_facts(page.body, arena, tool);
    view_text(page.body, KEY_COMMUNITY_LINE, community_line(arena, tool_community->tally));
    fill_scorecard(page.body, arena, tool, 1);
    TRY(fill_comparisons(&page, tool));
    fill_signup(page.body, "", NULL);
    fill_structured_data(&page, "Verdict", "/", tool->name, path, tool, 1);
    const struct page_head head = {
        .title = arena_format(arena, "%s: ship or skip? · Verdict", isolated(arena, tool->name)),
        .description = arena_format(arena, "%s. %s", verdict_line(arena, tool),
                                    isolated(arena, tool->tagline)),
        .canonical = path,
        .has_newsletter = true,
    };
    return page_send(&page, &head, 200);
}

enum outcome get_tool(struct exchange *exchange) {
    struct tool tool;
    enum outcome outcome = find(exchange, &tool);
    if (outcome == GONE)
        return withdrawn_tool(exchange, &tool);
    TRY(outcome);
    const char *path = arena_format(exchange->arena, "/tool/%s", tool.slug);
    if (strcmp(exchange->raw_path, path) != 0) {
        respond_redirect(exchange, 301,
                         arena_format(exchange->arena, "%s%s", path, raw_query(exchange)));
        return OK;
    }
    return send(exchange, &tool, path);
}
