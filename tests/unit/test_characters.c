// test_characters.c: what single characters do to a text.
#include <string.h>

#include "base/characters.h"
#include "unit/check.h"

static void what_leaves_no_mark_is_invisible(void **state) {
    (void)state;
    static const char *const blank[] = {
        "",       " \t\r\n", "\u00a0", "\u00ad", "\u034f", "\u061c",     "\u115f",
        "\u1160", "\u1680",  "\u180e", "\u2000", "\u200b", "\u200f",     "\u2028",
        "\u202e", "\u205f",  "\u2060", "\u2069", "\u2800", "\u3000",     "\u3164",
        "\ufe0f", "\ufeff",  "\uffa0", "\ufff9", "\uffff", "\U000e0041", " \u200b\u00a0"};
    static const char *const visible[] = {"a",      "0",          "-",       "\u00e9", "\u0645",
                                          "\u4e2d", "\U0001f600", "\u200b.", "\u2801", "\ufffd"};
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++)
        assert_false(text_is_visible(blank[i]));
    for (size_t i = 0; i < sizeof visible / sizeof *visible; i++)
        assert_true(text_is_visible(visible[i]));
}

static void controls_and_free_code_points_are_forbidden(void **state) {
    (void)state;
    static const uint32_t forbidden[] = {
        0,      1,      0x08,   0x0B,   0x0C,    0x1F,    0x7F,    0x80,     0x85,    0x9F,
        0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x1FFFF, 0xFFFFE, 0x10FFFE, 0x10FFFF};
    static const uint32_t allowed[] = {'\t',   '\n',   '\r',   ' ',     0x7E,   0xA0,
                                       0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0x2028, 0x10FFFD};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_true(character_is_forbidden(forbidden[i]));
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        assert_false(character_is_forbidden(allowed[i]));
}

static void directions_and_lines_are_known(void **state) {
    (void)state;
    for (uint32_t point = 0x2000; point < 0x2100; point++) {
        bool turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        assert_int_equal(character_turns_direction(point), turns);
        assert_int_equal(character_breaks_line(point), point == 0x2028 || point == 0x2029);
    }
    assert_true(character_breaks_line('\n'));
    assert_false(character_breaks_line(' '));
}

static void right_to_left_is_seen(void **state) {
    (void)state;
    assert_true(text_has_right_to_left("a \u0645\u0631"));
    assert_true(text_has_right_to_left("\u05d0"));
    assert_true(text_has_right_to_left("\u200f!"));
    assert_true(text_has_right_to_left("\U0001e900"));
    assert_false(text_has_right_to_left("C++ \u200e \u4e2d\u00e9 \U0001f600"));
    assert_false(text_has_right_to_left(""));
}

static void what_xml_cannot_hold_is_replaced(void **state) {
    (void)state;
    char text[] = "a\x01"
                  "b\x1f\tc\n\ufffe\uffff\ufffd\ufdd0\ufdd1\x7f\xC2\x85\U0001fffe";
    text_make_xml(text, strlen(text));
    assert_string_equal(text, "a?b?\tc\n\ufffd\ufffd\ufffd\ufdd0\ufdd1\x7f\xC2\x85\U0001fffe");
    char ends[] = "\xBE\uffff";
    text_make_xml(ends, strlen(ends));
    assert_string_equal(ends, "?\ufffd"); // a lone byte is not UTF-8
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_leaves_no_mark_is_invisible),
        cmocka_unit_test(controls_and_free_code_points_are_forbidden),
        cmocka_unit_test(directions_and_lines_are_known),
        cmocka_unit_test(right_to_left_is_seen),
        cmocka_unit_test(what_xml_cannot_hold_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
