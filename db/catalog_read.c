// catalog_read.c: the catalog's names, reviewers and categories out of the store; see catalog.h.
#include "base/arena.h"
#include "db/catalog.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/spellings.h"

struct listener_of_names {
    void (*tell)(void *cls, enum stored_kind kind, const char *name, int64_t id, bool withdrawn);
    void *cls;
};

static enum outcome tell_all(struct store *store, struct arena *arena, enum query query,
                             enum stored_kind kind, const struct listener_of_names *listener) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, query);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        listener->tell(listener->cls, kind, statement_text(list, 1, arena),
                       statement_integer(list, 0), statement_integer(list, 2) != 0);
    }
}

enum outcome catalog_names(struct store *store, struct arena *arena,
                           void (*tell)(void *cls, enum stored_kind kind, const char *name,
                                        int64_t id, bool withdrawn),
                           void *cls) {
    const struct listener_of_names listener = {tell, cls};
    TRY(tell_all(store, arena, QUERY_CATALOG_REVIEWERS, STORED_REVIEWER, &listener));
    TRY(tell_all(store, arena, QUERY_CATALOG_CATEGORIES, STORED_CATEGORY, &listener));
    TRY(tell_all(store, arena, QUERY_CATALOG_TOOL_NAMES, STORED_TOOL, &listener));
    return tell_all(store, arena, QUERY_CATALOG_ALIAS_NAMES, STORED_ALIAS, &listener);
}

enum outcome catalog_tools_in(struct store *store, struct arena *arena, const char *category,
                              void (*tell)(void *cls, const char *slug, int64_t id), void *cls) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_TOOLS_IN);
    statement_bind_text(list, 1, category);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        tell(cls, statement_text(list, 1, arena), statement_integer(list, 0));
    }
}

enum outcome catalog_load_reviewers(struct store *store, struct arena *arena, struct catalog *out) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_REVIEWERS);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        out->reviewers =
            arena_one_more(arena, out->reviewers, &out->reviewer_count, sizeof *out->reviewers);
        struct reviewer *reviewer = &out->reviewers[out->reviewer_count - 1];
        *reviewer = (struct reviewer){
            .id = statement_integer(list, 0),
            .slug = statement_text(list, 1, arena),
            .withdrawn = statement_integer(list, 2) != 0,
            .name = statement_text(list, 3, arena),
            .lens = statement_text(list, 4, arena),
            .motto = statement_text(list, 5, arena),
            .bio = statement_text(list, 6, arena),
        };
        if (byline_of_spelling(statement_text(list, 7, arena), &reviewer->byline) != OK)
            return INTERNAL; // the table's CHECK allows no other word
    }
}

enum outcome catalog_load_categories(struct store *store, struct arena *arena,
                                     struct catalog *out) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_CATEGORIES);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        out->categories =
            arena_one_more(arena, out->categories, &out->category_count, sizeof *out->categories);
        out->categories[out->category_count - 1] = (struct category){
            .id = statement_integer(list, 0),
            .slug = statement_text(list, 1, arena),
            .withdrawn = statement_integer(list, 2) != 0,
            .name = statement_text(list, 3, arena),
        };
    }
}
