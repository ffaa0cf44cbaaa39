// catalog_write.c: a checked catalog into the store; see catalog.h.
#include <string.h>

#include "base/arena.h"
#include "db/catalog.h"
#include "db/comparisons.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/tools.h"
#include "domain/words.h"

struct write {
    struct store *store;
    struct arena *arena;
    int64_t now;
    int64_t next_review;
    int64_t next_fact;
};

static enum outcome next_id(struct store *store, enum query query, int64_t *out) {
    struct statement *next STATEMENT_SCOPE = statement_start(store, query);
    bool row;
    TRY(statement_next(next, &row));
    *out = row ? statement_integer(next, 0) : 1;
    return OK;
}

// Runs a statement that answers an id when it wrote, and counts what came of it. `proposed` is the
// id that a new row would get; it moves on when it was taken.
static enum outcome put(struct statement *statement, int64_t *proposed, struct changes *changes) {
    bool wrote;
    TRY(statement_next(statement, &wrote));
    if (!wrote) {
        changes->unchanged++;
    } else if (statement_integer(statement, 0) == *proposed) {
        changes->created++;
        *proposed += 1;
    } else {
        changes->changed++;
    }
    return OK;
}

static enum outcome write_reviewers(struct write *write, const struct catalog *catalog,
                                    struct changes *changes) {
    int64_t next = 0;
    TRY(next_id(write->store, QUERY_CATALOG_NEXT_REVIEWER, &next));
    for (size_t i = 0; i < catalog->reviewer_count; i++) {
        const struct reviewer *reviewer = &catalog->reviewers[i];
        struct statement *statement STATEMENT_SCOPE =
            statement_start(write->store, QUERY_CATALOG_PUT_REVIEWER);
        statement_bind_integer(statement, 1, next);
        statement_bind_text(statement, 2, reviewer->slug);
        statement_bind_text(statement, 3, reviewer->name);
        statement_bind_text(statement, 4, reviewer->lens);
        statement_bind_text(statement, 5, reviewer->motto);
        statement_bind_text(statement, 6, reviewer->bio);
        statement_bind_text(statement, 7, byline_word(reviewer->byline));
        statement_bind_integer(statement, 8, reviewer->withdrawn);
        TRY(put(statement, &next, changes));
    }
    return OK;
}

static enum outcome write_categories(struct write *write, const struct catalog *catalog,
                                     struct changes *changes) {
    int64_t next = 0;
    TRY(next_id(write->store, QUERY_CATALOG_NEXT_CATEGORY, &next));
    for (size_t i = 0; i < catalog->category_count; i++) {
        struct statement *statement STATEMENT_SCOPE =
            statement_start(write->store, QUERY_CATALOG_PUT_CATEGORY);
        statement_bind_integer(statement, 1, next);
        statement_bind_text(statement, 2, catalog->categories[i].slug);
        statement_bind_text(statement, 3, catalog->categories[i].name);
        statement_bind_integer(statement, 4, catalog->categories[i].withdrawn);
        TRY(put(statement, &next, changes));
    }
    return OK;
}

// The tool's own row. *wrote says whether it had to be made or changed.
static enum outcome write_row(struct write *write, const struct tool *tool, int64_t id,
                              bool *wrote) {
    struct statement *statement STATEMENT_SCOPE =
        statement_start(write->store, QUERY_CATALOG_PUT_TOOL);
    statement_bind_integer(statement, 1, id);
    statement_bind_text(statement, 2, tool->slug);
    statement_bind_text(statement, 3, tool->name);
    statement_bind_text(statement, 4, tool->category.slug);
    statement_bind_text(statement, 5, tool->tagline);
    statement_bind_text(statement, 6, tool->description);
    statement_bind_text(statement, 7, tool->homepage);
    statement_bind_text(statement, 8, entry_word(tool->entry));
    statement_bind_text(statement, 9, tool->pricing);
    statement_bind_text(statement, 10, tool->best_for);
    statement_bind_integer(statement, 11, tool->withdrawn);
    return statement_next(statement, wrote);
}

static bool same_aliases(const struct tool *a, const struct tool *b) {
    if (a->alias_count != b->alias_count)
        return false;
    for (size_t i = 0; i < a->alias_count; i++) {
        if (strcmp(a->aliases[i], b->aliases[i]) != 0)
            return false;
    }
    return true;
}

static enum outcome drop_aliases(struct write *write, int64_t tool_id) {
    struct statement *drop STATEMENT_SCOPE =
        statement_start(write->store, QUERY_CATALOG_DROP_ALIASES);
    statement_bind_integer(drop, 1, tool_id);
    return statement_run(drop);
}

