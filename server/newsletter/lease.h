// lease.h: which mail goes next. The sender takes a lease on it first, so that a process that is
// killed leaves it to the next one.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "base/token.h"
#include "db/deliveries.h"

struct arena;
struct writer;

// A mail that is on its way.
struct lease {
    struct delivery delivery;      // its texts are in the arena
    char token[TOKEN_LENGTH + 1];  // for its link
    char secret[TOKEN_LENGTH + 1]; // for its return path, RETURN_SECRET_LENGTH long
    bool alone; // all mail was paused, and this one is to show whether it still must be
};

// Takes a lease on the next mail that is due. NOT_FOUND when there is none, or all mail is paused.
MUST_USE enum outcome lease_next(struct writer *writer, struct arena *arena, struct lease *out);

// Gives back all leases. For the start: whoever had them is gone.
MUST_USE enum outcome lease_return_all(struct writer *writer);
