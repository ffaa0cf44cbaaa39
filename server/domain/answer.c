// answer.c: see answer.h.
//
// With s[t][r] the score that reviewer r gave tool t, and w[r] the reviewer's weight in tenths:
//
//   total[t] = sum over r of w[r] * s[t][r]        mean[t] = total[t] / W,  W = sum of w[r]
//
// The leader L has the largest total. A rival t overtakes it when D = total[L] - total[t] turns
// negative. Changing w[r] alone by x changes D by x * d, where d = s[L][r] - s[t][r]; so the two
// are level at w[r] - D / d: a higher weight where the reviewer prefers the rival (d < 0), a lower
// one where the reviewer prefers the leader (d > 0). The change needed is D / |d|.
#include "domain/answer.h"

#include <stdlib.h>

#include "base/arena.h"

enum { CLOSE_CALL_POINTS = 3 };

// a / b, rounded half up, for a >= 0 and b > 0.
static int64_t divide_half_up(int64_t a, int64_t b) {
    return (2 * a + b) / (2 * b);
}

static const struct review *review_by(const struct tool *tool, int64_t reviewer) {
    for (size_t i = 0; i < tool->review_count; i++) {
        if (tool->reviews[i].reviewer.id == reviewer)
            return &tool->reviews[i];
    }
    return NULL;
}

void answer_reviewers(struct arena *arena, const struct tool *tools, size_t count,
                      struct answer *answer) {
    *answer = (struct answer){0};
    answer->reviewers = arena_take_array(arena, tools[0].review_count, sizeof *answer->reviewers);
    for (size_t i = 0; i < tools[0].review_count; i++) {
        struct common_reviewer common = {.weight = WEIGHT_ONE};
        size_t have = 0;
        for (; have < count; have++) {
            common.reviews[have] = review_by(&tools[have], tools[0].reviews[i].reviewer.id);
            if (!common.reviews[have])
                break;
        }
        if (have == count)
            answer->reviewers[answer->reviewer_count++] = common;
    }
}

static int64_t total_of(const struct answer *answer, size_t tool) {
    int64_t total = 0;
    for (size_t r = 0; r < answer->reviewer_count; r++)
        total += (int64_t)answer->reviewers[r].weight * answer->reviewers[r].reviews[tool]->score;
    return total;
}

static int64_t weights_of(const struct answer *answer) {
    int64_t weights = 0;
    for (size_t r = 0; r < answer->reviewer_count; r++)
        weights += answer->reviewers[r].weight;
    return weights;
}

// By how many points reviewer r puts the leader above a rival.
static int lead_with(const struct answer *answer, size_t r, size_t rival) {
    const struct common_reviewer *reviewer = &answer->reviewers[r];
    return reviewer->reviews[answer->leader]->score - reviewer->reviews[rival]->score;
}

static bool leads_with_every(const struct answer *answer, size_t tool_count) {
    for (size_t rival = 0; rival < tool_count; rival++) {
        for (size_t r = 0; rival != answer->leader && r < answer->reviewer_count; r++) {
            if (lead_with(answer, r, rival) <= 0)
                return false;
        }
    }
    return true;
}

static void rank(const int64_t totals[], size_t tool_count, struct answer *answer) {
    answer->leader = 0;
    for (size_t tool = 1; tool < tool_count; tool++) {
        if (totals[tool] > totals[answer->leader])
            answer->leader = tool;
    }
    answer->runner_up = answer->leader == 0 ? 1 : 0;
    for (size_t tool = 0; tool < tool_count; tool++) {
        answer->place[tool] = 0;
        for (size_t other = 0; other < tool_count; other++)
            answer->place[tool] += totals[other] > totals[tool];
        if (tool != answer->leader && totals[tool] > totals[answer->runner_up])
            answer->runner_up = tool;
    }
}

// Keeps the change of reviewer r's weight that lets `rival` pass, when it is the least so far:
// `best` holds the numerator and denominator of that change.
static void consider(struct answer *answer, size_t r, size_t rival, int64_t behind,
                     int64_t best[2]) {
    int lead = lead_with(answer, r, rival);
    int64_t by = llabs(lead);
    int64_t weight = answer->reviewers[r].weight;
    bool raise = lead < 0;
    if (lead == 0 || (!raise && weight * by <= behind)) // it would take a weight below 0
        return;
    if (answer->flip.possible && behind * best[1] >= best[0] * by)
        return;
    best[0] = behind;
    best[1] = by;
    int64_t change = raise ? behind : -behind;
    int64_t trial = raise ? weight + behind / by + 1 : weight - behind / by - 1;
    answer->flip = (struct flip){
        .possible = true,
        .reviewer = r,
        .winner = rival,
        .raise = raise,
        .hundredths = divide_half_up(10 * (weight * by + change), by),
        .trial = trial <= WEIGHT_MAX ? (int)trial : -1,
    };
}

static void find_flip(const int64_t totals[], size_t tool_count, struct answer *answer) {
    int64_t best[2] = {0, 1};
    for (size_t r = 0; r < answer->reviewer_count; r++) {
        for (size_t rival = 0; rival < tool_count; rival++) {
            if (rival != answer->leader)
                consider(answer, r, rival, totals[answer->leader] - totals[rival], best);
        }
    }
}

void answer_find(size_t tool_count, struct answer *answer) {
    answer->kind = ANSWER_NO_COMMON_REVIEWERS;
    int64_t weights = weights_of(answer);
    if (weights == 0)
        return;
    int64_t totals[COMPARISON_MAX] = {0};
    for (size_t tool = 0; tool < tool_count; tool++) {
        totals[tool] = total_of(answer, tool);
        answer->mean_hundredths[tool] = (int)divide_half_up(100 * totals[tool], weights);
    }
    rank(totals, tool_count, answer);
    int64_t margin = totals[answer->leader] - totals[answer->runner_up];
    answer->margin_hundredths = (int)divide_half_up(100 * margin, weights);
    if (margin == 0)
        answer->kind = ANSWER_TIE;
    else if (leads_with_every(answer, tool_count))
        answer->kind = ANSWER_LEADS_WITH_EVERY_REVIEWER;
    else
        answer->kind = margin < CLOSE_CALL_POINTS * weights ? ANSWER_CLOSE_CALL : ANSWER_AHEAD;
    if (margin > 0)
        find_flip(totals, tool_count, answer);
}

bool answer_flips_together(const struct answer *answer, size_t one, size_t other) {
    const struct common_reviewer *reviewer = &answer->reviewers[answer->flip.reviewer];
    return answer->place[one] == answer->place[other] &&
           reviewer->reviews[one]->score == reviewer->reviews[other]->score;
}

int weight_of_text(const char *text) {
    if (text[0] == '\0')
        return WEIGHT_ONE;
    if (text[0] < '0' || text[0] > '5')
        return -1;
    int tenths = (text[0] - '0') * 10;
    if (text[1] == '\0')
        return tenths;
    if (text[1] != '.' || text[2] < '0' || text[2] > '9' || text[3] != '\0')
        return -1;
    tenths += text[2] - '0';
    return tenths <= WEIGHT_MAX ? tenths : -1;
}
