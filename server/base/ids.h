// ids.h: small sets of ids of the store, as sorted arrays.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

// Sorts ids, ascending.
void ids_sort(int64_t *ids, size_t count);

// Leaves each of sorted ids once; answers how many there are then.
size_t ids_unique(int64_t *ids, size_t count);

// Whether sorted ids hold this one.
bool ids_contain(const int64_t *ids, size_t count, int64_t id);

// Appends sorted ids, each of them once and above 0, in as few characters as an address needs: the
// first, then each one's distance to the one before, in base 36 with "." between. 500 ids below
// 1,000,000,000 take 3,000 characters at most.
void ids_write(struct text *out, const int64_t *ids, size_t count);

// Reads what ids_write wrote; false when it is anything else, or holds more than `max`.
bool ids_read(const char *text, int64_t *ids, size_t max, size_t *count);
