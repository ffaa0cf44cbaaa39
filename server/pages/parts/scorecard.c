// scorecard.c: see scorecard.h.
#include "pages/parts/scorecard.h"

#include "base/arena.h"
#include "domain/spellings.h"
#include "present/format.h"
#include "present/sentences.h"
#include "views/commonmark.h"

static const struct review *review_by(const struct tool *tool, int64_t reviewer) {
    for (size_t i = 0; i < tool->review_count; i++) {
        if (tool->reviews[i].reviewer.id == reviewer)
            return &tool->reviews[i];
    }
    return NULL;
}

static void fill_review(struct view *cell, struct arena *arena, const struct review *review) {
    view_number(cell, KEY_SCORE, review->score);
    view_text(cell, KEY_CALL, verdict_spelling(review->verdict));
    view_text(cell, KEY_REVIEWED_ON, review->reviewed);
    view_text(cell, KEY_REVIEWED_WORDS, format_date(arena, review->reviewed));
    view_text(cell, KEY_BODY_HTML, commonmark_to_html(arena, review->body));
}

// What one reviewer says; nothing of the tools that the reviewer has not reviewed.
static void fill_reviews(struct view *row, struct arena *arena, const struct tool *tools,
                         size_t count, int64_t reviewer) {
    for (size_t t = 0; t < count; t++) {
        const struct review *review = review_by(&tools[t], reviewer);
        if (!review)
            continue;
        struct view *cell = view_row(row, KEY_REVIEW);
        if (count > 1) { // alone, it is the page's own
            struct view *tool = view_row(cell, KEY_TOOL);
            view_number(tool, KEY_POSITION, (long long)t + 1);
            view_text(tool, KEY_NAME, tools[t].name);
        }
        fill_review(cell, arena, review);
    }
}

// The reviewer with the lowest id above `after` in any of the panels; NULL when there is none.
static const struct reviewer *next_reviewer(const struct tool *tools, size_t count, int64_t after) {
    const struct reviewer *next = NULL;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < tools[t].review_count; i++) {
            const struct reviewer *reviewer = &tools[t].reviews[i].reviewer;
            if (reviewer->id > after && (!next || reviewer->id < next->id))
                next = reviewer;
        }
    }
    return next;
}

void fill_scorecard(struct view *view, struct arena *arena, const struct tool *tools,
                    size_t count) {
    struct view *part = view_part(view, KEY_SCORECARD, TEMPLATE_SCORECARD);
    const struct reviewer *reviewer = next_reviewer(tools, count, 0);
    if (!reviewer)
        view_show(part, KEY_NO_REVIEWS);
    for (; reviewer; reviewer = next_reviewer(tools, count, reviewer->id)) {
        struct view *row = view_row(part, KEY_REVIEWER_ROW);
        view_text(row, KEY_REVIEWER, reviewer->name);
        view_text(row, KEY_REVIEWER_SLUG, reviewer->slug);
        view_text(row, KEY_LENS, reviewer->lens);
        view_text(row, KEY_BYLINE, byline_label(reviewer->byline));
        fill_reviews(row, arena, tools, count, reviewer->id);
    }
}
