// answer.c: see answer.h.
#include "pages/parts/answer.h"

#include "base/arena.h"
#include "base/text.h"
#include "present/format.h"
#include "present/sentences.h"

// One mark for each tool, by its place: told apart by shape, not by color alone. SVG paths around
// the origin, 16 units wide.
static const char *const shapes[COMPARISON_MAX] = {
    "M0-7A7 7 0 1 1 0 7A7 7 0 1 1 0-7Z", // circle
    "M0-8.5L8.5 0L0 8.5L-8.5 0Z",        // diamond
    "M-6.5-6.5H6.5V6.5H-6.5Z",           // square
    "M0-8L8 6.5H-8Z",                    // triangle
    "M-7-3H-3V-7H3V-3H7V3H3V7H-3V3H-7Z", // cross
};

// The picture's measures: marks closer than MARKS_APART (in points × 100) would hide each other on
// a phone, so they are stacked on the line, STACK_STEP pixels each.
enum { MARKS_APART = 600, STACK_STEP = 14, LINE_MARGIN = 13 };

// Those that the flip puts in front, together.
static const char *winners(struct arena *arena, const struct tool *tools, size_t count,
                           const struct answer *answer) {
    bool wins[COMPARISON_MAX] = {false};
    for (size_t i = 0; i < count; i++)
        wins[i] = answer_flips_together(answer, i, answer->flip.winner);
    return names_of(arena, tools, wins, count);
}

static const char *flip_sentence(struct arena *arena, const struct tool *tools, size_t count,
                                 const struct answer *answer) {
    const struct flip *flip = &answer->flip;
    if (answer->kind == ANSWER_LEADS_WITH_EVERY_REVIEWER)
        return "No weighting of the reviewers can flip it.";
    if (!flip->possible)
        return "No single reviewer’s weight can flip it.";
    const struct common_reviewer *reviewer = &answer->reviewers[flip->reviewer];
    bool near = flip->hundredths == (int64_t)reviewer->weight * 10; // the level rounds to it
    return arena_format(arena, "Weighing %s at %s%s than %s%s%s would put %s in front%s.",
                        isolated(arena, reviewer->reviews[0]->reviewer.name),
                        near ? "a little " : "", flip->raise ? "more" : "less",
                        format_hundredths(arena, flip->hundredths), near ? "" : " instead of ",
                        near ? "" : format_weight(arena, reviewer->weight),
                        winners(arena, tools, count, answer),
                        flip->trial < 0 ? ", which is more than the form below allows" : "");
}

// The path with every weight that is not 1, after reviewer `which` is given `tenths`.
static const char *trial_url(struct arena *arena, const struct answer *answer, const char *path) {
    struct text url = {.arena = arena};
    text_append_string(&url, path);
    char before = '?';
    for (size_t r = 0; r < answer->reviewer_count; r++) {
        const struct common_reviewer *reviewer = &answer->reviewers[r];
        int weight = r == answer->flip.reviewer ? answer->flip.trial : reviewer->weight;
        if (weight == WEIGHT_ONE)
            continue;
        text_format(&url, "%cweight.%s=%s", before, reviewer->reviews[0]->reviewer.slug,
                    format_weight(arena, weight));
        before = '&';
    }
    return url.bytes;
}

static void fill_flip(struct view *part, struct arena *arena, const struct tool *tools,
                      size_t count, const struct answer *answer, const char *path) {
    if (answer->kind == ANSWER_NO_COMMON_REVIEWERS || answer->kind == ANSWER_TIE)
        return;
    struct view *flip = view_row(part, KEY_FLIP);
    view_text(flip, KEY_FLIP_SENTENCE, flip_sentence(arena, tools, count, answer));
    if (answer->flip.possible && answer->flip.trial >= 0)
        view_text(view_row(flip, KEY_TRIAL), KEY_TRIAL_URL, trial_url(arena, answer, path));
}

static void fill_weights(struct view *part, struct arena *arena, const struct answer *answer) {
    struct text words = {.arena = arena};
    for (size_t r = 0; r < answer->reviewer_count; r++)
        text_format(&words, "%s%s %s×", r ? ", " : "",
                    isolated(arena, answer->reviewers[r].reviews[0]->reviewer.name),
                    format_weight(arena, answer->reviewers[r].weight));
    view_text(view_row(part, KEY_WEIGHTED), KEY_WEIGHTS, words.bytes);
}

// The tools from the lowest score to the highest; among equals, by place.
static void order_by_score(const int hundredths[], size_t count, size_t order[COMPARISON_MAX]) {
    for (size_t t = 0; t < count; t++) {
        size_t at = t;
        for (; at > 0 && hundredths[order[at - 1]] > hundredths[t]; at--)
            order[at] = order[at - 1];
        order[at] = t;
    }
}

