// numbers.h: the ids of new rows. Each is higher than all that its table ever had, so that none is
// given twice, also when its row is gone. The catalog's rows, which never go, have those of the row
// in `publication`.
#pragma once

#include <stdint.h>

#include "base/outcome.h"

struct store;

// One for each table whose rows may go.
enum numbered {
    NUMBERED_SESSION,
    NUMBERED_VOTE,
    NUMBERED_SUBSCRIBER,
    NUMBERED_SIGNUP,
    NUMBERED_ISSUE,
    NUMBERED_DELIVERY,
    NUMBERED_COUNT,
};

// Takes `count` ids in a row; *first is the first of them. With a count of 0 none is taken, and
// *first is the one that comes next. For the writer: what is rolled back was not taken.
MUST_USE enum outcome numbers_take(struct store *store, enum numbered table, int64_t count,
                                   int64_t *first);

// Takes one.
MUST_USE enum outcome numbers_next(struct store *store, enum numbered table, int64_t *id);

// The id that comes next, for readers: until it is taken, it is nobody's.
MUST_USE enum outcome numbers_peek(struct store *store, enum numbered table, int64_t *id);
