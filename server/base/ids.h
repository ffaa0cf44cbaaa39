// ids.h: small sets of ids of the store, as sorted arrays.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sorts ids, ascending.
void ids_sort(int64_t *ids, size_t count);

// Whether sorted ids hold this one.
bool ids_contain(const int64_t *ids, size_t count, int64_t id);
