// catalog_write.c: the rows of an import into the store, unseen until it is published; see
// catalog.h.
#include "base/arena.h"
#include "db/catalog.h"
#include "db/catalog_compare.h"
#include "db/comparisons.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/spellings.h"

// Runs a statement that answers an id when it added a row with the id after `last`.
static enum outcome add(struct statement *statement, struct publication *publication, int64_t *last,
                        bool *added) {
    TRY(statement_next(statement, added));
    *last += *added;
    publication->written = publication->written || *added;
    return OK;
}

enum outcome catalog_add_reviewer(struct store *store, struct publication *publication,
                                  const struct reviewer *reviewer, bool *added) {
    struct statement *statement STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_ADD_REVIEWER);
    statement_bind_integer(statement, 1, publication->reviewer_id + 1);
    statement_bind_text(statement, 2, reviewer->slug);
    statement_bind_text(statement, 3, reviewer->name);
    statement_bind_text(statement, 4, reviewer->lens);
    statement_bind_text(statement, 5, reviewer->motto);
    statement_bind_text(statement, 6, reviewer->bio);
    statement_bind_text(statement, 7, byline_spelling(reviewer->byline));
    return add(statement, publication, &publication->reviewer_id, added);
}

enum outcome catalog_add_category(struct store *store, struct publication *publication,
                                  const struct category *category, bool *added) {
    struct statement *statement STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_ADD_CATEGORY);
    statement_bind_integer(statement, 1, publication->category_id + 1);
    statement_bind_text(statement, 2, category->slug);
    statement_bind_text(statement, 3, category->name);
    return add(statement, publication, &publication->category_id, added);
}

static enum outcome write_row(struct store *store, const struct publication *publication,
                              const struct tool_change *change) {
    const struct tool *tool = &change->tool;
    struct statement *write STATEMENT_SCOPE = statement_start(
        store, change->created ? QUERY_CATALOG_ADD_TOOL : QUERY_CATALOG_ADD_COMING_TOOL);
    statement_bind_integer(write, 1, tool->id);
    statement_bind_text(write, 2, tool->slug);
    statement_bind_text(write, 3, tool->name);
    statement_bind_text(write, 4, tool->category.slug);
    statement_bind_text(write, 5, tool->tagline);
    statement_bind_text(write, 6, tool->description);
    statement_bind_text(write, 7, tool->homepage);
    statement_bind_text(write, 8, entry_spelling(tool->entry));
    statement_bind_text(write, 9, tool->pricing);
    statement_bind_text(write, 10, tool->best_for);
    if (!change->created)
        statement_bind_integer(write, 11, publication->at);
    return statement_run(write);
}

static enum outcome end_review(struct store *store, const struct publication *publication,
                               int64_t tool_id, int64_t reviewer_id) {
    struct statement *end STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_END_REVIEW);
    statement_bind_integer(end, 1, tool_id);
    statement_bind_integer(end, 2, reviewer_id);
    statement_bind_integer(end, 3, publication->at);
    return statement_run(end);
}

static enum outcome add_review(struct store *store, struct publication *publication,
                               int64_t tool_id, const struct review *review) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_ADD_REVIEW);
    statement_bind_integer(statement, 1, ++publication->review_id);
    statement_bind_integer(statement, 2, tool_id);
    statement_bind_text(statement, 3, review->reviewer.slug);
    statement_bind_integer(statement, 4, review->score);
    statement_bind_text(statement, 5, verdict_spelling(review->verdict));
    statement_bind_text(statement, 6, review->reviewed);
    statement_bind_text(statement, 7, review->body);
    statement_bind_integer(statement, 8, publication->at);
    return statement_run(statement);
}

// What differs is ended first and then added, so that history stays.
static enum outcome write_reviews(struct store *store, struct publication *publication,
                                  const struct tool_change *change) {
    const struct tool *tool = &change->tool;
    const struct tool *before = &change->before;
    for (size_t i = 0; i < before->review_count; i++) {
        const struct review *old = &before->reviews[i];
        if (!catalog_same_review(old, catalog_review_by(tool, old->reviewer.slug)))
            TRY(end_review(store, publication, tool->id, old->reviewer.id));
    }
    for (size_t i = 0; i < tool->review_count; i++) {
        const struct review *review = &tool->reviews[i];
        if (!catalog_same_review(review, catalog_review_by(before, review->reviewer.slug)))
            TRY(add_review(store, publication, tool->id, review));
    }
    return OK;
}

static enum outcome end_fact(struct store *store, const struct publication *publication,
                             int64_t tool_id, const char *key) {
    struct statement *end STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_END_FACT);
    statement_bind_integer(end, 1, tool_id);
    statement_bind_text(end, 2, key);
    statement_bind_integer(end, 3, publication->at);
    return statement_run(end);
}

