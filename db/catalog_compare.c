// catalog_compare.c: a tool of an import beside what the store says of it; see catalog.h and
// catalog_compare.h.
#include "db/catalog_compare.h"

#include <string.h>

#include "base/arena.h"
#include "db/catalog.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/tools.h"
#include "domain/spellings.h"

const struct review *catalog_review_by(const struct tool *tool, const char *reviewer) {
    for (size_t i = 0; i < tool->review_count; i++) {
        if (strcmp(tool->reviews[i].reviewer.slug, reviewer) == 0)
            return &tool->reviews[i];
    }
    return NULL;
}

bool catalog_same_review(const struct review *a, const struct review *b) {
    return a && b && a->score == b->score && a->verdict == b->verdict &&
           strcmp(a->reviewed, b->reviewed) == 0 && strcmp(a->body, b->body) == 0;
}

const struct fact *catalog_fact_with(const struct tool *tool, const char *key) {
    for (size_t i = 0; i < tool->fact_count; i++) {
        if (strcmp(tool->facts[i].key, key) == 0)
            return &tool->facts[i];
    }
    return NULL;
}

bool catalog_same_fact(const struct fact *a, const struct fact *b) {
    return a && b && strcmp(a->value, b->value) == 0 && strcmp(a->source, b->source) == 0 &&
           strcmp(a->checked, b->checked) == 0;
}

static bool same_reviews(const struct tool *a, const struct tool *b) {
    bool same = a->review_count == b->review_count;
    for (size_t i = 0; i < a->review_count && same; i++)
        same =
            catalog_same_review(&a->reviews[i], catalog_review_by(b, a->reviews[i].reviewer.slug));
    return same;
}

static bool same_facts(const struct tool *a, const struct tool *b) {
    bool same = a->fact_count == b->fact_count;
    for (size_t i = 0; i < a->fact_count && same; i++)
        same = catalog_same_fact(&a->facts[i], catalog_fact_with(b, a->facts[i].key));
    return same;
}

bool catalog_has_alias(const struct tool *tool, const char *alias) {
    for (size_t i = 0; i < tool->alias_count; i++) {
        if (strcmp(tool->aliases[i], alias) == 0)
            return true;
    }
    return false;
}

static bool same_aliases(const struct tool *a, const struct tool *b) {
    bool same = a->alias_count == b->alias_count;
    for (size_t i = 0; i < a->alias_count && same; i++)
        same = catalog_has_alias(b, a->aliases[i]);
    return same;
}

static bool same_text(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static enum outcome compare_row(struct store *store, struct arena *arena,
                                struct tool_change *change) {
    const struct tool *tool = &change->tool;
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_TOOL);
    statement_bind_integer(find, 1, tool->id);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND; // its id came from there, and no tool is ever deleted
    const char *const texts[] = {
        tool->slug,        tool->name,     tool->category.slug,         tool->tagline,
        tool->description, tool->homepage, entry_spelling(tool->entry), tool->pricing,
        tool->best_for};
    enum { TEXTS = sizeof texts / sizeof *texts };
    change->row_differs = false;
    for (int i = 0; i < TEXTS && !change->row_differs; i++)
        change->row_differs = !same_text(texts[i], statement_text(find, i, arena));
    change->returns = statement_integer(find, TEXTS) && !tool->withdrawn;
    return OK;
}

enum outcome catalog_compare(struct store *store, struct arena *arena, struct tool_change *change) {
    const struct tool *tool = &change->tool;
    struct tool *before = &change->before;
    before->id = tool->id;
    change->created = tool->id == 0;
    change->differs = change->created;
    if (change->created)
        return OK;
    TRY(compare_row(store, arena, change));
    TRY(tools_load_aliases(store, arena, before));
    TRY(tools_load_facts(store, arena, before));
    TRY(tools_load_all_reviews(store, arena, before));
    change->differs = change->row_differs || change->returns || !same_aliases(tool, before) ||
                      !same_reviews(tool, before) || !same_facts(tool, before);
    return OK;
}

enum outcome catalog_coming_id(struct store *store, const char *slug, int64_t *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_COMING_ID);
    statement_bind_text(find, 1, slug);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND; // the import's check has seen it
    *out = statement_integer(find, 0);
    return OK;
}
