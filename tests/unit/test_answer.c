// test_answer.c: which tool leads, by how much, and what flips it, against figures by hand.
#include <stdbool.h>

#include "base/arena.h"
#include "domain/answer.h"
#include "unit/check.h"

enum { REVIEWERS = 4, NONE = -1 };

// One tool's scores by reviewers 1 to 4; NONE leaves a reviewer out.
struct scores {
    int by[REVIEWERS];
};

static struct arena *arena;

static int begin(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct tool tool_with(struct scores scores) {
    struct tool tool = {.slug = "x"};
    tool.reviews = arena_take_array(arena, REVIEWERS, sizeof *tool.reviews);
    for (int i = 0; i < REVIEWERS; i++) {
        if (scores.by[i] != NONE)
            tool.reviews[tool.review_count++] =
                (struct review){.reviewer = {.id = i + 1}, .score = scores.by[i]};
    }
    return tool;
}

// The answer for `count` tools; `weights` in tenths for the common reviewers, or NULL.
static struct answer answer_for(const struct scores *scores, size_t count, const int *weights) {
    struct tool tools[COMPARISON_MAX];
    for (size_t i = 0; i < count; i++)
        tools[i] = tool_with(scores[i]);
    struct answer answer;
    answer_reviewers(arena, tools, count, &answer);
    for (size_t i = 0; weights && i < answer.reviewer_count; i++)
        answer.reviewers[i].weight = weights[i];
    answer_find(count, &answer);
    return answer;
}

static void the_seed_leads_with_every_reviewer(void **state) {
    (void)state;
    const struct scores scores[] = {{{82, 75, 78, 52}}, {{88, 82, 85, 78}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_int_equal(answer.kind, ANSWER_LEADS_WITH_EVERY_REVIEWER);
    assert_int_equal(answer.leader, 1);
    assert_int_equal(answer.runner_up, 0);
    assert_int_equal(answer.mean_hundredths[0], 7175);
    assert_int_equal(answer.mean_hundredths[1], 8325);
    assert_int_equal(answer.margin_hundredths, 1150);
    assert_false(answer.flip.possible);
}

static void an_equal_score_is_not_a_lead_with_that_reviewer(void **state) {
    (void)state;
    const struct scores scores[] = {{{80, 70, 70, 70}}, {{80, 60, 60, 60}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_int_equal(answer.kind, ANSWER_AHEAD);
    assert_false(answer.flip.possible);
}

static void a_margin_under_three_points_is_a_close_call(void **state) {
    (void)state;
    const struct scores close[] = {{{80, 70, 70, 70}}, {{85, 60, 70, 64}}}; // +2.75
    assert_int_equal(answer_for(close, 2, NULL).kind, ANSWER_CLOSE_CALL);
    assert_int_equal(answer_for(close, 2, NULL).margin_hundredths, 275);
    const struct scores ahead[] = {{{80, 70, 70, 70}}, {{85, 60, 70, 63}}}; // +3 exactly
    assert_int_equal(answer_for(ahead, 2, NULL).kind, ANSWER_AHEAD);
}

static void equal_means_are_a_tie_without_a_flip(void **state) {
    (void)state;
    const struct scores scores[] = {{{80, 60, 70, 70}}, {{60, 80, 70, 70}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_int_equal(answer.kind, ANSWER_TIE);
    assert_int_equal(answer.margin_hundredths, 0);
    assert_false(answer.flip.possible);
}

static void only_common_reviewers_count(void **state) {
    (void)state;
    const struct scores scores[] = {{{90, 10, NONE, 50}}, {{80, NONE, 99, 70}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_int_equal(answer.reviewer_count, 2);
    assert_int_equal(answer.mean_hundredths[0], 7000);
    assert_int_equal(answer.mean_hundredths[1], 7500);
    assert_int_equal(answer.leader, 1);
}

static void without_common_reviewers_there_is_no_answer(void **state) {
    (void)state;
    const struct scores scores[] = {{{90, NONE, NONE, NONE}}, {{NONE, 80, NONE, NONE}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_int_equal(answer.kind, ANSWER_NO_COMMON_REVIEWERS);
    assert_int_equal(answer.reviewer_count, 0);
}

// Leads +10 +10 -4 -4, so D = 12 points: raising a -4 by 3 to 4, or lowering a +10 by 1.2, which
// would be below 0. So the flip is reviewer 3 above 4.00, and 4.1 does it.
static void raising_a_weight_flips(void **state) {
    (void)state;
    const struct scores scores[] = {{{80, 80, 70, 70}}, {{70, 70, 74, 74}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_true(answer.flip.possible);
    assert_true(answer.flip.raise);
    assert_int_equal(answer.flip.reviewer, 2);
    assert_int_equal(answer.flip.winner, 1);
    assert_int_equal(answer.flip.hundredths, 400);
    assert_int_equal(answer.flip.trial, 41);
    const int level[] = {10, 10, 40, 10};
    assert_int_equal(answer_for(scores, 2, level).kind, ANSWER_TIE);
    const int over[] = {10, 10, 41, 10};
    assert_int_equal(answer_for(scores, 2, over).leader, 1);
}

// Leads +20 -4 -4 -4, D = 8: lowering reviewer 1 by 0.4 to 0.6 is less than raising another by 2.
static void lowering_a_weight_flips(void **state) {
    (void)state;
    const struct scores scores[] = {{{90, 70, 70, 70}}, {{70, 74, 74, 74}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_true(answer.flip.possible);
    assert_false(answer.flip.raise);
    assert_int_equal(answer.flip.reviewer, 0);
    assert_int_equal(answer.flip.hundredths, 60);
    assert_int_equal(answer.flip.trial, 5);
    const int under[] = {5, 10, 10, 10};
    assert_int_equal(answer_for(scores, 2, under).leader, 1);
}

// Leads +30 +30 +30 -1, D = 89: only reviewer 4 above 90 would do it, which no form can say.
static void a_flip_out_of_reach_has_no_trial(void **state) {
    (void)state;
    const struct scores scores[] = {{{80, 80, 80, 70}}, {{50, 50, 50, 71}}};
    struct answer answer = answer_for(scores, 2, NULL);
    assert_true(answer.flip.possible);
    assert_int_equal(answer.flip.hundredths, 9000);
    assert_int_equal(answer.flip.trial, -1);
}

static void weights_change_the_means(void **state) {
    (void)state;
    const struct scores scores[] = {{{90, 60, NONE, NONE}}, {{60, 80, NONE, NONE}}};
    const int weights[] = {5, 20};
    struct answer answer = answer_for(scores, 2, weights);
    assert_int_equal(answer.mean_hundredths[0], 6600); // (0.5 * 90 + 2 * 60) / 2.5
    assert_int_equal(answer.mean_hundredths[1], 7600);
    assert_int_equal(answer.leader, 1);
}

static void five_tools_have_one_leader_and_one_runner_up(void **state) {
    (void)state;
    const struct scores scores[] = {{{50, 50, 50, 50}},
                                    {{70, 70, 70, 70}},
                                    {{90, 60, 80, 80}},
                                    {{60, 95, 70, 70}},
                                    {{10, 10, 10, 10}}};
    struct answer answer = answer_for(scores, 5, NULL);
    assert_int_equal(answer.leader, 2);
    assert_int_equal(answer.runner_up, 3);
    assert_int_equal(answer.margin_hundredths, 375);
    assert_int_equal(answer.flip.winner, 3); // reviewer 2: 15 / 35 more
    assert_int_equal(answer.flip.reviewer, 1);
    assert_int_equal(answer.flip.hundredths, 143);
}

static void weights_are_read_strictly(void **state) {
    (void)state;
    assert_int_equal(weight_of_text(""), 10);
    assert_int_equal(weight_of_text("0"), 0);
    assert_int_equal(weight_of_text("2"), 20);
    assert_int_equal(weight_of_text("0.5"), 5);
    assert_int_equal(weight_of_text("5.0"), 50);
    const char *const wrong[] = {"5.1", "6",    "-1",  "+1",  " 1", "1 ",  "1.",
                                 ".5",  "1.55", "0x1", "1e0", "10", "nan", "1,5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(weight_of_text(wrong[i]), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(the_seed_leads_with_every_reviewer),
        TEST(an_equal_score_is_not_a_lead_with_that_reviewer),
        TEST(a_margin_under_three_points_is_a_close_call),
        TEST(equal_means_are_a_tie_without_a_flip),
        TEST(only_common_reviewers_count),
        TEST(without_common_reviewers_there_is_no_answer),
        TEST(raising_a_weight_flips),
        TEST(lowering_a_weight_flips),
        TEST(a_flip_out_of_reach_has_no_trial),
        TEST(weights_change_the_means),
        TEST(five_tools_have_one_leader_and_one_runner_up),
        TEST(weights_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
