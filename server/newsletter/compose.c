// compose.c: see compose.h.
#include "newsletter/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "pages/words.h"

enum { COMPARISONS_TOLD = 20, DIVIDED_TOLD = 3, DIVIDED_FROM = 25 }; // points between two scores

struct draft {
    struct store *store;
    struct arena *arena;
    int64_t since;
    struct issue *issue;
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
    TRY(changed_comparisons(draft->store, draft->arena, draft->since, &list, &count));
    for (size_t i = 0; i < count && i < COMPARISONS_TOLD; i++)
        TRY(tell_comparison(draft, &list[i]));
    if (count > COMPARISONS_TOLD)
        tell(draft, ITEM_COMPARISON,
             arena_format(draft->arena, "And %zu more", count - COMPARISONS_TOLD),
             "The newest are on the front page.", "/");
    return OK;
}

static const char *tool_path(struct draft *draft, const char *slug) {
    return arena_format(draft->arena, "/tool/%s", slug);
}

// A panel that said something before, and whose verdict is another now.
static enum outcome tell_verdict(struct draft *draft, const struct tool *tool) {
    int ship = 0;
    int skip = 0;
    TRY(panel_at(draft->store, tool->id, draft->since, &ship, &skip));
    enum panel_verdict before = panel_verdict_of(ship, skip);
    if (before == PANEL_NOT_REVIEWED || before == panel_of(tool).verdict)
        return OK;
    const char *words =
        arena_format(draft->arena, "Now %s. It was %s · %d ship / %d skip.",
                     verdict_line(draft->arena, tool), panel_verdict_words(before), ship, skip);
    tell(draft, ITEM_VERDICT, tool->name, words, tool_path(draft, tool->slug));
    return OK;
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

static void tell_divided(struct draft *draft, const struct tool *tools, size_t count) {
    struct spread *spreads = arena_take_array(draft->arena, count, sizeof *spreads);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (tools[i].review_count < 2)
            continue;
        spreads[found] = spread_of(&tools[i]);
        found += points_of(&spreads[found]) >= DIVIDED_FROM;
    }
    if (found > 0)
        qsort(spreads, found, sizeof *spreads, by_width);
    for (size_t i = 0; i < found && i < DIVIDED_TOLD; i++) {
        const struct spread *spread = &spreads[i];
        const char *words =
            arena_format(draft->arena, "From %d (%s) to %d (%s): %d points apart.",
                         spread->low->score, spread->low->reviewer.name, spread->high->score,
                         spread->high->reviewer.name, points_of(spread));
        tell(draft, ITEM_DIVIDED, spread->tool->name, words, tool_path(draft, spread->tool->slug));
    }
}

static void tell_call(struct draft *draft, const struct told_call *call) {
    enum call now = call_of(call->tally);
    struct community community = community_of(call->tally);
    if (!community.called || strcmp(call->told, call_word(now)) == 0)
        return;
    const char *words = now == CALL_OPEN
                            ? arena_format(draft->arena, "Readers no longer call it: %s.",
                                           community_line(draft->arena, call->tally))
                            : arena_format(draft->arena, "Readers now say %s: %s.", call_word(now),
                                           community_line(draft->arena, call->tally));
    tell(draft, ITEM_CALL, call->name, words, tool_path(draft, call->slug));
}

static enum outcome tell_calls(struct draft *draft) {
    struct told_call *calls = NULL;
    size_t count = 0;
    TRY(calls_list(draft->store, draft->arena, &calls, &count));
    for (size_t i = 0; i < count; i++)
        tell_call(draft, &calls[i]);
    return OK;
}

static enum outcome find_since(struct draft *draft, int64_t now) {
    TRY(issues_last_told(draft->store, now, &draft->since));
    if (draft->since == 0)
        draft->since = now - FIRST_ISSUE_MS;
    return OK;
}

static const char *subject_of(struct arena *arena, const struct issue *issue) {
    if (issue->item_count == 0)
        return "";
    const struct item *first = &issue->items[0];
    return issue->item_count == 1
               ? first->title
               : arena_format(arena, "%s, and %zu more", first->title, issue->item_count - 1);
}

enum outcome issue_draft(struct store *store, struct arena *arena, int64_t now, struct issue *out) {
    *out = (struct issue){.composed_at = now};
    struct draft draft = {.store = store, .arena = arena, .issue = out};
    TRY(find_since(&draft, now));
    TRY(tell_comparisons(&draft));
    const char **slugs = NULL;
    size_t count = 0;
    TRY(changed_panels(store, arena, draft.since, &slugs, &count));
    struct tool *tools = arena_take_array(arena, count, sizeof *tools);
    for (size_t i = 0; i < count; i++) {
        TRY(load(&draft, slugs[i], &tools[i]));
        TRY(tell_verdict(&draft, &tools[i]));
    }
    TRY(tell_calls(&draft));
    tell_divided(&draft, tools, count);
    out->subject = subject_of(arena, out);
    return OK;
}

// So that the next issue tells only what changes from here on.
static enum outcome remember_calls(struct store *store, struct arena *arena) {
    struct told_call *calls = NULL;
    size_t count = 0;
    TRY(calls_list(store, arena, &calls, &count));
    for (size_t i = 0; i < count; i++)
        TRY(calls_put(store, calls[i].tool_id, call_of(calls[i].tally)));
    return OK;
}

enum outcome issue_compose(struct store *store, struct arena *arena, int64_t now,
                           struct issue *out) {
    TRY(issue_draft(store, arena, now, out));
    if (out->item_count == 0)
        return OK;
    TRY(issues_add(store, out));
    TRY(remember_calls(store, arena));
    return deliveries_add_issue(store, out->id, now);
}
