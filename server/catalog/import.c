// import.c: see import.h. The walk: documents, nouns, references, store.
#include "catalog/import.h"

#include "base/arena.h"
#include "base/text.h"
#include "catalog/nouns.h"
#include "catalog/problems.h"
#include "catalog/references.h"
#include "db/catalog.h"
#include "db/store.h"

struct import {
    struct problems problems;
    struct draft draft;
};

struct import *import_read(struct arena *arena, const struct source *sources, size_t count,
                           bool files_only) {
    struct import *import = arena_take(arena, sizeof *import);
    import->problems.arena = arena;
    struct documents documents;
    documents_read(&import->problems, sources, count, files_only, &documents);
    nouns_read(&import->problems, &documents, &import->draft);
    return import;
}

static void tell(struct text *out, const char *noun, const struct changes *changes) {
    text_format(out, "%-12s %zu new, %zu changed, %zu unchanged\n", noun, changes->created,
                changes->changed, changes->unchanged);
}

enum outcome import_publish(struct import *import, struct store *store, struct text *told) {
    struct problems *problems = &import->problems;
    TRY(references_check(problems, store, &import->draft));
    if (problems->count > 0) {
        problems_tell(problems, told);
        return INVALID;
    }
    struct catalog_changes changes;
    struct changes withdrawn;
    const struct catalog *catalog = &import->draft.catalog;
    int64_t now = store_now();
    TRY(catalog_write(store, problems->arena, catalog, now, &changes));
    TRY(catalog_withdraw(store, problems->arena, catalog, now, &withdrawn));
    tell(told, "reviewers", &changes.reviewers);
    tell(told, "categories", &changes.categories);
    tell(told, "tools", &changes.tools);
    tell(told, "comparisons", &changes.comparisons);
    if (catalog->withdrawal_count > 0)
        text_format(told, "%-12s %zu new, %zu unchanged\n", "withdrawn", withdrawn.created,
                    withdrawn.unchanged);
    return OK;
}
