// test_brake.c: which share of refusals is unusual, and which refusals say the same.
#include <string.h>

#include "domain/newsletter.h"
#include "newsletter/streak.h"
#include "unit/check.h"

static void a_share_is_unusual(void **state) {
    (void)state;
    assert_false(share_is_unusual(0, 0));
    assert_false(share_is_unusual(2, 2)); // two of a family
    assert_true(share_is_unusual(3, 3));
    assert_false(share_is_unusual(3, 6));
    assert_true(share_is_unusual(4, 7));
    assert_false(share_is_unusual(9, 50));
    assert_true(share_is_unusual(10, 50));
    assert_false(share_is_unusual(10, 51));
    assert_true(share_is_unusual(50, 50));
}

static const struct {
    const char *one; // to anna@verdict.test
    const char *two; // to bert.1@verdict.test
    bool same;
} pairs[] = {
    {"550 <anna@verdict.test>: no", "550 <bert.1@verdict.test>: no", true},
    {"550 5.7.1 user anna refused", "550 5.7.1 user bert.1 refused", true},
    {"550 5.7.1 anna, you are", "550 5.7.1 bert.1, you are", true},
    {"550 5.4.5 Limit exceeded a1-2b - gsmtp", "550 5.4.5 Limit exceeded 77-cd - gsmtp", true},
    {"550 Over (150/150 (100%)) per hour", "550 Over (151/150 (101%)) per hour", true},
    {"550 OVER quota", "550 over quota", true},
    {"550 5.4.5 limit", "550 5.7.1 limit", false},
    {"550 limit", "554 limit", false},
    {"550 5.7.1 spam", "550 5.7.1 blocked", false},
};

static void refusals_that_differ_in_the_recipient_alone_say_the_same(void **state) {
    (void)state;
    char one[SMTP_REASON_SIZE];
    char two[SMTP_REASON_SIZE];
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        streak_words(SMTP_REFUSED, pairs[i].one, "anna@verdict.test", one);
        streak_words(SMTP_REFUSED, pairs[i].two, "bert.1@verdict.test", two);
        assert_true(*one && *two);
        if ((strcmp(one, two) == 0) != pairs[i].same)
            fail_msg("\"%s\" and \"%s\": \"%s\" and \"%s\"", pairs[i].one, pairs[i].two, one, two);
    }
}

static void what_is_no_refusal_for_good_says_nothing(void **state) {
    (void)state;
    char words[SMTP_REASON_SIZE];
    streak_words(SMTP_LATER, "450 4.2.0 greylisted", "a@b.test", words);
    assert_string_equal(words, "");
    streak_words(SMTP_NO_ADDRESS, "550 5.1.1 nobody", "a@b.test", words);
    assert_string_equal(words, "");
    streak_words(SMTP_UNREACHABLE, "Connection refused", "a@b.test", words);
    assert_string_equal(words, "");
    streak_words(SMTP_ACCEPTED, "", "a@b.test", words);
    assert_string_equal(words, "");
}

static void long_answers_are_cut(void **state) {
    (void)state;
    char answer[SMTP_REASON_SIZE] = "550 ";
    memset(answer + 4, 'x', sizeof answer - 5);
    char words[SMTP_REASON_SIZE];
    streak_words(SMTP_REFUSED, answer, "a@b.test", words);
    assert_in_range(strlen(words), 100, 110);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_is_unusual),
        cmocka_unit_test(refusals_that_differ_in_the_recipient_alone_say_the_same),
        cmocka_unit_test(what_is_no_refusal_for_good_says_nothing),
        cmocka_unit_test(long_answers_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
