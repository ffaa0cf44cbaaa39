// comparison.c: `/compare/a-vs-b`: two to five tools side by side, the answer first.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/comparisons.h"
#include "db/tools.h"
#include "domain/answer.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/answer.h"
#include "pages/parts/bookmark_panel.h"
#include "pages/parts/card.h"
#include "pages/parts/scorecard.h"
#include "pages/parts/signup.h"
#include "pages/parts/structured_data.h"
#include "pages/parts/tool_community.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/withdrawn.h"
#include "present/sentences.h"

static const char prefix[] = "weight.";

struct compared {
    struct tool tools[COMPARISON_MAX];
    size_t count;
    const char *path; // canonical
    bool listed;      // by the editor
    struct answer answer;
    bool weighted; // a reader gave weights that are not all 1
    bool asked;    // the address carries weights at all
    struct session session;
    struct tool_community *communities;
};

static int by_slug(const void *left, const void *right) {
    const struct tool *a = left;
    const struct tool *b = right;
    return strcmp(a->slug, b->slug);
}

// The tools that the address names, in byte order of their slugs; the same one twice is NOT_FOUND,
// and GONE when one of them is withdrawn.
static enum outcome find_tools(struct exchange *exchange, struct compared *compared) {
    const char *names[COMPARISON_MAX];
    TRY(comparison_names(exchange->arena, exchange->parameter, names, &compared->count));
    bool gone = false;
    for (size_t i = 0; i < compared->count; i++) {
        enum outcome outcome =
            tools_find(exchange->site->store, exchange->arena, names[i], &compared->tools[i]);
        if (outcome != GONE)
            TRY(outcome);
        gone = gone || outcome == GONE;
    }
    qsort(compared->tools, compared->count, sizeof *compared->tools, by_slug);
    const char *slugs[COMPARISON_MAX] = {0};
    for (size_t i = 0; i < compared->count; i++) {
        if (i > 0 && compared->tools[i].id == compared->tools[i - 1].id)
            return NOT_FOUND;
        slugs[i] = compared->tools[i].slug;
    }
    compared->path = arena_format(exchange->arena, "/compare/%s",
                                  comparison_address(exchange->arena, slugs, compared->count));
    return gone ? GONE : OK;
}

static enum outcome load(struct exchange *exchange, struct compared *compared) {
    struct store *store = exchange->site->store;
    int64_t ids[COMPARISON_MAX] = {0};
    for (size_t i = 0; i < compared->count; i++) {
        TRY(tools_load_reviews(store, exchange->arena, &compared->tools[i]));
        ids[i] = compared->tools[i].id;
    }
    TRY(session_read(exchange, &compared->session));
    TRY(tool_communities_load(exchange, &compared->session, compared->tools, compared->count,
                              &compared->communities));
    int64_t id = 0;
    enum outcome outcome = comparisons_find(store, exchange->arena, ids, compared->count, &id);
    compared->listed = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

static struct common_reviewer *find_reviewer(struct answer *answer, const char *slug) {
    for (size_t r = 0; r < answer->reviewer_count; r++) {
        if (strcmp(answer->reviewers[r].reviews[0]->reviewer.slug, slug) == 0)
            return &answer->reviewers[r];
    }
    return NULL;
}

static enum outcome refuse(struct exchange *exchange, const struct field *field, const char *rule) {
    exchange->problem =
        arena_format(exchange->arena, "%.80s: %.40s %s", field->name, field->value, rule);
    return INVALID;
}

static bool given_before(const struct exchange *exchange, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (strcmp(exchange->query[i].name, exchange->query[index].name) == 0)
            return true;
    }
    return false;
}

static enum outcome read_weight(struct exchange *exchange, size_t index,
                                struct compared *compared) {
    const struct field *field = &exchange->query[index];
    const char *slug = field->name + sizeof prefix - 1;
    struct common_reviewer *reviewer = find_reviewer(&compared->answer, slug);
    if (!reviewer)
        return refuse(exchange, field, "weighs a reviewer who has not scored all of these tools");
    if (given_before(exchange, index))
        return refuse(exchange, field, "is a second weight for the same reviewer");
    int weight = weight_of_text(field->value);
    if (weight < 0)
        return refuse(exchange, field, "is not a number within 0 to 5, with at most one decimal");
    reviewer->weight = weight;
    compared->asked = true;
    compared->weighted = compared->weighted || weight != WEIGHT_ONE;
    return OK;
}

