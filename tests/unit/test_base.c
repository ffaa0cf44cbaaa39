// test_base.c: arena, text, utf8 and log, the ground floor.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/utf8.h"
#include "unit/check.h"

static void the_arena_gives_zeroed_aligned_memory(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    for (size_t size = 1; size < 20000; size = size * 2 + 1) {
        unsigned char *bytes = arena_take(arena, size);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xAA, size);
    }
    arena_free(arena);
}

static void nothing_is_a_place_too(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    assert_ptr_not_equal(arena_take_array(arena, 0, 8), NULL);
    arena_free(arena);
}

static void an_array_grows_one_by_one(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    int *numbers = NULL;
    size_t count = 0;
    for (int i = 0; i < 1000; i++) {
        numbers = arena_one_more(arena, numbers, &count, sizeof *numbers);
        assert_int_equal(numbers[count - 1], 0);
        numbers[count - 1] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    arena_free(arena);
}

static char released[4];

static void note(void *thing) {
    strncat(released, thing, 1);
}

static void what_was_deferred_runs_last_in_first_out(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    char a[] = "a";
    char b[] = "b";
    arena_on_free(arena, note, a);
    arena_on_free(arena, note, b);
    arena_free(arena);
    assert_string_equal(released, "ba");
}

static void text_grows(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};
    for (int i = 0; i < 500; i++)
        text_format(&text, "%03d", i);
    text_append_string(&text, "end");
    assert_int_equal(text.length, 1503);
    assert_memory_equal(text.bytes + 1494, "498499end", 10);
    arena_free(arena);
}

static void utf8_is_read_strictly(void **state) {
    (void)state;
    assert_true(utf8_valid("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10));
    assert_int_equal(utf8_count("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 4);
    const char *const wrong[] = {"\x80",         "\xC0\x80",         "\xC1\xBF", "\xE0\x80\x80",
                                 "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF",     "\xE2\x82"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
}

// Runs log_line with standard error in a pipe and answers what it wrote.
static void capture(char *out, size_t size, const char *value) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    int saved = dup(STDERR_FILENO);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    log_line(LOG_ERROR, "test", "key", value, NULL);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    close(saved);
    close(ends[1]);
    ssize_t length = read(ends[0], out, size - 1);
    close(ends[0]);
    assert_true(length > 0);
    out[length] = '\0';
}

static void a_log_line_cannot_be_forged(void **state) {
    (void)state;
    char line[16384];
    capture(line, sizeof line, "a\"b\\c\n{\"level\"\x1b[31m\x7f\xC2\x9B\xF0\x9F\x98\x80\xFF");
    assert_non_null(strstr(line, "\"key\":\"a\\u0022b\\u005cc\\u000a{\\u0022level\\u0022"
                                 "\\u001b[31m\\u007f\\u009b\\ud83d\\ude00\\ufffd\"}\n"));
    assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
    assert_null(strchr(line, '\x1b'));
}

static void a_log_value_is_cut(void **state) {
    (void)state;
    static char value[100000];
    memset(value, 'x', sizeof value - 1);
    char line[16384];
    capture(line, sizeof line, value);
    assert_in_range(strlen(line), 1024, 1200);
    assert_string_equal(line + strlen(line) - 5, "xx\"}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(nothing_is_a_place_too),
        cmocka_unit_test(an_array_grows_one_by_one),
        cmocka_unit_test(what_was_deferred_runs_last_in_first_out),
        cmocka_unit_test(text_grows),
        cmocka_unit_test(utf8_is_read_strictly),
        cmocka_unit_test(a_log_line_cannot_be_forged),
        cmocka_unit_test(a_log_value_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
