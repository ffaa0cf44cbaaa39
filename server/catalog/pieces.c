// pieces.c: see pieces.h.
#include "catalog/pieces.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "catalog/parse.h"
#include "db/store.h"
#include "db/writer.h"

// What one piece may hold, so that a vote that comes beside it waits for some tens of milliseconds.
enum { PIECE_BYTES = 1024 * 1024, PIECE_ROWS = 1000, PIECE_LISTED = 500 };

// One piece, as a change of the writer's.
struct piece {
    struct change change; // first
    struct pieces *pieces;
    const struct draft *draft;
    size_t begin; // of a list of the draft
    size_t end;
    bool *added;                   // for each of them
    bool *returns;                 // likewise, of comparisons
    const struct last_piece *last; // of the last piece
};

static enum outcome run(struct piece *piece,
                        enum outcome (*apply)(struct store *store, struct change *change)) {
    piece->change.apply = apply;
    return writer_run(piece->pieces->writer, &piece->change);
}

enum outcome pieces_begin(struct pieces *pieces, struct store *store, struct writer *writer,
                          struct arena *arena) {
    *pieces =
        (struct pieces){.store = store, .writer = writer, .arena = arena, .piece = arena_new()};
    return catalog_begin(store, clock_wall_ms(), &pieces->publication);
}

void pieces_end(struct pieces *pieces) {
    arena_free(pieces->piece);
    pieces->piece = NULL;
}

static enum outcome write_reviewers(struct store *store, struct change *change) {
    struct piece *piece = (struct piece *)change;
    for (size_t i = piece->begin; i < piece->end; i++)
        TRY(catalog_add_reviewer(store, &piece->pieces->publication,
                                 &piece->draft->catalog.reviewers[i], &piece->added[i]));
    return OK;
}

static enum outcome write_categories(struct store *store, struct change *change) {
    struct piece *piece = (struct piece *)change;
    for (size_t i = piece->begin; i < piece->end; i++)
        TRY(catalog_add_category(store, &piece->pieces->publication,
                                 &piece->draft->catalog.categories[i], &piece->added[i]));
    return OK;
}

static enum outcome write_comparisons(struct store *store, struct change *change) {
    struct piece *piece = (struct piece *)change;
    struct pieces *pieces = piece->pieces;
    for (size_t i = piece->begin; i < piece->end; i++)
        TRY(catalog_add_comparison(store, pieces->piece, &pieces->publication,
                                   &piece->draft->catalog.comparisons[i], &piece->added[i],
                                   &piece->returns[i]));
    return OK;
}

static enum outcome write_withdrawals(struct store *store, struct change *change) {
    const struct piece *piece = (struct piece *)change;
    struct pieces *pieces = piece->pieces;
    return catalog_withdraw(store, pieces->piece, &pieces->publication,
                            &piece->draft->catalog.withdrawals[piece->begin],
                            piece->end - piece->begin, &pieces->withdrawn);
}

// Writes a list of the draft, some at a time.
static enum outcome write_list(struct piece *piece, size_t count,
                               enum outcome (*apply)(struct store *, struct change *)) {
    for (piece->begin = 0; piece->begin < count; piece->begin = piece->end) {
        piece->end = piece->begin + PIECE_LISTED < count ? piece->begin + PIECE_LISTED : count;
        TRY(run(piece, apply));
        arena_reset(piece->pieces->piece);
    }
    return OK;
}

// The same; `changes` gets how many were new, *added which.
static enum outcome add_list(struct pieces *pieces, const struct draft *draft, size_t count,
                             enum outcome (*apply)(struct store *, struct change *),
                             struct changes *changes, bool **added) {
    *added = arena_take_array(pieces->arena, count, sizeof(bool));
    struct piece piece = {.pieces = pieces, .draft = draft, .added = *added};
    TRY(write_list(&piece, count, apply));
    for (size_t i = 0; i < count; i++)
        changes->created += piece.added[i];
    return OK;
}

enum outcome pieces_write_first(struct pieces *pieces, const struct draft *draft) {
    TRY(add_list(pieces, draft, draft->catalog.reviewer_count, write_reviewers,
                 &pieces->changes.reviewers, &pieces->new_reviewers));
    return add_list(pieces, draft, draft->catalog.category_count, write_categories,
                    &pieces->changes.categories, &pieces->new_categories);
}

