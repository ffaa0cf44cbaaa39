// ids.c: see ids.h.
#include "base/ids.h"

#include <stdlib.h>

static int by_value(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

void ids_sort(int64_t *ids, size_t count) {
    if (count > 0)
        qsort(ids, count, sizeof *ids, by_value);
}

bool ids_contain(const int64_t *ids, size_t count, int64_t id) {
    return count > 0 && bsearch(&id, ids, count, sizeof *ids, by_value) != NULL;
}
