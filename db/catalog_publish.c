// catalog_publish.c: how an import begins and ends; see catalog.h.
#include "base/log.h"
#include "db/catalog.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/spellings.h"

enum { CLEARED_AT_ONCE = 200 }; // rows, so that votes need not wait for long, however full the rows

enum outcome catalog_begin(struct store *store, int64_t now, struct publication *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_PUBLICATION);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return INTERNAL; // the migration made it, and nothing deletes it
    int64_t seen_at = statement_integer(find, 0);
    *out = (struct publication){
        .seen_at = seen_at,
        .at = now > seen_at ? now : seen_at + 1, // also when the clock was set back
        .reviewer_id = statement_integer(find, 1),
        .category_id = statement_integer(find, 2),
        .tool_id = statement_integer(find, 3),
        .review_id = statement_integer(find, 4),
        .fact_id = statement_integer(find, 5),
        .comparison_id = statement_integer(find, 6),
        .alias_id = statement_integer(find, 7),
    };
    return OK;
}

// Runs a query for some rows; *any says whether it answered one, as for each that it changed.
static enum outcome clear(struct store *store, enum query query, bool *any) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_integer(statement, 1, CLEARED_AT_ONCE);
    return statement_next(statement, any);
}

enum outcome catalog_clear(struct store *store, bool *more) {
    // Those that answer no row come before one for the same rows that does.
    static const enum query queries[] = {
        QUERY_CATALOG_SETTLE_TEXTS,
        QUERY_CATALOG_SETTLE_PLACES,
        QUERY_CATALOG_SETTLE,
        QUERY_CATALOG_CLEAR_COMING,
        QUERY_CATALOG_CLEAR_MEMBERS,
        QUERY_CATALOG_CLEAR_COMPARISONS,
        QUERY_CATALOG_CLEAR_COMPARISON_WITHDRAWALS,
        QUERY_CATALOG_CLEAR_COMPARISON_RETURNS,
        QUERY_CATALOG_CLEAR_REVIEWS,
        QUERY_CATALOG_CLEAR_REVIEW_ENDS,
        QUERY_CATALOG_CLEAR_FACTS,
        QUERY_CATALOG_CLEAR_FACT_ENDS,
        QUERY_CATALOG_CLEAR_ALIASES,
        QUERY_CATALOG_CLEAR_ALIAS_ENDS,
        QUERY_CATALOG_CLEAR_TOOLS,
        QUERY_CATALOG_CLEAR_TOOL_WITHDRAWALS,
        QUERY_CATALOG_CLEAR_TOOL_RETURNS,
        QUERY_CATALOG_CLEAR_CATEGORIES,
        QUERY_CATALOG_CLEAR_CATEGORY_WITHDRAWALS,
        QUERY_CATALOG_CLEAR_REVIEWERS,
        QUERY_CATALOG_CLEAR_REVIEWER_WITHDRAWALS,
    };
    *more = false;
    for (size_t i = 0; i < sizeof queries / sizeof *queries && !*more; i++)
        TRY(clear(store, queries[i], more));
    return OK;
}

static enum outcome change_reviewer(struct store *store, const struct reviewer *reviewer,
                                    int64_t at, struct changes *changes) {
    struct statement *change STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_CHANGE_REVIEWER);
    statement_bind_text(change, 1, reviewer->slug);
    statement_bind_text(change, 2, reviewer->name);
    statement_bind_text(change, 3, reviewer->lens);
    statement_bind_text(change, 4, reviewer->motto);
    statement_bind_text(change, 5, reviewer->bio);
    statement_bind_text(change, 6, byline_spelling(reviewer->byline));
    statement_bind_integer(change, 7, reviewer->withdrawn);
    statement_bind_integer(change, 8, at);
    bool changed;
    TRY(statement_next(change, &changed));
    changes->changed += changed;
    changes->unchanged += !changed;
    return OK;
}

static enum outcome change_category(struct store *store, const struct category *category,
                                    int64_t at, struct changes *changes) {
    struct statement *change STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_CHANGE_CATEGORY);
    statement_bind_text(change, 1, category->slug);
    statement_bind_text(change, 2, category->name);
    statement_bind_integer(change, 3, category->withdrawn);
    statement_bind_integer(change, 4, at);
    bool changed;
    TRY(statement_next(change, &changed));
    changes->changed += changed;
    changes->unchanged += !changed;
    return OK;
}

static enum outcome move_publication(struct store *store, const struct publication *publication) {
    struct statement *publish STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_PUBLISH);
    statement_bind_integer(publish, 1, publication->seen_at);
    statement_bind_integer(publish, 2, publication->at);
    statement_bind_integer(publish, 3, publication->reviewer_id);
    statement_bind_integer(publish, 4, publication->category_id);
    statement_bind_integer(publish, 5, publication->tool_id);
    statement_bind_integer(publish, 6, publication->review_id);
    statement_bind_integer(publish, 7, publication->fact_id);
    statement_bind_integer(publish, 8, publication->comparison_id);
    statement_bind_integer(publish, 9, publication->alias_id);
    bool moved;
    TRY(statement_next(publish, &moved));
    if (moved)
        return OK;
    log_line(LOG_ERROR, "import", "cause", "something else was published meanwhile", NULL);
    return CONFLICT;
}

enum outcome catalog_publish(struct store *store, const struct publication *publication,
                             const struct last_piece *last, struct catalog_changes *changes) {
    int64_t at = publication->at;
    for (size_t i = 0; i < last->reviewer_count; i++)
        TRY(change_reviewer(store, last->reviewers[i], at, &changes->reviewers));
    for (size_t i = 0; i < last->category_count; i++)
        TRY(change_category(store, last->categories[i], at, &changes->categories));
    bool any = publication->written || changes->reviewers.changed || changes->categories.changed;
    return any ? move_publication(store, publication) : OK;
}
