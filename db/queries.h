// queries.h: finds the text of each named query among the embedded files of db/queries.
#pragma once

#include <stddef.h>

#include "base/outcome.h"
#include "db/statement.h"

// The name of a query, as queries.def and the files spell it.
const char *query_name(enum query query);

// The text behind "-- name: NAME" up to the next name, borrowed from the program itself.
// NOT_FOUND when no file has it.
MUST_USE enum outcome query_text(enum query query, const char **sql, size_t *length);

// The first name in the files that queries.def lacks, copied into `name`; OK when there is none.
MUST_USE enum outcome queries_check(char *name, size_t size);
