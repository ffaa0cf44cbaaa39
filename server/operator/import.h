// import.h: the operation of `verdict import`.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"

struct operation;
struct store;

// Fills in the words: what --if-empty says, then each path as it was typed, for messages, and as
// another process finds it.
void import_words(struct operation *operation, bool if_empty, char **paths, size_t count);

// For the table.
MUST_USE enum outcome import_prepare(struct operation *operation);
MUST_USE enum outcome import_apply(struct operation *operation, struct store *store);
