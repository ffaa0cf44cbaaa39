// check.h: what resolve.c and withdrawals.c share while they check an import against the store.
#pragma once

#include "base/outcome.h"
#include "catalog/diagnostics.h"
#include "catalog/names.h"
#include "catalog/parse.h"

struct store;

// The names of an import and of the store.
struct check {
    struct diagnostics *diagnostics;
    struct draft *draft;
    struct names reviewers;   // of the import, then of the store
    struct names categories;  // the same
    struct names tools;       // slugs and aliases of the import
    struct names stored;      // slugs and aliases of the store
    struct names comparisons; // of the import, by address
    int64_t *ids;             // the tools of the store that the import holds, ascending
    size_t id_count;
};

// The tool with this slug, in the import or in the store; NULL, with a problem, when there is none.
struct named *check_find_tool(struct check *check, const char *slug, struct place place);

// Checks the tools of a comparison, whose list is at `tools`, and puts them in byte order. Its
// address, kept; NULL, with a problem, when it has none.
const char *check_compared(struct check *check, struct comparison *comparison, struct place tools);

// Everything that is withdrawn exists, in the import or in the store, and no published tool is left
// in a category that is withdrawn. Sets ->withdrawn of the import's own nouns: what is both
// published and withdrawn in one import is withdrawn.
MUST_USE enum outcome withdrawals_check(struct check *check, struct store *store);
