// panel.c: see panel.h.
#include "domain/panel.h"

// a / b, rounded half up, for a >= 0 and b > 0.
static int divide_half_up(int a, int b) {
    return (2 * a + b) / (2 * b);
}

enum panel_verdict panel_verdict_of(int ship, int skip) {
    if (ship + skip == 0)
        return PANEL_NOT_REVIEWED;
    return ship > skip ? PANEL_SHIP : ship == skip ? PANEL_MIXED : PANEL_SKIP;
}

struct panel panel_of(const struct tool *tool) {
    struct panel panel = {.verdict = PANEL_NOT_REVIEWED};
    int reviews = (int)tool->review_count;
    if (reviews == 0)
        return panel;
    int points = 0;
    for (int i = 0; i < reviews; i++) {
        points += tool->reviews[i].score;
        if (tool->reviews[i].verdict == VERDICT_SHIP)
            panel.ship++;
    }
    panel.skip = reviews - panel.ship;
    panel.verdict = panel_verdict_of(panel.ship, panel.skip);
    panel.ship_percent = divide_half_up(100 * panel.ship, reviews);
    panel.score_hundredths = divide_half_up(100 * points, reviews);
    return panel;
}

const char *panel_verdict_label(enum panel_verdict verdict) {
    static const char *const words[] = {
        [PANEL_SHIP] = "Ship",
        [PANEL_MIXED] = "Mixed",
        [PANEL_SKIP] = "Skip",
        [PANEL_NOT_REVIEWED] = "Not reviewed yet",
    };
    return words[verdict];
}
