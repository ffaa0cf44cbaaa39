// ids.c: see ids.h.
#include "base/ids.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static int by_value(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

void ids_sort(int64_t *ids, size_t count) {
    if (count > 0)
        qsort(ids, count, sizeof *ids, by_value);
}

size_t ids_unique(int64_t *ids, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || ids[kept - 1] != ids[i])
            ids[kept++] = ids[i];
    }
    return kept;
}

bool ids_contain(const int64_t *ids, size_t count, int64_t id) {
    return count > 0 && bsearch(&id, ids, count, sizeof *ids, by_value) != NULL;
}

// DIGITS_MAX digits hold INT64_MAX.
enum { BASE = 36, DIGITS_MAX = 13 };
static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

void ids_write(struct text *out, const int64_t *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char written[DIGITS_MAX];
        size_t begin = DIGITS_MAX;
        for (int64_t rest = i ? ids[i] - ids[i - 1] : ids[0]; rest > 0; rest /= BASE)
            written[--begin] = digits[rest % BASE];
        if (i > 0)
            text_append(out, ".", 1);
        text_append(out, written + begin, DIGITS_MAX - begin);
    }
}

// Reads a number above 0 that leaves room below INT64_MAX for `before`; 0 when there is none.
static int64_t read_number(const char **at, int64_t before) {
    int64_t number = 0;
    for (; **at && **at != '.'; *at += 1) {
        const char *digit = strchr(digits, **at);
        int64_t value = digit ? digit - digits : -1;
        if (value < 0 || value > INT64_MAX - before || number > (INT64_MAX - before - value) / BASE)
            return 0;
        number = number * BASE + value;
    }
    return number;
}

bool ids_read(const char *text, int64_t *ids, size_t max, size_t *count) {
    int64_t last = 0;
    for (*count = 0; *count < max; text++) {
        int64_t number = read_number(&text, last);
        if (number == 0)
            return false;
        last += number;
        ids[(*count)++] = last;
        if (*text == '\0')
            return true;
    }
    return false;
}
