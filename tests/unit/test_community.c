// test_community.c: the community's share and interval, against published figures.
#include <math.h>

#include "domain/community.h"
#include "unit/check.h"

static void below_ten_votes_nothing_is_called(void **state) {
    (void)state;
    assert_false(community_of((struct tally){0, 0}).called);
    assert_false(community_of((struct tally){9, 0}).called);
    assert_int_equal(community_of((struct tally){5, 4}).votes, 9);
    assert_true(community_of((struct tally){9, 1}).called);
}

static void is_near(double a, double b) {
    assert_true(fabs(a - b) < 0.00005);
}

// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I,
// method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
static void the_interval_is_wilsons(void **state) {
    (void)state;
    static const struct {
        struct tally tally;
        double low, high;
    } published[] = {{{81, 182}, 0.2553, 0.3662},
                     {{15, 133}, 0.0624, 0.1605},
                     {{0, 20}, 0.0000, 0.1611},
                     {{1, 28}, 0.0061, 0.1718}};
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        struct community community = community_of(published[i].tally);
        is_near(community.low, published[i].low);
        is_near(community.high, published[i].high);
    }
}

static void percents_are_rounded_half_up(void **state) {
    (void)state;
    assert_int_equal(community_of((struct tally){5, 35}).ship_percent, 13); // 12.5
    assert_int_equal(community_of((struct tally){10, 0}).ship_percent, 100);
    assert_int_equal(community_of((struct tally){10, 0}).high_percent, 100);
    assert_int_equal(community_of((struct tally){0, 10}).low_percent, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(below_ten_votes_nothing_is_called),
        cmocka_unit_test(the_interval_is_wilsons),
        cmocka_unit_test(percents_are_rounded_half_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
