// card.c: see card.h.
#include "pages/parts/card.h"

#include <string.h>

#include "base/arena.h"
#include "domain/panel.h"
#include "http/exchange.h"
#include "pages/parts/tool_community.h"
#include "present/format.h"
#include "present/sentences.h"

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
    view_text(card, KEY_VERDICT, panel_verdict_label(panel.verdict));
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
                const struct tool_community *communities, size_t count, bool linked) {
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
        view_text(card, KEY_ENTRY, entry_label(tool->entry));
        view_show(card, linked ? KEY_LINKED : KEY_UNLINKED);
        fill_panel(card, tool);
        fill_tool_community(card, exchange, &communities[i]);
        fill_description(card, arena, tool->description);
        if (tool->homepage)
            view_text(view_row(card, KEY_HOMEPAGE), KEY_HOMEPAGE_URL, tool->homepage);
    }
}
