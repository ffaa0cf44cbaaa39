// compose.c: see compose.h.
#include "newsletter/compose.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/issues.h"
#include "db/news.h"
#include "db/store.h"
#include "db/suppressions.h"
#include "db/tools.h"
#include "db/votes.h"
#include "domain/slug.h"
#include "newsletter/headline.h"
#include "present/sentences.h"

enum { DIVIDED_TOLD = 3, DIVIDED_FROM = 25 }; // points between two scores

// One item of the issue, and what gives it its place.
struct piece {
    struct item item;
    const char *headline;
    int64_t votes;  // of readers, on the tools that it is about
    int64_t margin; // between tools, or between reviewers: the wider, the more there is to tell
    int64_t order;  // of those that are level
};

// A panel that is divided.
struct spread {
    size_t tool; // index into the draft's
    int points;
    const char *words;
};

struct making {
    struct store *store;
    struct arena *arena;
    struct draft *draft;
    struct piece *pieces;
    size_t count;
    struct spread divided[DIVIDED_TOLD + 1]; // the widest first; the last place is for one more
    size_t divided_count;
};

static void add(struct making *making, const struct piece *piece) {
    making->pieces =
        arena_one_more(making->arena, making->pieces, &making->count, sizeof *making->pieces);
    making->pieces[making->count - 1] = *piece;
}

static enum outcome load(struct store *store, struct arena *arena, const char *slug,
                         struct tool *tool) {
    TRY(tools_find(store, arena, slug, tool));
    return tools_load_reviews(store, arena, tool);
}

// What is only looked at lives in `scratch`: there may be thousands of comparisons.
static enum outcome find_comparison(const struct making *making, struct arena *scratch,
                                    const struct comparison *comparison, struct piece *piece) {
    struct arena *arena = making->arena;
    struct tool tools[COMPARISON_MAX];
    size_t count = comparison->tool_count;
    for (size_t i = 0; i < count; i++) {
        struct tally tally;
        TRY(load(making->store, scratch, comparison->tools[i], &tools[i]));
        TRY(votes_tally(making->store, tools[i].id, &tally));
        piece->votes += tally.ship + tally.skip;
    }
    struct answer answer;
    answer_reviewers(scratch, tools, count, &answer);
    answer_find(count, &answer);
    const char *address = comparison_address(scratch, comparison->tools, count);
    const char *sentence = answer_sentence(scratch, tools, count, &answer);
    piece->item = (struct item){ITEM_COMPARISON, versus(arena, tools, count),
                                arena_copy_string(arena, sentence),
                                arena_format(arena, "/compare/%s", address)};
    piece->headline =
        arena_copy_string(arena, headline_of_comparison(arena, tools, count, &answer));
    piece->margin = answer.kind == ANSWER_NO_COMMON_REVIEWERS ? -1 : answer.margin_hundredths;
    piece->order = -comparison->id;
    return OK;
}

static enum outcome find_comparisons(struct making *making) {
    struct comparison *list = NULL;
    size_t count = 0;
    TRY(news_newest_comparison(making->store, &making->draft->comparison_id));
    TRY(news_comparisons(making->store, making->arena, &list, &count));
    for (size_t i = 0; i < count; i++) {
        struct arena *scratch = arena_new();
        struct piece piece = {0};
        enum outcome outcome = find_comparison(making, scratch, &list[i], &piece);
        arena_free(scratch);
        TRY(outcome);
        add(making, &piece);
    }
    return OK;
}

static struct spread spread_of(struct arena *arena, const struct tool *tool) {
    const struct review *low = tool->reviews;
    const struct review *high = tool->reviews;
    for (size_t i = 1; i < tool->review_count; i++) {
        if (tool->reviews[i].score < low->score)
            low = &tool->reviews[i];
        if (tool->reviews[i].score > high->score)
            high = &tool->reviews[i];
    }
    if (tool->review_count == 0 || high->score - low->score < DIVIDED_FROM)
        return (struct spread){0};
    int points = high->score - low->score;
    return (struct spread){.points = points,
                           .words = arena_format(arena, "From %d (%s) to %d (%s): %d points apart.",
                                                 low->score, isolated(arena, low->reviewer.name),
                                                 high->score, isolated(arena, high->reviewer.name),
                                                 points)};
}

static int by_width(const struct making *making, const struct spread *a, const struct spread *b) {
    int wider = b->points - a->points;
    const struct tool_news *tools = making->draft->tools;
    return wider ? wider : strcmp(tools[a->tool].slug, tools[b->tool].slug);
}

// Into its place among the widest, of which the last may fall off.
static void keep_spread(struct making *making, struct spread spread) {
    size_t place = making->divided_count;
    for (; place > 0 && by_width(making, &making->divided[place - 1], &spread) > 0; place--)
        making->divided[place] = making->divided[place - 1];
    making->divided[place] = spread;
    if (making->divided_count < DIVIDED_TOLD)
        making->divided_count++;
}

// Of the tools whose panel said something new.
static enum outcome find_divided(struct making *making) {
    const struct draft *draft = making->draft;
    for (size_t i = 0; i < draft->tool_count; i++) {
        const struct tool_news *news = &draft->tools[i];
        if (news->now.newest_review <= news->before.newest_review)
            continue;
        struct arena *scratch = arena_new();
        struct tool tool;
        enum outcome outcome = load(making->store, scratch, news->slug, &tool);
        struct spread spread = {0};
        if (outcome == OK)
            spread = spread_of(making->arena, &tool);
        arena_free(scratch);
        TRY(outcome);
        spread.tool = i;
        if (spread.points > 0)
            keep_spread(making, spread);
    }
    return OK;
}

