// import.c: see import.h. The walk: documents, nouns, references, store.
#include "catalog/import.h"

#include "base/arena.h"
#include "catalog/documents.h"
#include "catalog/nouns.h"
#include "catalog/problems.h"
#include "catalog/references.h"
#include "db/catalog.h"
#include "db/store.h"

static enum outcome write_or_undo(struct store *store, struct arena *arena,
                                  const struct catalog *catalog, struct catalog_changes *changes) {
    TRY(store_begin(store));
    enum outcome outcome = catalog_write(store, arena, catalog, store_now(), changes);
    if (outcome == OK)
        outcome = store_commit(store);
    if (outcome != OK)
        store_rollback(store);
    return outcome;
}

static void tell(FILE *out, const char *noun, const struct changes *changes) {
    // The caller looks at the stream when all is printed.
    (void)fprintf(out, "%-12s %zu new, %zu changed, %zu unchanged\n", noun, changes->created,
                  changes->changed, changes->unchanged);
}

static enum outcome import(struct store *store, struct problems *problems, const char *const *paths,
                           size_t count, FILE *out) {
    struct documents documents;
    documents_read(problems, paths, count, &documents);
    struct draft draft;
    nouns_read(problems, &documents, &draft);
    TRY(references_check(problems, store, &draft));
    if (problems->count > 0) {
        problems_tell(problems);
        return INVALID;
    }
    struct catalog_changes changes;
    TRY(write_or_undo(store, problems->arena, &draft.catalog, &changes));
    tell(out, "reviewers", &changes.reviewers);
    tell(out, "categories", &changes.categories);
    tell(out, "tools", &changes.tools);
    tell(out, "comparisons", &changes.comparisons);
    return OK;
}

enum outcome catalog_import(struct store *store, const char *const *paths, size_t count,
                            FILE *out) {
    struct problems problems = {.arena = arena_new()};
    enum outcome outcome = import(store, &problems, paths, count, out);
    arena_free(problems.arena);
    return outcome;
}
