// catalog_withdraw.c: takes nouns of the catalog back; see catalog.h.
#include "base/arena.h"
#include "db/catalog.h"
#include "db/catalog_compare.h"
#include "db/comparisons.h"
#include "db/statement.h"
#include "db/store.h"

// Reviewers and categories are known by their slugs, which never change.
static enum outcome bind_name(struct store *store, struct arena *arena, struct statement *statement,
                              const struct withdrawal *withdrawal) {
    const struct comparison *comparison = &withdrawal->comparison;
    int64_t ids[COMPARISON_MAX] = {0};
    if (withdrawal->noun == NOUN_TOOL) {
        TRY(catalog_coming_id(store, withdrawal->slug, ids));
        statement_bind_integer(statement, 1, ids[0]);
    } else if (withdrawal->noun == NOUN_COMPARISON) {
        for (size_t i = 0; i < comparison->tool_count; i++)
            TRY(catalog_coming_id(store, comparison->tools[i], &ids[i]));
        statement_bind_text(statement, 1, comparisons_key(arena, ids, comparison->tool_count));
    } else {
        statement_bind_text(statement, 1, withdrawal->slug);
    }
    return OK;
}

static enum outcome withdraw(struct store *store, struct arena *arena,
                             const struct publication *publication,
                             const struct withdrawal *withdrawal, bool *withdrawn) {
    static const enum query queries[] = {[NOUN_REVIEWER] = QUERY_CATALOG_WITHDRAW_REVIEWER,
                                         [NOUN_CATEGORY] = QUERY_CATALOG_WITHDRAW_CATEGORY,
                                         [NOUN_TOOL] = QUERY_CATALOG_WITHDRAW_TOOL,
                                         [NOUN_COMPARISON] = QUERY_CATALOG_WITHDRAW_COMPARISON};
    struct statement *statement STATEMENT_SCOPE = statement_start(store, queries[withdrawal->noun]);
    TRY(bind_name(store, arena, statement, withdrawal));
    statement_bind_integer(statement, 2, publication->at);
    return statement_next(statement, withdrawn);
}

enum outcome catalog_withdraw(struct store *store, struct arena *arena,
                              struct publication *publication, const struct withdrawal *withdrawals,
                              size_t count, struct changes *out) {
    for (size_t i = 0; i < count; i++) {
        bool withdrawn = false;
        TRY(withdraw(store, arena, publication, &withdrawals[i], &withdrawn));
        publication->written = publication->written || withdrawn;
        out->created += withdrawn;
        out->unchanged += !withdrawn;
    }
    return OK;
}
