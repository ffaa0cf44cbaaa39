// import.h: publishes the editor's documents.
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "base/outcome.h"

struct store;

// Reads the documents that `paths` name (files, or folders of them) and writes what they say, in
// one transaction, telling on `out` what changed. INVALID when anything is wrong: every problem is
// then a line on standard error, and the store is as before.
MUST_USE enum outcome catalog_import(struct store *store, const char *const *paths, size_t count,
                                     FILE *out);