static enum outcome write_tools(struct store *store, struct change *change) {
    struct pieces *pieces = ((struct piece *)change)->pieces;
    for (size_t i = 0; i < pieces->tool_count; i++) {
        if (pieces->tools[i].differs)
            TRY(catalog_write_tool(store, &pieces->publication, &pieces->tools[i]));
    }
    return OK;
}

// Takes note of what came of a tool.
static void note(struct pieces *pieces, const struct tool_change *change) {
    struct changes *changes = &pieces->changes.tools;
    changes->created += change->created;
    changes->changed += !change->created && change->differs;
    changes->unchanged += !change->differs;
}

static enum outcome compare(struct pieces *pieces, bool *any) {
    *any = false;
    for (size_t i = 0; i < pieces->tool_count; i++) {
        TRY(catalog_compare(pieces->store, pieces->piece, &pieces->tools[i]));
        *any = *any || pieces->tools[i].differs;
    }
    return OK;
}

static enum outcome write_piece(struct pieces *pieces) {
    struct piece piece = {.pieces = pieces};
    bool any = false;
    TRY(store_begin_reading(pieces->store)); // once for all, which costs less
    enum outcome outcome = compare(pieces, &any);
    store_rollback(pieces->store); // nothing was written
    TRY(outcome);
    if (any)
        TRY(run(&piece, write_tools));
    for (size_t i = 0; i < pieces->tool_count; i++)
        note(pieces, &pieces->tools[i]);
    pieces->tools = NULL;
    pieces->tool_count = 0;
    pieces->weight = pieces->rows = 0;
    arena_reset(pieces->piece);
    return OK;
}

static size_t weight_of(const struct tool *tool) {
    size_t weight = strlen(tool->description);
    for (size_t i = 0; i < tool->review_count; i++)
        weight += strlen(tool->reviews[i].body);
    return weight;
}

enum outcome pieces_take_tool(struct pieces *pieces, const struct tool *tool) {
    pieces->tools =
        arena_one_more(pieces->piece, pieces->tools, &pieces->tool_count, sizeof *pieces->tools);
    pieces->tools[pieces->tool_count - 1].tool = *tool;
    pieces->weight += weight_of(tool);
    pieces->rows += 1 + tool->review_count + tool->fact_count + tool->alias_count;
    if (pieces->weight < PIECE_BYTES && pieces->rows < PIECE_ROWS)
        return OK;
    return write_piece(pieces);
}

static enum outcome write_last(struct store *store, struct change *change) {
    const struct piece *piece = (struct piece *)change;
    struct pieces *pieces = piece->pieces;
    return catalog_publish(store, &pieces->publication, piece->last, &pieces->changes);
}

// The reviewers and categories that the store had.
static void find_known(const struct pieces *pieces, const struct catalog *catalog,
                       struct last_piece *last) {
    const struct reviewer **reviewers =
        arena_take_array(pieces->arena, catalog->reviewer_count, sizeof *reviewers);
    const struct category **categories =
        arena_take_array(pieces->arena, catalog->category_count, sizeof *categories);
    for (size_t i = 0; i < catalog->reviewer_count; i++) {
        if (!pieces->new_reviewers[i])
            reviewers[last->reviewer_count++] = &catalog->reviewers[i];
    }
    for (size_t i = 0; i < catalog->category_count; i++) {
        if (!pieces->new_categories[i])
            categories[last->category_count++] = &catalog->categories[i];
    }
    last->reviewers = reviewers;
    last->categories = categories;
}

static enum outcome write_comparisons_of(struct pieces *pieces, const struct draft *draft) {
    size_t count = draft->catalog.comparison_count;
    struct changes *changes = &pieces->changes.comparisons;
    struct piece piece = {.pieces = pieces,
                          .draft = draft,
                          .added = arena_take_array(pieces->arena, count, sizeof(bool)),
                          .returns = arena_take_array(pieces->arena, count, sizeof(bool))};
    TRY(write_list(&piece, count, write_comparisons));
    for (size_t i = 0; i < count; i++) {
        changes->created += piece.added[i];
        changes->changed += piece.returns[i];
    }
    changes->unchanged = count - changes->created - changes->changed;
    return OK;
}

enum outcome pieces_publish(struct pieces *pieces, const struct draft *draft) {
    struct last_piece last = {0};
    struct piece piece = {.pieces = pieces, .draft = draft, .last = &last};
    TRY(write_piece(pieces));
    TRY(write_comparisons_of(pieces, draft));
    TRY(write_list(&piece, draft->catalog.withdrawal_count, write_withdrawals));
    find_known(pieces, &draft->catalog, &last);
    return run(&piece, write_last);
}
