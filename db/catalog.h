// catalog.h: the whole catalog in and out of the store.
//
// An import is written in pieces, each a transaction of its own, so that votes are written between
// them. Nobody sees any of it until catalog_publish, the last piece: new nouns have ids beyond
// those that are published; what a review, a fact or an alias said before ends, and what is
// withdrawn or comes back does so, at a moment that has not come; and what tools themselves will
// say waits beside them. The last piece moves that moment on, which is one row, however much was
// written. An import that does not get there leaves the catalog as it was, and rows that
// catalog_clear takes off. One import is written at a time.
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
// the arena. Nothing may be left that catalog_clear would take off.
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

// What is published, and how far an import has come.
struct publication {
    int64_t seen_at; // when what is published was published, epoch milliseconds
    int64_t at;      // the import's own moment, which is later
    int64_t reviewer_id;
    int64_t category_id;
    int64_t tool_id;
    int64_t review_id;
    int64_t fact_id;
    int64_t comparison_id;
    int64_t alias_id; // each: the last that was given
    bool written;     // whether there is anything to publish
};

// What an import that begins at `now` (epoch milliseconds) starts from. Reads.
MUST_USE enum outcome catalog_begin(struct store *store, int64_t now, struct publication *out);

// Takes what an import published to its place, and off what one left that came to no end, some rows
// at a time; neither changes what is seen. *more: there may be more.
// To be called inside a transaction, as all that follows but catalog_compare and the reading.
MUST_USE enum outcome catalog_clear(struct store *store, bool *more);

// Adds a noun unless the store has its slug; *added says so.
MUST_USE enum outcome catalog_add_reviewer(struct store *store, struct publication *publication,
                                           const struct reviewer *reviewer, bool *added);
MUST_USE enum outcome catalog_add_category(struct store *store, struct publication *publication,
                                           const struct category *category, bool *added);

// A tool of an import beside what the store says of it now.
struct tool_change {
    struct tool tool;   // as it will be; id 0: new, until it is written
    struct tool before; // what stands: reviews, facts and aliases
    bool created;
    bool row_differs;
    bool returns; // it was withdrawn, and is no more
    bool differs; // in anything
};

// Fills in the rest of a change whose tool is given. Reads, outside the writer.
MUST_USE enum outcome catalog_compare(struct store *store, struct arena *arena,
                                      struct tool_change *change);

// Writes a change; a new tool gets its id.
MUST_USE enum outcome catalog_write_tool(struct store *store, struct publication *publication,
                                         struct tool_change *change);

// Adds a comparison of tools that are written, unless the store has it: *added. *returns: it was
// withdrawn, and is no more.
MUST_USE enum outcome catalog_add_comparison(struct store *store, struct arena *arena,
                                             struct publication *publication,
                                             const struct comparison *comparison, bool *added,
                                             bool *returns);

// Withdraws `count` nouns that are written. `created` counts those that were published.
MUST_USE enum outcome catalog_withdraw(struct store *store, struct arena *arena,
                                       struct publication *publication,
                                       const struct withdrawal *withdrawals, size_t count,
                                       struct changes *out);

// What is left for the end, for readers would see it.
struct last_piece {
    const struct reviewer *const *reviewers; // of those that the store had
    size_t reviewer_count;
    const struct category *const *categories; // likewise
    size_t category_count;
};

// Publishes what was written; `changes` gets the reviewers and categories that this changed.
// CONFLICT, logged: something else was published since catalog_begin.
MUST_USE enum outcome catalog_publish(struct store *store, const struct publication *publication,
                                      const struct last_piece *last,
                                      struct catalog_changes *changes);

// Everything that stands now, withdrawn or not, but the tools and comparisons, in the order of
// publication.
MUST_USE enum outcome catalog_load_reviewers(struct store *store, struct arena *arena,
                                             struct catalog *out);
MUST_USE enum outcome catalog_load_categories(struct store *store, struct arena *arena,
                                              struct catalog *out);
