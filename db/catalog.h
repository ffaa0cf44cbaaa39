// catalog.h: the whole catalog in and out of the store.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct arena;
struct store;

enum stored_kind { STORED_REVIEWER, STORED_CATEGORY, STORED_TOOL, STORED_ALIAS };

// Calls `tell` with every name that the store knows; the id, and whether it is withdrawn, are the
// reviewer's, the category's or the tool's (of an alias the latter is not said). The name lives in
// the arena.
MUST_USE enum outcome catalog_names(struct store *store, struct arena *arena,
                                    void (*tell)(void *cls, enum stored_kind kind, const char *name,
                                                 int64_t id, bool withdrawn),
                                    void *cls);

// Calls `tell` with each published tool of the category.
MUST_USE enum outcome catalog_tools_in(struct store *store, struct arena *arena,
                                       const char *category,
                                       void (*tell)(void *cls, const char *slug, int64_t id),
                                       void *cls);

struct changes {
    size_t created;
    size_t changed;
    size_t unchanged;
};

struct catalog_changes {
    struct changes reviewers;
    struct changes categories;
    struct changes tools;
    struct changes comparisons;
};

// Writes a checked catalog: nouns that the store lacks are made, others become what the catalog
// says, and what was withdrawn is published again unless the noun says that it is withdrawn. A tool
// with an id is that tool of the store. What a review or a fact said before is kept with `now`
// (epoch milliseconds) as its end. To be called inside a transaction.
MUST_USE enum outcome catalog_write(struct store *store, struct arena *arena,
                                    const struct catalog *catalog, int64_t now,
                                    struct catalog_changes *out);

// Withdraws what is among the catalog's withdrawals, as of `now`. `created` counts what was
// published. To be called after catalog_write, in the same transaction.
MUST_USE enum outcome catalog_withdraw(struct store *store, struct arena *arena,
                                       const struct catalog *catalog, int64_t now,
                                       struct changes *out);

// Everything that stands now, withdrawn or not, in the order of publication.
MUST_USE enum outcome catalog_load(struct store *store, struct arena *arena, struct catalog *out);
