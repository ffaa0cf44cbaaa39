// pieces.h: writes what an import says, piece by piece, with votes between the pieces.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "db/catalog.h"

struct arena;
struct draft;
struct store;
struct tool;
struct writer;

// The writing of one import. To be ended with pieces_end.
struct pieces {
    struct store *store;   // reads
    struct writer *writer; // writes
    struct arena *arena;   // of the whole import
    struct publication publication;
    struct catalog_changes changes;
    struct changes withdrawn;
    struct arena *piece; // of the piece that is collected
    struct tool_change *tools;
    size_t tool_count;
    size_t weight;        // bytes of their texts
    size_t rows;          // that they may need
    bool *new_reviewers;  // for each of the draft
    bool *new_categories; // likewise
};

MUST_USE enum outcome pieces_begin(struct pieces *pieces, struct store *store,
                                   struct writer *writer, struct arena *arena);
void pieces_end(struct pieces *pieces);

// Writes the reviewers and categories that are new. What they refer to goes before what refers.
MUST_USE enum outcome pieces_write_first(struct pieces *pieces, const struct draft *draft);

// Takes a tool, whose parts live in the piece's arena, and writes those that it took once they are
// enough for a piece.
MUST_USE enum outcome pieces_take_tool(struct pieces *pieces, const struct tool *tool);

// Writes what is left, the comparisons, and the last piece: from then on all of it is seen.
MUST_USE enum outcome pieces_publish(struct pieces *pieces, const struct draft *draft);
