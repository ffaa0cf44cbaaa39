// catalog_withdraw.c: takes nouns of the catalog back; see catalog.h.
#include "base/arena.h"
#include "db/catalog.h"
#include "db/comparisons.h"
#include "db/statement.h"
#include "db/store.h"

static enum outcome withdraw(struct store *store, enum query query, const char *name, int64_t now,
                             struct changes *changes) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_text(statement, 1, name);
    statement_bind_integer(statement, 2, now);
    bool withdrawn;
    TRY(statement_next(statement, &withdrawn));
    changes->created += withdrawn;
    changes->unchanged += !withdrawn;
    return OK;
}

enum outcome catalog_withdraw(struct store *store, struct arena *arena,
                              const struct catalog *catalog, int64_t now, struct changes *out) {
    static const enum query queries[] = {[NOUN_REVIEWER] = QUERY_CATALOG_WITHDRAW_REVIEWER,
                                         [NOUN_CATEGORY] = QUERY_CATALOG_WITHDRAW_CATEGORY,
                                         [NOUN_TOOL] = QUERY_CATALOG_WITHDRAW_TOOL,
                                         [NOUN_COMPARISON] = QUERY_CATALOG_WITHDRAW_COMPARISON};
    *out = (struct changes){0};
    for (size_t i = 0; i < catalog->withdrawal_count; i++) {
        const struct withdrawal *withdrawal = &catalog->withdrawals[i];
        const char *name = withdrawal->slug;
        if (withdrawal->noun == NOUN_COMPARISON) {
            int64_t ids[COMPARISON_MAX] = {0};
            TRY(comparisons_tool_ids(store, &withdrawal->comparison, ids));
            name = comparisons_key(arena, ids, withdrawal->comparison.tool_count);
        }
        TRY(withdraw(store, queries[withdrawal->noun], name, now, out));
    }
    return OK;
}
