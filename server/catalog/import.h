// import.h: publishes the editor's documents. Reading them takes the time; the store is only needed
// for what comes after.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "catalog/documents.h"

struct arena;
struct store;
struct text;

// Documents that were read, with what is wrong with them so far. Lives in its arena.
struct import;

// Reads the documents of `sources`, which are borrowed as long as the import lives. `files_only`:
// as in documents.h.
struct import *import_read(struct arena *arena, const struct source *sources, size_t count,
                           bool files_only) __attribute__((returns_nonnull));

// Checks them against the store and writes what they say. To be called once, inside a transaction
// that the caller undoes when it is not OK. `told` gets what changed, a line a noun; or, when
// anything is wrong (INVALID), every problem as a line that a command prints.
MUST_USE enum outcome import_publish(struct import *import, struct store *store, struct text *told);