static const struct spread *divided_of(const struct making *making, size_t tool) {
    for (size_t i = 0; i < making->divided_count; i++) {
        if (making->divided[i].tool == tool)
            return &making->divided[i];
    }
    return NULL;
}

// Another thing to say of the same tool; the first gives the item its kind and headline.
static void say(struct piece *piece, struct text *detail, enum item_kind kind, const char *headline,
                const char *words) {
    if (detail->length == 0) {
        piece->item.kind = kind;
        piece->headline = headline;
    }
    text_format(detail, "%s%s", detail->length > 0 ? " " : "", words);
}

// A panel that said something before, and whose verdict is another now.
static void say_verdict(struct arena *arena, const struct tool_news *tool, struct piece *piece,
                        struct text *detail) {
    enum panel_verdict before = panel_verdict_of(tool->before.ship, tool->before.skip);
    enum panel_verdict now = panel_verdict_of(tool->now.ship, tool->now.skip);
    if (before == PANEL_NOT_REVIEWED || before == now)
        return;
    const char *was = verdict_counts(arena, tool->before.ship, tool->before.skip);
    const char *words =
        now == PANEL_NOT_REVIEWED
            ? arena_format(arena, "No reviewer has a word on it any more. It was %s.", was)
            : arena_format(arena, "Now %s. It was %s.",
                           verdict_counts(arena, tool->now.ship, tool->now.skip), was);
    say(piece, detail, ITEM_VERDICT, headline_of_verdict(arena, tool->name, before, now), words);
}

// With too few votes there is nothing to tell, not even that it was called before.
static void say_call(struct arena *arena, const struct tool_news *tool, struct piece *piece,
                     struct text *detail) {
    enum call now = tool->now.call;
    if (!community_of(tool->tally).called || now == tool->before.call)
        return;
    const char *line = community_line(arena, tool->tally);
    const char *words = now == CALL_OPEN
                            ? arena_format(arena, "Readers no longer call it: %s.", line)
                            : arena_format(arena, "Readers now say %s: %s.", call_word(now), line);
    say(piece, detail, ITEM_CALL, headline_of_call(arena, tool->name, now), words);
}

// All that there is to say of one tool.
static void tell_tool(struct making *making, size_t index) {
    struct arena *arena = making->arena;
    const struct tool_news *tool = &making->draft->tools[index];
    const struct spread *spread = divided_of(making, index);
    struct text detail = {.arena = arena};
    struct piece piece = {.votes = tool->tally.ship + tool->tally.skip,
                          .margin = spread ? spread->points : 0,
                          .order = (int64_t)index};
    say_verdict(arena, tool, &piece, &detail);
    say_call(arena, tool, &piece, &detail);
    if (spread)
        say(&piece, &detail, ITEM_DIVIDED, headline_of_divided(arena, tool->name), spread->words);
    if (detail.length == 0)
        return;
    if (piece.item.kind == ITEM_DIVIDED)
        piece.votes = 0; // the widest first, whoever votes
    piece.item.title = isolated(arena, tool->name);
    piece.item.detail = detail.bytes;
    piece.item.path = arena_format(arena, "/tool/%s", tool->slug);
    add(making, &piece);
}

static int compare(int64_t left, int64_t right) {
    return left < right ? -1 : left > right;
}

static int by_interest(const void *left, const void *right) {
    const struct piece *a = left;
    const struct piece *b = right;
    int order = compare(a->item.kind, b->item.kind);
    if (order == 0)
        order = compare(b->votes, a->votes);
    if (order == 0)
        order = compare(b->margin, a->margin);
    return order ? order : compare(a->order, b->order);
}

static bool is_news(const struct tool_news *tool) {
    const struct known *now = &tool->now;
    const struct known *before = &tool->before;
    return now->ship != before->ship || now->skip != before->skip ||
           now->newest_review != before->newest_review || now->call != before->call;
}

// Of all tools, those that are not as they were.
static enum outcome find_tools(struct making *making) {
    struct draft *draft = making->draft;
    size_t count = 0;
    TRY(news_tools(making->store, making->arena, &draft->tools, &count));
    for (size_t i = 0; i < count; i++) {
        if (is_news(&draft->tools[i]))
            draft->tools[draft->tool_count++] = draft->tools[i];
    }
    return OK;
}

static void write_issue(struct making *making) {
    struct arena *arena = making->arena;
    struct issue *issue = &making->draft->issue;
    size_t count = making->count;
    qsort(making->pieces, count, sizeof *making->pieces, by_interest);
    issue->items = arena_take_array(arena, count, sizeof *issue->items);
    issue->item_count = issue->items_in_all = count;
    const char **headlines = arena_take_array(arena, count, sizeof *headlines);
    for (size_t i = 0; i < count; i++) {
        issue->items[i] = making->pieces[i].item;
        headlines[i] = making->pieces[i].headline;
    }
    issue->subject = subject_of(arena, headlines[0], count);
    issue->preheader = preheader_of(arena, headlines, count, issue->items[0].detail);
}

static enum outcome make(struct making *making) {
    TRY(issues_next(making->store, &making->draft->issue.id));
    TRY(find_tools(making));
    TRY(find_comparisons(making));
    TRY(find_divided(making));
    for (size_t i = 0; i < making->draft->tool_count; i++)
        tell_tool(making, i);
    if (making->count > 0)
        write_issue(making);
    return OK;
}

enum outcome issue_draft(struct store *store, struct arena *arena, int64_t now, struct draft *out) {
    *out = (struct draft){.issue = {.composed_at = now, .subject = "", .preheader = ""}};
    struct making making = {.store = store, .arena = arena, .draft = out};
    TRY(store_begin_reading(store));
    enum outcome outcome = make(&making);
    store_rollback(store);
    return outcome;
}
