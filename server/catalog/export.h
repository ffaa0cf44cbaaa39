// export.h: writes the catalog as one document that import reads.
#pragma once

#include <stdio.h>

#include "base/outcome.h"

struct store;

// What is withdrawn is written like the rest, and named in the list `withdrawn`, so that an import
// into an empty store makes the same catalog. The same catalog gives the same bytes: JSON in UTF-8,
// two spaces of indent, keys in the contract's order, absent keys left out. The caller looks at the
// stream's state when it is done.
MUST_USE enum outcome catalog_export(struct store *store, FILE *out);