static enum outcome add_aliases(struct write *write, const struct tool *tool, int64_t tool_id) {
    for (size_t i = 0; i < tool->alias_count; i++) {
        struct statement *add STATEMENT_SCOPE =
            statement_start(write->store, QUERY_CATALOG_ADD_ALIAS);
        statement_bind_text(add, 1, tool->aliases[i]);
        statement_bind_integer(add, 2, tool_id);
        TRY(statement_run(add));
    }
    return OK;
}

static const struct review *review_by(const struct tool *tool, const char *reviewer) {
    for (size_t i = 0; i < tool->review_count; i++) {
        if (strcmp(tool->reviews[i].reviewer.slug, reviewer) == 0)
            return &tool->reviews[i];
    }
    return NULL;
}

static bool same_review(const struct review *a, const struct review *b) {
    return a && b && a->score == b->score && a->verdict == b->verdict &&
           strcmp(a->reviewed, b->reviewed) == 0 && strcmp(a->body, b->body) == 0;
}

static enum outcome end_review(struct write *write, int64_t tool_id, int64_t reviewer_id) {
    struct statement *end STATEMENT_SCOPE = statement_start(write->store, QUERY_CATALOG_END_REVIEW);
    statement_bind_integer(end, 1, tool_id);
    statement_bind_integer(end, 2, reviewer_id);
    statement_bind_integer(end, 3, write->now);
    return statement_run(end);
}

static enum outcome add_review(struct write *write, int64_t tool_id, const struct review *review) {
    struct statement *add STATEMENT_SCOPE = statement_start(write->store, QUERY_CATALOG_ADD_REVIEW);
    statement_bind_integer(add, 1, write->next_review++);
    statement_bind_integer(add, 2, tool_id);
    statement_bind_text(add, 3, review->reviewer.slug);
    statement_bind_integer(add, 4, review->score);
    statement_bind_text(add, 5, verdict_word(review->verdict));
    statement_bind_text(add, 6, review->reviewed);
    statement_bind_text(add, 7, review->body);
    statement_bind_integer(add, 8, write->now);
    return statement_run(add);
}

// What differs is ended first and then added, so that history stays.
static enum outcome write_reviews(struct write *write, const struct tool *tool,
                                  const struct tool *before, bool *changed) {
    for (size_t i = 0; i < before->review_count; i++) {
        const struct review *old = &before->reviews[i];
        if (same_review(old, review_by(tool, old->reviewer.slug)))
            continue;
        *changed = true;
        TRY(end_review(write, before->id, old->reviewer.id));
    }
    for (size_t i = 0; i < tool->review_count; i++) {
        const struct review *review = &tool->reviews[i];
        if (same_review(review, review_by(before, review->reviewer.slug)))
            continue;
        *changed = true;
        TRY(add_review(write, before->id, review));
    }
    return OK;
}

static const struct fact *fact_with(const struct tool *tool, const char *key) {
    for (size_t i = 0; i < tool->fact_count; i++) {
        if (strcmp(tool->facts[i].key, key) == 0)
            return &tool->facts[i];
    }
    return NULL;
}

static bool same_fact(const struct fact *a, const struct fact *b) {
    return a && b && strcmp(a->value, b->value) == 0 && strcmp(a->source, b->source) == 0 &&
           strcmp(a->checked, b->checked) == 0;
}

static enum outcome end_fact(struct write *write, int64_t tool_id, const char *key) {
    struct statement *end STATEMENT_SCOPE = statement_start(write->store, QUERY_CATALOG_END_FACT);
    statement_bind_integer(end, 1, tool_id);
    statement_bind_text(end, 2, key);
    statement_bind_integer(end, 3, write->now);
    return statement_run(end);
}

static enum outcome add_fact(struct write *write, int64_t tool_id, const struct fact *fact) {
    struct statement *add STATEMENT_SCOPE = statement_start(write->store, QUERY_CATALOG_ADD_FACT);
    statement_bind_integer(add, 1, write->next_fact++);
    statement_bind_integer(add, 2, tool_id);
    statement_bind_text(add, 3, fact->key);
    statement_bind_text(add, 4, fact->value);
    statement_bind_text(add, 5, fact->source);
    statement_bind_text(add, 6, fact->checked);
    statement_bind_integer(add, 7, write->now);
    return statement_run(add);
}

static enum outcome write_facts(struct write *write, const struct tool *tool,
                                const struct tool *before, bool *changed) {
    for (size_t i = 0; i < before->fact_count; i++) {
        const struct fact *old = &before->facts[i];
        if (same_fact(old, fact_with(tool, old->key)))
            continue;
        *changed = true;
        TRY(end_fact(write, before->id, old->key));
    }
    for (size_t i = 0; i < tool->fact_count; i++) {
        const struct fact *fact = &tool->facts[i];
        if (same_fact(fact, fact_with(before, fact->key)))
            continue;
        *changed = true;
        TRY(add_fact(write, before->id, fact));
    }
    return OK;
}

