// panel.h: what a tool's panel says, by the rules of the domain.
#pragma once

#include <stddef.h>

#include "domain/catalog.h"

enum panel_verdict { PANEL_SHIP, PANEL_MIXED, PANEL_SKIP, PANEL_NOT_REVIEWED };

struct panel {
    enum panel_verdict
        verdict;          // more ship than skip: ship; equal: mixed; fewer: skip; or no review
    int ship;             // reviews that say ship
    int skip;             // reviews that say skip
    int ship_percent;     // ship / reviews, rounded half up; 0 when there is no review
    int score_hundredths; // mean score × 100, rounded half up; 0 when there is no review
};

// The verdict of a panel with so many reviews on each side.
enum panel_verdict panel_verdict_of(int ship, int skip);

// The panel of `tool`, from its reviews alone.
struct panel panel_of(const struct tool *tool);

// "Ship", "Mixed", "Skip", "Not reviewed yet". A static string.
const char *panel_verdict_label(enum panel_verdict verdict);
