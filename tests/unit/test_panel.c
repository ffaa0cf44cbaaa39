// test_panel.c: the panel's verdict and share, at each edge of its rules.
#include "domain/panel.h"
#include "unit/check.h"

static struct panel panel_with(int ship, int skip) {
    struct review reviews[8] = {0};
    for (int i = 0; i < ship + skip; i++)
        reviews[i] =
            (struct review){.score = 50 + i, .verdict = i < ship ? VERDICT_SHIP : VERDICT_SKIP};
    struct tool tool = {.reviews = reviews, .review_count = (size_t)(ship + skip)};
    return panel_of(&tool);
}

static void more_ship_than_skip_is_ship(void **state) {
    (void)state;
    assert_int_equal(panel_with(3, 1).verdict, PANEL_SHIP);
    assert_int_equal(panel_with(3, 1).ship_percent, 75);
    assert_int_equal(panel_with(4, 0).ship_percent, 100);
}

static void equal_is_mixed(void **state) {
    (void)state;
    assert_int_equal(panel_with(2, 2).verdict, PANEL_MIXED);
    assert_int_equal(panel_with(2, 2).ship_percent, 50);
}

static void fewer_is_skip(void **state) {
    (void)state;
    assert_int_equal(panel_with(1, 2).verdict, PANEL_SKIP);
    assert_int_equal(panel_with(0, 4).verdict, PANEL_SKIP);
    assert_int_equal(panel_with(0, 4).ship_percent, 0);
}

static void no_review_is_not_reviewed(void **state) {
    (void)state;
    assert_int_equal(panel_with(0, 0).verdict, PANEL_NOT_REVIEWED);
    assert_string_equal(panel_verdict_label(PANEL_NOT_REVIEWED), "Not reviewed yet");
}

static void the_share_is_rounded_half_up(void **state) {
    (void)state;
    assert_int_equal(panel_with(1, 2).ship_percent, 33);
    assert_int_equal(panel_with(2, 1).ship_percent, 67);
    assert_int_equal(panel_with(1, 7).ship_percent, 13); // 12.5
    assert_int_equal(panel_with(5, 3).ship_percent, 63); // 62.5
}

static void the_score_is_the_mean(void **state) {
    (void)state;
    assert_int_equal(panel_with(3, 1).score_hundredths, 5150);
    assert_int_equal(panel_with(2, 1).score_hundredths, 5100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_ship_than_skip_is_ship),
        cmocka_unit_test(equal_is_mixed),
        cmocka_unit_test(fewer_is_skip),
        cmocka_unit_test(no_review_is_not_reviewed),
        cmocka_unit_test(the_share_is_rounded_half_up),
        cmocka_unit_test(the_score_is_the_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
