// cards.c: the tools' cards and the reviewers' scorecard; see parts.h.
#include <string.h>

#include "base/arena.h"
#include "domain/panel.h"
#include "domain/words.h"
#include "http/exchange.h"
#include "pages/parts.h"
#include "pages/standing.h"
#include "pages/words.h"
#include "views/commonmark.h"

enum { SEAT_STEP = 20, SEATS_IN_ROW = 10 };

static void fill_seats(struct view *panel_view, const struct tool *tool) {
    size_t count = tool->review_count;
    size_t columns = count < SEATS_IN_ROW ? count : SEATS_IN_ROW;
    size_t rows = (count + SEATS_IN_ROW - 1) / SEATS_IN_ROW;
    view_number(panel_view, KEY_SEATS_WIDTH, (long long)columns * SEAT_STEP);
    view_number(panel_view, KEY_SEATS_HEIGHT, (long long)rows * SEAT_STEP + 2);
    for (size_t i = 0; i < count; i++) {
        struct view *seat = view_row(panel_view, KEY_SEAT);
        view_number(seat, KEY_X, (long long)(i % SEATS_IN_ROW) * SEAT_STEP + 2);
        view_number(seat, KEY_Y, (long long)(i / SEATS_IN_ROW) * SEAT_STEP + 3);
        view_show(seat, tool->reviews[i].verdict == VERDICT_SHIP ? KEY_SEAT_SHIP : KEY_SEAT_SKIP);
    }
}

static void fill_panel(struct view *card, const struct tool *tool) {
    struct panel panel = panel_of(tool);
    view_text(card, KEY_STAMP, stamp_of(tool));
    view_text(card, KEY_VERDICT, panel_verdict_words(panel.verdict));
    if (panel.verdict == PANEL_NOT_REVIEWED) {
        view_show(card, KEY_NO_PANEL);
        return;
    }
    view_number(card, KEY_SHIP, panel.ship);
    view_number(card, KEY_REVIEWS, (long long)tool->review_count);
    view_number(card, KEY_SHIP_PERCENT, panel.ship_percent);
    view_show(card, KEY_PANEL);
    fill_seats(card, tool);
}

// A blank line begins a paragraph.
static void fill_description(struct view *card, struct arena *arena, const char *text) {
    while (*text) {
        const char *end = strstr(text, "\n\n");
        size_t length = end ? (size_t)(end - text) : strlen(text);
        view_text(view_row(card, KEY_PARAGRAPH), KEY_TEXT, arena_copy(arena, text, length));
        text += length;
        text += strspn(text, "\n");
    }
}

void fill_cards(struct view *view, struct exchange *exchange, const struct tool *tools,
                const struct standing *standings, size_t count, bool linked) {
    struct arena *arena = exchange->arena;
    struct view *part = view_part(view, KEY_TOOL_CARDS, TEMPLATE_TOOL_CARDS);
    for (size_t i = 0; i < count; i++) {
        const struct tool *tool = &tools[i];
        struct view *card = view_row(part, KEY_TOOL);
        view_number(card, KEY_POSITION, (long long)i + 1);
        view_text(card, KEY_INITIAL, initial_of(arena, tool->name));
        view_text(card, KEY_SLUG, tool->slug);
        view_text(card, KEY_NAME, tool->name);
        view_text(card, KEY_CATEGORY, tool->category.name);
        view_text(card, KEY_TAGLINE, tool->tagline);
        view_text(card, KEY_ENTRY, entry_words(tool->entry));
        view_show(card, linked ? KEY_LINKED : KEY_UNLINKED);
        fill_panel(card, tool);
        fill_standing(card, exchange, &standings[i]);
        fill_description(card, arena, tool->description);
        if (tool->homepage)
            view_text(view_row(card, KEY_HOMEPAGE), KEY_HOMEPAGE_URL, tool->homepage);
    }
}

static const struct review *review_by(const struct tool *tool, int64_t reviewer) {
    for (size_t i = 0; i < tool->review_count; i++) {
        if (tool->reviews[i].reviewer.id == reviewer)
            return &tool->reviews[i];
    }
    return NULL;
}

static void fill_review(struct view *cell, struct arena *arena, const struct review *review) {
    view_number(cell, KEY_SCORE, review->score);
    view_text(cell, KEY_CALL, verdict_word(review->verdict));
    view_text(cell, KEY_REVIEWED_ON, review->reviewed);
    view_text(cell, KEY_REVIEWED_WORDS, date_words(arena, review->reviewed));
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
        view_text(row, KEY_BYLINE, byline_words(reviewer->byline));
        fill_reviews(row, arena, tools, count, reviewer->id);
    }
}
