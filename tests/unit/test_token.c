// test_token.c: tokens that are known again without being kept, and lists of ids in an address.
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/token.h"
#include "unit/check.h"

static void a_token_is_fresh_for_ten_minutes(void **state) {
    (void)state;
    struct token_key key;
    token_key_make(&key);
    char issued[TOKEN_ISSUED_LENGTH + 1];
    const int64_t now = 1795000000000;
    token_issue(&key, now, issued);
    assert_int_equal(strlen(issued), TOKEN_ISSUED_LENGTH);
    assert_true(token_is_issued(issued) && !token_is_well_formed(issued));
    assert_true(token_is_fresh(&key, now, issued));
    assert_true(token_is_fresh(&key, now + TOKEN_FRESH_MS, issued));
    assert_false(token_is_fresh(&key, now + TOKEN_FRESH_MS + 1, issued));
    assert_false(token_is_fresh(&key, now - 1, issued)); // the clock was set back
}

static void a_token_is_fresh_under_its_key_alone_and_as_it_was(void **state) {
    (void)state;
    struct token_key key;
    struct token_key other;
    token_key_make(&key);
    token_key_make(&other);
    char issued[TOKEN_ISSUED_LENGTH + 1];
    token_issue(&key, 5000, issued);
    assert_false(token_is_fresh(&other, 5000, issued));
    for (size_t i = 0; i < TOKEN_ISSUED_LENGTH; i++) {
        char was = issued[i];
        issued[i] = was == '0' ? '1' : '0';
        assert_false(token_is_fresh(&key, 5000, issued));
        issued[i] = was;
    }
    assert_true(token_is_fresh(&key, 5000, issued));
    issued[TOKEN_ISSUED_LENGTH - 1] = '\0';
    assert_false(token_is_fresh(&key, 5000, issued));
    assert_false(token_is_fresh(&key, 5000, NULL));
    assert_false(token_is_fresh(&key, 5000, ""));
}

static void a_list_of_ids_is_read_as_it_was_written(void **state) {
    (void)state;
    static const int64_t ids[] = {1, 36, 37, 1000000, INT64_MAX};
    struct arena *arena = arena_new();
    for (size_t count = 1; count <= 5; count++) {
        struct text text = {.arena = arena};
        ids_write(&text, ids, count);
        int64_t read[5] = {0};
        size_t found = 0;
        assert_true(ids_read(text.bytes, read, 5, &found));
        assert_int_equal(found, count);
        assert_memory_equal(read, ids, count * sizeof *ids);
        assert_false(ids_read(text.bytes, read, count - 1, &found));
    }
    arena_free(arena);
}

static void what_is_no_list_of_ids_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"",
                                        "0",
                                        "1.0",
                                        "1.",
                                        ".1",
                                        "1..1",
                                        "A",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1.1,",
                                        "1;1",
                                        "%31",
                                        "1y2p0ij32e8e8",
                                        "1y2p0ij32e8e7.1",
                                        "zzzzzzzzzzzzzz"};
    int64_t ids[4];
    size_t count = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(ids_read(wrong[i], ids, 4, &count));
    assert_true(ids_read("1y2p0ij32e8e7", ids, 4, &count));
    assert_true(ids[0] == INT64_MAX && count == 1);
}

static void ids_are_kept_once(void **state) {
    (void)state;
    int64_t ids[] = {1, 1, 2, 3, 3, 3};
    assert_int_equal(ids_unique(ids, 6), 3);
    assert_true(ids[0] == 1 && ids[1] == 2 && ids[2] == 3);
    assert_int_equal(ids_unique(ids, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_fresh_for_ten_minutes),
        cmocka_unit_test(a_token_is_fresh_under_its_key_alone_and_as_it_was),
        cmocka_unit_test(a_list_of_ids_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_list_of_ids_is_refused),
        cmocka_unit_test(ids_are_kept_once),
    };
    return token_start() == OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