static enum outcome add_fact(struct store *store, struct publication *publication, int64_t tool_id,
                             const struct fact *fact) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_ADD_FACT);
    statement_bind_integer(statement, 1, ++publication->fact_id);
    statement_bind_integer(statement, 2, tool_id);
    statement_bind_text(statement, 3, fact->key);
    statement_bind_text(statement, 4, fact->value);
    statement_bind_text(statement, 5, fact->source);
    statement_bind_text(statement, 6, fact->checked);
    statement_bind_integer(statement, 7, publication->at);
    return statement_run(statement);
}

static enum outcome write_facts(struct store *store, struct publication *publication,
                                const struct tool_change *change) {
    const struct tool *tool = &change->tool;
    const struct tool *before = &change->before;
    for (size_t i = 0; i < before->fact_count; i++) {
        const struct fact *old = &before->facts[i];
        if (!catalog_same_fact(old, catalog_fact_with(tool, old->key)))
            TRY(end_fact(store, publication, tool->id, old->key));
    }
    for (size_t i = 0; i < tool->fact_count; i++) {
        const struct fact *fact = &tool->facts[i];
        if (!catalog_same_fact(fact, catalog_fact_with(before, fact->key)))
            TRY(add_fact(store, publication, tool->id, fact));
    }
    return OK;
}

static enum outcome end_alias(struct store *store, const struct publication *publication,
                              int64_t tool_id, const char *alias) {
    struct statement *end STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_END_ALIAS);
    statement_bind_integer(end, 1, tool_id);
    statement_bind_text(end, 2, alias);
    statement_bind_integer(end, 3, publication->at);
    return statement_run(end);
}

static enum outcome add_alias(struct store *store, struct publication *publication, int64_t tool_id,
                              const char *alias) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_ADD_ALIAS);
    statement_bind_integer(statement, 1, ++publication->alias_id);
    statement_bind_integer(statement, 2, tool_id);
    statement_bind_text(statement, 3, alias);
    statement_bind_integer(statement, 4, publication->at);
    return statement_run(statement);
}

// One may go from tool to tool: until the import is seen, both have it.
static enum outcome write_aliases(struct store *store, struct publication *publication,
                                  const struct tool_change *change) {
    const struct tool *tool = &change->tool;
    const struct tool *before = &change->before;
    for (size_t i = 0; i < before->alias_count; i++) {
        if (!catalog_has_alias(tool, before->aliases[i]))
            TRY(end_alias(store, publication, tool->id, before->aliases[i]));
    }
    for (size_t i = 0; i < tool->alias_count; i++) {
        if (!catalog_has_alias(before, tool->aliases[i]))
            TRY(add_alias(store, publication, tool->id, tool->aliases[i]));
    }
    return OK;
}

enum outcome catalog_write_tool(struct store *store, struct publication *publication,
                                struct tool_change *change) {
    publication->written = publication->written || change->differs;
    if (change->created)
        change->tool.id = ++publication->tool_id;
    if (change->created || change->row_differs)
        TRY(write_row(store, publication, change));
    if (change->returns)
        TRY(run_with_two(store, QUERY_CATALOG_RETURN_TOOL, change->tool.id, publication->at));
    TRY(write_aliases(store, publication, change));
    TRY(write_reviews(store, publication, change));
    return write_facts(store, publication, change);
}

static enum outcome add_member(struct store *store, int64_t comparison_id, int64_t tool_id) {
    struct statement *member STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_ADD_MEMBER);
    statement_bind_integer(member, 1, comparison_id);
    statement_bind_integer(member, 2, tool_id);
    return statement_run(member);
}

static enum outcome add_comparison_row(struct store *store, const struct publication *publication,
                                       const char *key) {
    struct statement *statement STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_ADD_COMPARISON);
    statement_bind_integer(statement, 1, publication->comparison_id);
    statement_bind_text(statement, 2, key);
    statement_bind_integer(statement, 3, publication->at);
    return statement_run(statement);
}

enum outcome catalog_add_comparison(struct store *store, struct arena *arena,
                                    struct publication *publication,
                                    const struct comparison *comparison, bool *added,
                                    bool *returns) {
    int64_t ids[COMPARISON_MAX] = {0};
    int64_t id = 0;
    for (size_t i = 0; i < comparison->tool_count; i++)
        TRY(catalog_coming_id(store, comparison->tools[i], &ids[i]));
    enum outcome found = comparisons_find(store, arena, ids, comparison->tool_count, &id);
    *added = found == NOT_FOUND;
    *returns = found == GONE && !comparison->withdrawn;
    publication->written = publication->written || *added || *returns;
    if (*returns)
        return run_with_two(store, QUERY_CATALOG_RETURN_COMPARISON, id, publication->at);
    if (!*added)
        return found == GONE ? OK : found;
    publication->comparison_id++;
    TRY(add_comparison_row(store, publication,
                           comparisons_key(arena, ids, comparison->tool_count)));
    for (size_t i = 0; i < comparison->tool_count; i++)
        TRY(add_member(store, publication->comparison_id, ids[i]));
    return OK;
}
