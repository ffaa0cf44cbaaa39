// test_ties.c: tools that are level are named together, in sentences and in headlines.
#include <string.h>

#include "base/arena.h"
#include "newsletter/headline.h"
#include "present/sentences.h"
#include "unit/check.h"

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

// What is said of tools that one reviewer, or two, scored like this.
struct said {
    const char *sentence;
    const char *headline;
    struct answer answer;
};

static struct said say(const char *const *names, const int scores[][2], size_t count) {
    struct tool tools[COMPARISON_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        tools[i] = (struct tool){.slug = "x", .name = names[i], .review_count = 2};
        tools[i].reviews = arena_take_array(arena, 2, sizeof *tools[i].reviews);
        for (int r = 0; r < 2; r++)
            tools[i].reviews[r] = (struct review){.reviewer = {.id = r + 1, .name = "R"},
                                                  .score = scores[i][r],
                                                  .verdict = VERDICT_SHIP};
    }
    struct said said;
    answer_reviewers(arena, tools, count, &said.answer);
    answer_find(count, &said.answer);
    said.sentence = answer_sentence(arena, tools, count, &said.answer);
    said.headline = headline_of_comparison(arena, tools, count, &said.answer);
    return said;
}

static const char *const letters[] = {"A", "B", "C", "D", "E"};

static void all_that_tie_are_named(void **state) {
    (void)state;
    const char *const sentences[] = {"A dead heat: A and B both average 70 points.",
                                     "A dead heat: A, B and C all average 70 points.",
                                     "A dead heat: A, B, C and D all average 70 points.",
                                     "A dead heat: A, B, C, D and E all average 70 points."};
    const char *const headlines[] = {"A vs B: too close to call", "A vs B vs C: too close to call",
                                     "A vs B vs C vs D: too close to call",
                                     "A vs B vs C vs D vs E: too close to call"};
    const int scores[][2] = {{80, 60}, {60, 80}, {70, 70}, {65, 75}, {75, 65}};
    for (size_t count = 2; count <= 5; count++) {
        struct said said = say(letters, scores, count);
        assert_int_equal(said.answer.kind, ANSWER_TIE);
        assert_string_equal(said.sentence, sentences[count - 2]);
        assert_string_equal(said.headline, headlines[count - 2]);
    }
}

static void those_behind_a_tie_are_left_out(void **state) {
    (void)state;
    const int scores[][2] = {{50, 50}, {60, 80}, {10, 10}, {80, 60}, {70, 70}};
    struct said said = say(letters, scores, 5);
    assert_string_equal(said.sentence, "A dead heat: B, D and E all average 70 points.");
    assert_string_equal(said.headline, "B vs D vs E: too close to call");
    assert_int_equal(said.answer.place[1], 0);
    assert_int_equal(said.answer.place[4], 0);
    assert_int_equal(said.answer.place[0], 3);
    assert_int_equal(said.answer.place[2], 4);
}

static void all_that_are_second_are_named(void **state) {
    (void)state;
    const int scores[][2] = {{60, 80}, {90, 90}, {80, 60}, {50, 50}};
    assert_string_equal(say(letters, scores, 4).sentence,
                        "B leads with every reviewer, 20 points ahead of A and C on average.");
    const int close[][2] = {{70, 70}, {75, 67}, {68, 72}};
    struct said said = say(letters, close, 3);
    assert_string_equal(said.sentence, "A close call: B is 1 point ahead of A and C on average.");
    assert_string_equal(said.headline, "B vs A vs C: too close to call");
}

static void rivals_that_flip_it_together_are_known(void **state) {
    (void)state;
    const int scores[][2] = {{90, 60}, {70, 70}, {70, 70}, {65, 75}};
    struct answer answer = say(letters, scores, 4).answer;
    assert_true(answer.flip.possible);
    assert_int_equal(answer.flip.winner, 3); // 10 / 15 more of reviewer 2; B and C: 10 / 10
    assert_true(answer_flips_together(&answer, 1, 2));
    assert_false(answer_flips_together(&answer, 1, 3));
}

static void a_headline_without_room_counts_the_rest(void **state) {
    (void)state;
    const char *const names[] = {"A tool with a long name", "Another tool of that kind", "Third",
                                 "Fourth"};
    const int scores[][2] = {{70, 70}, {70, 70}, {70, 70}, {70, 70}};
    const char *headline = say(names, scores, 4).headline;
    assert_non_null(strstr(headline, " and 2 others: too close to call"));
    assert_true(strlen(headline) <= SUBJECT_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(all_that_tie_are_named),
        TEST(those_behind_a_tie_are_left_out),
        TEST(all_that_are_second_are_named),
        TEST(rivals_that_flip_it_together_are_known),
        TEST(a_headline_without_room_counts_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
