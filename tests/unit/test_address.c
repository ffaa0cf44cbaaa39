// test_address.c: which mail addresses are taken, and what makes two of them one.
#include <string.h>

#include "base/arena.h"
#include "domain/address.h"
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

static const char *read(const char *text) {
    const char *address = NULL;
    return address_read(arena, text, &address) ? NULL : address;
}

static void what_mail_can_be_sent_to_is_taken(void **state) {
    (void)state;
    assert_string_equal(read("name@example.org"), "name@example.org");
    assert_string_equal(read("  First.Last+tag@Example.ORG "), "First.Last+tag@example.org");
    assert_string_equal(read("!#$%&'*+-/=?^_`{|}~@a-b.example"), "!#$%&'*+-/=?^_`{|}~@a-b.example");
    assert_string_equal(read("a@b\xC3\xBC"
                             "cher.example"),
                        "a@xn--bcher-kva.example");
    assert_string_equal(read("a@STRA\xC3\x9F"
                             "E.example"),
                        "a@xn--strae-oqa.example");
    assert_string_equal(read("1@1.example"), "1@1.example");
}

static void what_is_no_dot_string_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "   ",
                                        "name",
                                        "@example.org",
                                        "name@",
                                        "a b@example.org",
                                        ".a@example.org",
                                        "a.@example.org",
                                        "a..b@example.org",
                                        "\"a\"@example.org",
                                        "a@b@example.org",
                                        "<a@example.org>",
                                        "a,b@example.org",
                                        "a\r\nRCPT TO:<b@example.org>@example.org",
                                        "a\x01@example.org",
                                        "\xC3\xBC@example.org",
                                        "a@example",
                                        "a@localhost",
                                        "a@.example.org",
                                        "a@example.org.",
                                        "a@example..org",
                                        "a@-b.example",
                                        "a@b-.example",
                                        "a@b_c.example",
                                        "a@127.0.0.1",
                                        "a@[127.0.0.1]",
                                        "a@b.7",
                                        "a@exa mple.org",
                                        "a@exam\xFFple.org",
                                        "@one.example:a@two.example"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (read(wrong[i]))
            fail_msg("taken: %s", wrong[i]);
    }
}

static char *repeated(char byte, size_t count) {
    char *text = arena_take(arena, count + 1);
    memset(text, byte, count);
    return text;
}

static void lengths_are_those_of_mail(void **state) {
    (void)state;
    assert_non_null(read(arena_format(arena, "%s@example.org", repeated('a', 64))));
    assert_null(read(arena_format(arena, "%s@example.org", repeated('a', 65))));
    assert_non_null(read(arena_format(arena, "a@%s.org", repeated('b', 63))));
    assert_null(read(arena_format(arena, "a@%s.org", repeated('b', 64))));
    const char *label = repeated('b', 63);
    const char *host = arena_format(arena, "%s.%s.%s", label, label, repeated('c', 61));
    assert_int_equal(strlen(host), 189);
    assert_non_null(read(arena_format(arena, "%s@%s", repeated('a', 64), host))); // 254
    assert_null(read(arena_format(arena, "%s@%sc", repeated('a', 64), host)));
}

static void the_key_is_the_whole_in_lower_case(void **state) {
    (void)state;
    assert_string_equal(address_key(arena, "First.Last+Tag@example.org"),
                        "first.last+tag@example.org");
    assert_string_equal(address_host("a@example.org"), "example.org");
    assert_string_equal(address_host("a"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_mail_can_be_sent_to_is_taken),
        cmocka_unit_test(what_is_no_dot_string_is_refused),
        cmocka_unit_test(lengths_are_those_of_mail),
        cmocka_unit_test(the_key_is_the_whole_in_lower_case),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
