// test_slug.c: slugs, and a comparison's address made of them.
#include <string.h>

#include "base/arena.h"
#include "domain/slug.h"
#include "unit/check.h"

static void a_slug_is_lower_case_digits_and_hyphens(void **state) {
    (void)state;
    const char *const right[] = {"a",   "7",   "llama-cpp", "a--b", "-",
                                 "vsx", "xvs", "a-vs1-b",   "avs-b"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_null(slug_fault(right[i]));
    const char *const wrong[] = {"",   "A",    "a b",  "a_b",    "a.b", "\xC3\xA9",
                                 "vs", "vs-a", "a-vs", "a-vs-b", "a/b", "a\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(slug_fault(wrong[i]));
}

static void a_slug_has_at_most_80_characters(void **state) {
    (void)state;
    char text[SLUG_MAX + 2];
    memset(text, 'a', sizeof text);
    text[SLUG_MAX] = '\0';
    assert_null(slug_fault(text));
    text[SLUG_MAX] = 'a';
    text[SLUG_MAX + 1] = '\0';
    assert_string_equal(slug_fault(text), "is longer than 80 characters");
}

static void an_address_is_cut_at_vs(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *names[COMPARISON_MAX];
    size_t count = 0;
    assert_int_equal(comparison_names(arena, "A-b-vs-C-vs-d", names, &count), OK);
    assert_int_equal(count, 3);
    assert_string_equal(names[0], "a-b");
    assert_string_equal(names[1], "c");
    assert_string_equal(names[2], "d");
    assert_int_equal(comparison_names(arena, "a-vs-b-vs-c-vs-d-vs-e", names, &count), OK);
    const char *const wrong[] = {"a",       "",          "a-vs-",   "-vs-b",
                                 "a-vs-vs", "a-vs-vs-b", "a_-vs-b", "a-vs-b-vs-c-vs-d-vs-e-vs-f"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(comparison_names(arena, wrong[i], names, &count), NOT_FOUND);
    arena_free(arena);
}

static void slugs_make_the_address(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    const char *const slugs[] = {"a", "b", "c"};
    assert_string_equal(comparison_address(arena, slugs, 2), "a-vs-b");
    assert_string_equal(comparison_address(arena, slugs, 3), "a-vs-b-vs-c");
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slug_is_lower_case_digits_and_hyphens),
        cmocka_unit_test(a_slug_has_at_most_80_characters),
        cmocka_unit_test(an_address_is_cut_at_vs),
        cmocka_unit_test(slugs_make_the_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