// How high each tool's mark sits, 0 being on the line, so that none hides another. Returns the
// number of levels.
static int stack_marks(const int hundredths[], size_t count, int levels[COMPARISON_MAX]) {
    size_t order[COMPARISON_MAX] = {0};
    order_by_score(hundredths, count, order);
    int last[COMPARISON_MAX] = {0}; // the highest score on each level
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        int score = hundredths[order[i]];
        int level = 0;
        while (level < used && score - last[level] < MARKS_APART)
            level++;
        last[level] = score;
        levels[order[i]] = level;
        used = level == used ? used + 1 : used;
    }
    return used;
}

// One line on the scale from 0 to 100 with a mark for each tool, and its numbers beside it.
static void fill_line(struct view *row, struct arena *arena, const struct tool *tools, size_t count,
                      const int hundredths[], size_t winner) {
    int low = hundredths[0];
    int high = hundredths[0];
    int levels[COMPARISON_MAX] = {0};
    int line_y = LINE_MARGIN + (stack_marks(hundredths, count, levels) - 1) * STACK_STEP;
    view_number(row, KEY_LINE_Y, line_y);
    view_number(row, KEY_LINE_HEIGHT, line_y + LINE_MARGIN);
    for (size_t t = 0; t < count; t++) {
        const char *at = format_hundredths(arena, hundredths[t]);
        struct view *mark = view_row(row, KEY_MARK);
        view_number(mark, KEY_POSITION, (long long)t + 1);
        view_text(mark, KEY_AT, at);
        view_number(mark, KEY_MARK_Y, line_y - levels[t] * STACK_STEP);
        view_text(mark, KEY_SHAPE, shapes[t]);
        struct view *value = view_row(row, KEY_VALUE);
        view_number(value, KEY_POSITION, (long long)t + 1);
        view_text(value, KEY_NAME, tools[t].name);
        view_text(value, KEY_SHAPE, shapes[t]);
        view_text(value, KEY_POINTS, at);
        view_text(value, KEY_VALUE_CLASS, t == winner ? "value best" : "value");
        low = hundredths[t] < low ? hundredths[t] : low;
        high = hundredths[t] > high ? hundredths[t] : high;
    }
    view_text(row, KEY_LOW, format_hundredths(arena, low));
    view_text(row, KEY_HIGH, format_hundredths(arena, high));
}

static void fill_reviewer_line(struct view *scores, struct arena *arena, const struct tool *tools,
                               size_t count, const struct common_reviewer *reviewer,
                               bool weighted) {
    struct view *row = view_row(scores, KEY_ROW);
    int hundredths[COMPARISON_MAX] = {0};
    for (size_t t = 0; t < count; t++)
        hundredths[t] = reviewer->reviews[t]->score * 100;
    view_text(row, KEY_ROW_CLASS, reviewer->weight == 0 ? "row row-left-out" : "row");
    view_text(row, KEY_REVIEWER, reviewer->reviews[0]->reviewer.name);
    if (weighted)
        view_text(view_row(row, KEY_ROW_WEIGHT), KEY_WEIGHT,
                  format_weight(arena, reviewer->weight));
    fill_line(row, arena, tools, count, hundredths, count);
}

static void fill_scores(struct view *part, struct arena *arena, const struct tool *tools,
                        size_t count, const struct answer *answer, bool weighted) {
    struct view *scores = view_row(part, KEY_SCORES);
    for (size_t t = 0; t < count; t++) {
        struct view *legend = view_row(scores, KEY_TOOL);
        view_number(legend, KEY_POSITION, (long long)t + 1);
        view_text(legend, KEY_NAME, tools[t].name);
        view_text(legend, KEY_SHAPE, shapes[t]);
    }
    for (size_t r = 0; r < answer->reviewer_count; r++) {
        fill_reviewer_line(scores, arena, tools, count, &answer->reviewers[r], weighted);
        const struct reviewer *reviewer = &answer->reviewers[r].reviews[0]->reviewer;
        struct view *field = view_row(scores, KEY_WEIGHT_FIELD);
        view_text(field, KEY_REVIEWER, reviewer->name);
        view_text(field, KEY_REVIEWER_SLUG, reviewer->slug);
        view_text(field, KEY_WEIGHT, format_weight(arena, answer->reviewers[r].weight));
    }
    struct view *mean = view_row(scores, KEY_ROW);
    view_text(mean, KEY_ROW_CLASS, "row row-mean");
    view_text(mean, KEY_REVIEWER, weighted ? "Weighted mean" : "Mean");
    fill_line(mean, arena, tools, count, answer->mean_hundredths,
              answer->kind == ANSWER_TIE ? count : answer->leader);
}

void fill_answer(struct view *view, struct arena *arena, const struct tool *tools, size_t count,
                 const struct answer *answer, const char *path, bool weighted) {
    struct view *part = view_part(view, KEY_ANSWER, TEMPLATE_ANSWER);
    view_text(part, KEY_PATH, path);
    view_text(part, KEY_SENTENCE, answer_sentence(arena, tools, count, answer));
    fill_flip(part, arena, tools, count, answer, path);
    if (weighted)
        fill_weights(part, arena, answer);
    if (answer->reviewer_count > 0)
        fill_scores(part, arena, tools, count, answer, weighted);
}
