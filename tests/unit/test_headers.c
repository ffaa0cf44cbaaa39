// test_headers.c: whether a head is whole, judged by the bytes that the library leaves of it.
#include <stdbool.h>
#include <string.h>

#include "http/headers.h"
#include "unit/check.h"

enum { LINE = 16, HEAD_SIZE = 512, FIELDS_MAX = 8 }; // "GET / HTTP/1.1\r\n"

struct left {
    char bytes[HEAD_SIZE];
    size_t size;
    struct header list[FIELDS_MAX];
    size_t count;
};

// What 0.9.75 makes of the lines: it ends them at LF, skips spaces before a value alone, and takes
// a line that begins with a colon for the last one.
static void read_as_0_9_75(const char *lines, size_t length, struct left *left) {
    *left = (struct left){.size = LINE};
    memcpy(left->bytes, "GET / HTTP/1.1\0\0", LINE);
    memcpy(left->bytes + LINE, lines, length);
    for (bool more = true; more;) {
        char *line = left->bytes + left->size;
        char *lf = memchr(line, '\n', length);
        left->size = (size_t)(lf + 1 - left->bytes);
        if (lf > line && lf[-1] == '\r')
            lf[-1] = '\0';
        *lf = '\0';
        char *colon = strchr(line, ':');
        if (colon) {
            *colon++ = '\0';
            colon += strspn(colon, " \t");
        }
        more = line[0] != '\0';
        if (more)
            left->list[left->count++] = (struct header){line, colon};
    }
}

// What 1.0 makes of them: it trims values, and leaves what is behind their end.
static void read_as_1_0(const char *lines, size_t length, struct left *left) {
    *left = (struct left){.size = LINE};
    memcpy(left->bytes, "GET / HTTP/1.1\0\n", LINE);
    memcpy(left->bytes + LINE, lines, length);
    while (left->bytes[left->size] != '\r') {
        char *line = left->bytes + left->size;
        char *end = strstr(line, "\r\n");
        left->size = (size_t)(end + 2 - left->bytes);
        char *colon = strchr(line, ':');
        *colon = '\0';
        char *value = colon + 1 + strspn(colon + 1, " \t");
        while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        *end = '\0';
        left->list[left->count++] = (struct header){line, value};
    }
    left->size += 2;
}

static bool is_whole(const struct left *left) {
    const struct headers headers = {left->list, left->count};
    return headers_are_whole(left->bytes, left->size, LINE, &headers);
}

static bool whole_0_9_75(const char *lines, size_t length) {
    struct left left;
    read_as_0_9_75(lines, length, &left);
    return is_whole(&left);
}

static void every_spelling_that_is_allowed_is_whole(void **state) {
    (void)state;
    const char *const good[] = {"\r\n",
                                "Host: a\r\n\r\n",
                                "Host:a\r\nX:\r\n\r\n",
                                "Host:a\r\nX:\r\nY:b\r\n\r\n",
                                "X: \r\nHost: \t a\r\n\r\n",
                                "Host: a \t\r\nX:\t\t\r\n\r\n",
                                "Host: a\r\nX: a b\tc:d  \r\nY:\t \r\nZ: 1\r\n\r\n"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct left left;
        read_as_1_0(good[i], strlen(good[i]), &left);
        assert_true(is_whole(&left));
        assert_true(whole_0_9_75(good[i], strlen(good[i])));
    }
}

static void what_the_library_hides_is_seen(void **state) {
    (void)state;
    static const char bad[][40] = {
        "Host: a\r\n: b\r\nX: 1\r\n\r\n", // ends the head
        "Host: a\r\n:\r\nX: 1\r\n\r\n",
        ": b\r\nHost: a\r\n\r\n",
        "Host: a\nX: 1\r\n\r\n",
        "Host: a\n\r\n",
        "Host: a\r\n\n",
        "X:\nHost: a\r\n\r\n",
        "X: 1 \nHost: a\r\n\r\n",
        "Host: a\n\n",
        "Host: a\0b\r\nX: 1\r\n\r\n",
        "Host: a\0 \r\nX: 1\r\n\r\n",
        "Host: a\0\r\nX: 1\r\n\r\n",
        "X: 1\r\nHost: a\0b\r\n\r\n",
        "X: 1\r\nHost: a\0 \r\n\r\n",
        "X: 1\r\nHost: a\0\r\n\r\n",
        "Ho\0st: a\r\nX: 1\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(whole_0_9_75(bad[i], sizeof bad[i]));
}

// 0.9.75 copies a name to elsewhere to glue the fold to it, and drops the fold from the head.
static void a_fold_is_seen(void **state) {
    (void)state;
    struct left left;
    static const char lines[] = "X: 1\r\n fold\r\nHost: a\r\n\r\n";
    read_as_1_0("X: 1\r\nHost: a\r\n\r\n", 17, &left);
    assert_true(is_whole(&left));
    memcpy(left.bytes + LINE, lines, sizeof lines);
    memcpy(left.bytes + LINE, "X\0 1\0\0 fold\0\0Host\0 a\0\0\0", 24);
    left.size = LINE + 24;
    left.list[0] = (struct header){left.bytes + LINE, left.bytes + LINE + 3};
    left.list[1] = (struct header){left.bytes + LINE + 13, left.bytes + LINE + 19};
    assert_false(is_whole(&left));
    left.list[0].name = "Xfold";
    assert_false(is_whole(&left));
}

static void a_head_that_is_elsewhere_is_not_read(void **state) {
    (void)state;
    struct left left;
    read_as_1_0("Host: a\r\n\r\n", 11, &left);
    left.list[0].value = "a";
    assert_false(is_whole(&left));
    const struct headers none = {NULL, 0};
    assert_false(headers_are_whole(left.bytes, 0, LINE, &none));
    assert_false(headers_are_whole(NULL, 0, LINE, &none));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_that_is_allowed_is_whole),
        cmocka_unit_test(what_the_library_hides_is_seen),
        cmocka_unit_test(a_fold_is_seen),
        cmocka_unit_test(a_head_that_is_elsewhere_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
