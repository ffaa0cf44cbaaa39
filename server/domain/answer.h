// answer.h: which of the compared tools leads, by how much, and what would change it.
//
// Only reviewers that all tools have in common count, each with a weight. A weight is held in
// tenths (1 is 10), so all sums are exact integers; the formulas are in answer.c.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/catalog.h"

struct arena;

enum {
    WEIGHT_ONE = 10, // the weight of a reviewer unless a reader changes it
    WEIGHT_MAX = 50, // 5
};

// A reviewer that all the compared tools have in common.
struct common_reviewer {
    const struct review *reviews[COMPARISON_MAX]; // theirs, tool by tool, borrowed from the tools
    int weight;                                   // tenths, 0 to WEIGHT_MAX
};

enum answer_kind {
    ANSWER_NO_COMMON_REVIEWERS,
    ANSWER_LEADS_WITH_EVERY_REVIEWER, // each scores the leader above every other tool
    ANSWER_AHEAD,
    ANSWER_CLOSE_CALL, // a margin under 3 points
    ANSWER_TIE,        // a close call with no leader: two or more share the highest mean
};

// The single change of one reviewer's weight, the least there is, that takes the lead away.
struct flip {
    bool possible;      // false: no weight of one reviewer alone can do it
    size_t reviewer;    // index into answer.reviewers
    size_t winner;      // the tool that leads then (the first of those that lead together)
    bool raise;         // true: a weight above the level one does it; false: one below it
    int64_t hundredths; // the weight × 100, rounded half up, at which the two are level
    int trial;          // the nearest weight in tenths that does it; -1: none up to WEIGHT_MAX
};

struct answer {
    enum answer_kind kind;
    size_t leader;                // the tool with the highest mean (the first of them)
    size_t runner_up;             // the highest of the rest (the first of them)
    size_t place[COMPARISON_MAX]; // how many tools have a higher mean: equal for those that tie
    int margin_hundredths; // leader's mean minus runner-up's, in points × 100, rounded half up
    int mean_hundredths[COMPARISON_MAX]; // weighted means × 100, rounded half up
    struct common_reviewer *reviewers;   // in the panel's order; in the arena
    size_t reviewer_count;
    struct flip flip;
};

// The reviewers that all `count` tools have in common, in the first tool's order, each with
// weight WEIGHT_ONE: into answer->reviewers, for a page to set weights before answer_find.
void answer_reviewers(struct arena *arena, const struct tool *tools, size_t count,
                      struct answer *answer);

// Fills in the rest. At least one weight must be above 0 unless there is no reviewer.
void answer_find(size_t tool_count, struct answer *answer);

// Whether two tools are level now, and stay level when the flip's reviewer alone is given another
// weight.
bool answer_flips_together(const struct answer *answer, size_t one, size_t other);

// A weight as a reader writes it, "0" to "5" with at most one decimal ("2", "0.5"), in tenths;
// an empty text is WEIGHT_ONE. Returns -1 for anything else.
int weight_of_text(const char *text);
