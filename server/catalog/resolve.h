// resolve.h: checks what the nouns of an import say of each other and of the store.
#pragma once

#include "base/outcome.h"
#include "catalog/diagnostics.h"
#include "catalog/parse.h"

struct store;

// Every reviewer, category and tool that is named exists, in the import or in the store; every
// slug and alias belongs to one tool; no noun comes twice. Sets the id of each tool that the
// store has, under its slug or, when it is renamed, under a slug that is now its alias, and puts
// aliases and compared tools in byte order.
// Problems are noted; an outcome other than OK is the store's.
MUST_USE enum outcome resolve_references(struct diagnostics *diagnostics, struct store *store,
                                         struct draft *draft);
