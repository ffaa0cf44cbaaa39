// export.h: writes the catalog as documents that import reads.
#pragma once

#include <stdio.h>

#include "base/outcome.h"

struct store;

// Where the documents go.
struct export_target {
    size_t document_size; // bytes after which another is begun, for each list anew; 0: one for all
    // The next document, which begins with this list ("tools").
    enum outcome (*open)(void *cls, const char *list, FILE **out);
    // The end of one, whose state is still to be looked at.
    enum outcome (*close)(void *cls, FILE *out);
    // Tells that a document could not be written (errno); never OK.
    enum outcome (*fail)(void *cls, int code);
    void *cls;
};

// The catalog as it is at one moment. What is withdrawn is written like the rest, and named in the
// list `withdrawn`, so that an import into an empty store makes the same catalog. The same catalog
// gives the same bytes: JSON in UTF-8, two spaces of indent, keys in the contract's order, absent
// keys left out. Warns in the log once a document is larger than import takes.
MUST_USE enum outcome catalog_export(struct store *store, const struct export_target *target);