// A tool as it was before, with what was done to it so far.
struct written {
    struct tool before; // its id is the tool's
    bool created;
    bool changed;
    bool aliases_differ;
};

static enum outcome write_tool(struct write *write, const struct tool *tool, int64_t *next,
                               struct written *written) {
    written->created = tool->id == 0;
    written->before.id = written->created ? (*next)++ : tool->id;
    if (!written->created) {
        TRY(tools_load_aliases(write->store, write->arena, &written->before));
        TRY(tools_load_facts(write->store, write->arena, &written->before));
        TRY(tools_load_all_reviews(write->store, write->arena, &written->before));
    }
    TRY(write_row(write, tool, written->before.id, &written->changed));
    TRY(write_reviews(write, tool, &written->before, &written->changed));
    TRY(write_facts(write, tool, &written->before, &written->changed));
    written->aliases_differ = !same_aliases(tool, &written->before);
    written->changed = written->changed || written->aliases_differ;
    return OK;
}

// Aliases may move from tool to tool, so all that differ go before any comes.
static enum outcome write_aliases(struct write *write, const struct catalog *catalog,
                                  const struct written *written) {
    for (size_t i = 0; i < catalog->tool_count; i++) {
        if (written[i].aliases_differ)
            TRY(drop_aliases(write, written[i].before.id));
    }
    for (size_t i = 0; i < catalog->tool_count; i++) {
        if (written[i].aliases_differ)
            TRY(add_aliases(write, &catalog->tools[i], written[i].before.id));
    }
    return OK;
}

static enum outcome write_tools(struct write *write, const struct catalog *catalog,
                                struct changes *changes) {
    int64_t next = 0;
    TRY(next_id(write->store, QUERY_CATALOG_NEXT_TOOL, &next));
    struct written *written = arena_take_array(write->arena, catalog->tool_count, sizeof *written);
    for (size_t i = 0; i < catalog->tool_count; i++) {
        TRY(write_tool(write, &catalog->tools[i], &next, &written[i]));
        changes->created += written[i].created;
        changes->changed += !written[i].created && written[i].changed;
        changes->unchanged += !written[i].created && !written[i].changed;
    }
    return write_aliases(write, catalog, written);
}

static enum outcome add_comparison(struct write *write, int64_t id, const int64_t *tool_ids,
                                   size_t count) {
    struct statement *add STATEMENT_SCOPE =
        statement_start(write->store, QUERY_CATALOG_ADD_COMPARISON);
    statement_bind_integer(add, 1, id);
    statement_bind_text(add, 2, comparisons_key(write->arena, tool_ids, count));
    statement_bind_integer(add, 3, write->now);
    TRY(statement_run(add));
    for (size_t i = 0; i < count; i++) {
        struct statement *member STATEMENT_SCOPE =
            statement_start(write->store, QUERY_CATALOG_ADD_MEMBER);
        statement_bind_integer(member, 1, id);
        statement_bind_integer(member, 2, tool_ids[i]);
        TRY(statement_run(member));
    }
    return OK;
}

static enum outcome write_comparisons(struct write *write, const struct catalog *catalog,
                                      struct changes *changes) {
    int64_t next = 0;
    TRY(next_id(write->store, QUERY_CATALOG_NEXT_COMPARISON, &next));
    for (size_t i = 0; i < catalog->comparison_count; i++) {
        const struct comparison *comparison = &catalog->comparisons[i];
        int64_t ids[COMPARISON_MAX] = {0};
        TRY(comparisons_tool_ids(write->store, comparison, ids));
        int64_t id = 0;
        enum outcome found =
            comparisons_find(write->store, write->arena, ids, comparison->tool_count, &id);
        bool publish = found == GONE && !comparison->withdrawn;
        if (found == NOT_FOUND)
            TRY(add_comparison(write, next++, ids, comparison->tool_count));
        else if (publish)
            TRY(run_with(write->store, QUERY_CATALOG_PUBLISH_COMPARISON, id));
        else if (found != GONE)
            TRY(found);
        changes->created += found == NOT_FOUND;
        changes->changed += publish;
        changes->unchanged += found != NOT_FOUND && !publish;
    }
    return OK;
}

enum outcome catalog_write(struct store *store, struct arena *arena, const struct catalog *catalog,
                           int64_t now, struct catalog_changes *out) {
    struct write write = {.store = store, .arena = arena, .now = now};
    *out = (struct catalog_changes){0};
    TRY(next_id(store, QUERY_CATALOG_NEXT_REVIEW, &write.next_review));
    TRY(next_id(store, QUERY_CATALOG_NEXT_FACT, &write.next_fact));
    TRY(write_reviewers(&write, catalog, &out->reviewers));
    TRY(write_categories(&write, catalog, &out->categories));
    TRY(write_tools(&write, catalog, &out->tools));
    return write_comparisons(&write, catalog, &out->comparisons);
}
