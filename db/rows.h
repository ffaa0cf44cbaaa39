// rows.h: the shortest ways to run a query: with one or two integers, or for one integer.
#pragma once

#include <stdint.h>

#include "base/outcome.h"
#include "db/statement.h"

struct store;

// Binds $1 (and $2) and runs a query that answers no row.
MUST_USE enum outcome run_with(struct store *store, enum query query, int64_t first);
MUST_USE enum outcome run_with_two(struct store *store, enum query query, int64_t first,
                                   int64_t second);

// The integer in the first row of a query that has no parameters and always answers one.
MUST_USE enum outcome find_integer(struct store *store, enum query query, int64_t *out);