static enum outcome read_weights(struct exchange *exchange, struct compared *compared) {
    for (size_t i = 0; i < exchange->query_count; i++) {
        if (strncmp(exchange->query[i].name, prefix, sizeof prefix - 1) == 0)
            TRY(read_weight(exchange, i, compared));
    }
    bool any = compared->answer.reviewer_count == 0;
    for (size_t r = 0; r < compared->answer.reviewer_count; r++)
        any = any || compared->answer.reviewers[r].weight > 0;
    if (any)
        return OK;
    exchange->problem = "Every weight is 0, so no reviewer is left to answer.";
    return INVALID;
}

static enum outcome fill_body(struct page *page, const struct compared *compared) {
    struct arena *arena = page->exchange->arena;
    view_text(page->body, KEY_HEADING, versus(arena, compared->tools, compared->count));
    for (size_t i = 0; i < compared->count; i++) {
        const struct tool *tool = &compared->tools[i];
        view_text(view_row(page->body, KEY_HEADING_TOOL), KEY_NAME, tool->name);
        struct view *column = view_row(page->body, KEY_COLUMN);
        view_text(column, KEY_NAME, tool->name);
        view_text(column, KEY_VERDICT_LINE, verdict_line(arena, tool));
        view_text(column, KEY_COMMUNITY_LINE,
                  community_line(arena, compared->communities[i].tally));
        view_text(column, KEY_PRICING, tool->pricing);
        view_text(column, KEY_BEST_FOR, tool->best_for ? tool->best_for : "—");
        view_text(column, KEY_CATEGORY, tool->category.name);
    }
    fill_answer(page->body, arena, compared->tools, compared->count, &compared->answer,
                compared->path, compared->weighted);
    fill_cards(page->body, page->exchange, compared->tools, compared->communities, compared->count,
               true);
    fill_scorecard(page->body, arena, compared->tools, compared->count);
    fill_signup(page->body, "", NULL);
    return fill_bookmarks(page->body, page->exchange, &compared->session);
}

static enum outcome send(struct exchange *exchange, const struct compared *compared) {
    struct arena *arena = exchange->arena;
    struct page page = page_new(exchange, TEMPLATE_COMPARISON);
    TRY(fill_body(&page, compared));
    session_mark_private(exchange, &compared->session);
    const char *names = versus(arena, compared->tools, compared->count);
    fill_structured_data(&page, "Compare", "/compare", names, compared->path, compared->tools,
                         compared->count);
    const struct page_head head = {
        .title = arena_format(arena, "%s: which should you ship with? · Verdict", names),
        .description = answer_sentence(arena, compared->tools, compared->count, &compared->answer),
        .canonical = compared->path,
        .noindex = !compared->listed || compared->asked,
        .has_newsletter = true,
    };
    return page_send(&page, &head, 200);
}

enum outcome get_comparison(struct exchange *exchange) {
    struct compared compared = {0};
    enum outcome outcome = find_tools(exchange, &compared);
    if (outcome == GONE)
        return withdrawn_comparison(exchange, compared.tools, compared.count);
    TRY(outcome);
    if (strcmp(exchange->raw_path, compared.path) != 0) {
        respond_redirect(exchange, 301,
                         arena_format(exchange->arena, "%s%s", compared.path, raw_query(exchange)));
        return OK;
    }
    outcome = load(exchange, &compared);
    if (outcome == GONE)
        return withdrawn_comparison(exchange, compared.tools, compared.count);
    TRY(outcome);
    answer_reviewers(exchange->arena, compared.tools, compared.count, &compared.answer);
    TRY(read_weights(exchange, &compared));
    answer_find(compared.count, &compared.answer);
    return send(exchange, &compared);
}
