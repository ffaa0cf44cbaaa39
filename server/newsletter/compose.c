// compose.c: see compose.h.
#include "newsletter/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/news.h"
#include "db/tools.h"
#include "domain/panel.h"
#include "domain/slug.h"
#include "pages/words.h"

enum { COMPARISONS_TOLD = 20, DIVIDED_TOLD = 3, DIVIDED_FROM = 25 }; // points between two scores

struct draft {
    struct store *store;
    struct arena *arena;
    struct issue *issue;
    struct tool_news *tools;
    size_t tool_count;
    size_t untold; // changes that are only counted
};

static void tell(struct draft *draft, enum item_kind kind, const char *title, const char *detail,
                 const char *path) {
    struct issue *issue = draft->issue;
    issue->items =
        arena_one_more(draft->arena, issue->items, &issue->item_count, sizeof *issue->items);
    issue->items[issue->item_count - 1] = (struct item){kind, title, detail, path};
}

static enum outcome load(struct draft *draft, const char *slug, struct tool *tool) {
    TRY(tools_find(draft->store, draft->arena, slug, tool));
    return tools_load_reviews(draft->store, draft->arena, tool);
}

static enum outcome tell_comparison(struct draft *draft, const struct comparison *comparison) {
    struct tool tools[COMPARISON_MAX];
    size_t count = comparison->tool_count;
    for (size_t i = 0; i < count; i++)
        TRY(load(draft, comparison->tools[i], &tools[i]));
    struct answer answer;
    answer_reviewers(draft->arena, tools, count, &answer);
    answer_find(count, &answer);
    tell(draft, ITEM_COMPARISON, versus(draft->arena, tools, count),
         answer_sentence(draft->arena, tools, count, &answer),
         arena_format(draft->arena, "/compare/%s",
                      comparison_address(draft->arena, comparison->tools, count)));
    return OK;
}

static enum outcome tell_comparisons(struct draft *draft) {
    struct comparison *list = NULL;
    size_t count = 0;
    TRY(news_comparisons(draft->store, draft->arena, &list, &count));
    for (size_t i = 0; i < count && i < COMPARISONS_TOLD; i++)
        TRY(tell_comparison(draft, &list[i]));
    if (count <= COMPARISONS_TOLD)
        return OK;
    draft->untold = count - COMPARISONS_TOLD - 1; // besides the item that counts them
    tell(draft, ITEM_COMPARISON,
         arena_format(draft->arena, "And %zu more", count - COMPARISONS_TOLD),
         "Each is on the pages of its tools.", "/compare");
    return OK;
}

static const char *tool_path(struct draft *draft, const char *slug) {
    return arena_format(draft->arena, "/tool/%s", slug);
}

// A panel that said something before, and whose verdict is another now.
static void tell_verdict(struct draft *draft, const struct tool_news *tool) {
    enum panel_verdict before = panel_verdict_of(tool->before.ship, tool->before.skip);
    enum panel_verdict now = panel_verdict_of(tool->now.ship, tool->now.skip);
    if (before == PANEL_NOT_REVIEWED || before == now)
        return;
    const char *words =
        arena_format(draft->arena, "Now %s. It was %s.",
                     verdict_words(draft->arena, tool->now.ship, tool->now.skip),
                     verdict_words(draft->arena, tool->before.ship, tool->before.skip));
    tell(draft, ITEM_VERDICT, tool->name, words, tool_path(draft, tool->slug));
}

struct spread {
    const struct tool *tool;
    const struct review *low;
    const struct review *high;
};

static int points_of(const struct spread *spread) {
    return spread->high->score - spread->low->score;
}

static int by_width(const void *left, const void *right) {
    const struct spread *a = left;
    const struct spread *b = right;
    int wider = points_of(b) - points_of(a);
    return wider ? wider : strcmp(a->tool->slug, b->tool->slug);
}

static struct spread spread_of(const struct tool *tool) {
    struct spread spread = {tool, tool->reviews, tool->reviews};
    for (size_t i = 1; i < tool->review_count; i++) {
        if (tool->reviews[i].score < spread.low->score)
            spread.low = &tool->reviews[i];
        if (tool->reviews[i].score > spread.high->score)
            spread.high = &tool->reviews[i];
    }
    return spread;
}

// Of the tools whose panel said something new.
static enum outcome tell_divided(struct draft *draft) {
    size_t count = draft->tool_count;
    struct tool *tools = arena_take_array(draft->arena, count, sizeof *tools);
    struct spread *spreads = arena_take_array(draft->arena, count, sizeof *spreads);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tool_news *news = &draft->tools[i];
        if (news->now.newest_review <= news->before.newest_review)
            continue;
        TRY(load(draft, news->slug, &tools[i]));
        spreads[found] = spread_of(&tools[i]);
        found += points_of(&spreads[found]) >= DIVIDED_FROM;
    }
    qsort(spreads, found, sizeof *spreads, by_width);
    for (size_t i = 0; i < found && i < DIVIDED_TOLD; i++) {
        const struct spread *spread = &spreads[i];
        const char *words =
            arena_format(draft->arena, "From %d (%s) to %d (%s): %d points apart.",
                         spread->low->score, spread->low->reviewer.name, spread->high->score,
                         spread->high->reviewer.name, points_of(spread));
        tell(draft, ITEM_DIVIDED, spread->tool->name, words, tool_path(draft, spread->tool->slug));
    }
    return OK;
}

// With too few votes there is nothing to tell, not even that it was called before.
static void tell_call(struct draft *draft, const struct tool_news *tool) {
    enum call now = tool->now.call;
    if (!community_of(tool->tally).called || now == tool->before.call)
        return;
    const char *line = community_line(draft->arena, tool->tally);
    const char *words =
        now == CALL_OPEN
            ? arena_format(draft->arena, "Readers no longer call it: %s.", line)
            : arena_format(draft->arena, "Readers now say %s: %s.", call_word(now), line);
    tell(draft, ITEM_CALL, tool->name, words, tool_path(draft, tool->slug));
}

static const char *subject_of(const struct draft *draft) {
    const struct issue *issue = draft->issue;
    if (issue->item_count == 0)
        return "";
    const char *first = issue->items[0].title;
    size_t others = issue->item_count - 1 + draft->untold;
    return others == 0 ? first : arena_format(draft->arena, "%s, and %zu more", first, others);
}

static enum outcome make(struct draft *draft, int64_t now) {
    *draft->issue = (struct issue){.composed_at = now};
    TRY(news_tools(draft->store, draft->arena, &draft->tools, &draft->tool_count));
    TRY(tell_comparisons(draft));
    for (size_t i = 0; i < draft->tool_count; i++)
        tell_verdict(draft, &draft->tools[i]);
    for (size_t i = 0; i < draft->tool_count; i++)
        tell_call(draft, &draft->tools[i]);
    TRY(tell_divided(draft));
    draft->issue->subject = subject_of(draft);
    return OK;
}

enum outcome issue_draft(struct store *store, struct arena *arena, int64_t now, struct issue *out) {
    struct draft draft = {.store = store, .arena = arena, .issue = out};
    TRY(make(&draft, now));
    return issues_next(store, &out->id);
}

enum outcome issue_compose(struct store *store, struct arena *arena, int64_t now,
                           struct issue *out) {
    struct draft draft = {.store = store, .arena = arena, .issue = out};
    TRY(make(&draft, now));
    if (out->item_count == 0)
        return OK;
    TRY(issues_add(store, out));
    for (size_t i = 0; i < draft.tool_count; i++)
        TRY(news_keep(store, &draft.tools[i]));
    return deliveries_add_issue(store, out->id, now);
}
