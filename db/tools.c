// tools.c: see tools.h. Rows of queries/tools.sql become structs.
#include "db/tools.h"

#include "base/arena.h"
#include "base/log.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/spellings.h"

// A word that the store's own CHECK let through but the program does not know.
static enum outcome strange_word(const char *word) {
    log_line(LOG_ERROR, "store", "cause", "a row holds a word that this program does not know",
             "word", word, NULL);
    return INTERNAL;
}

static enum outcome tool_from_row(const struct statement *row, struct arena *arena,
                                  struct tool *tool) {
    *tool = (struct tool){
        .id = statement_integer(row, 0),
        .slug = statement_text(row, 1, arena),
        .name = statement_text(row, 2, arena),
        .category = {.id = statement_integer(row, 3),
                     .slug = statement_text(row, 4, arena),
                     .name = statement_text(row, 5, arena)},
        .tagline = statement_text(row, 6, arena),
        .description = statement_text(row, 7, arena),
        .homepage = statement_text(row, 8, arena),
        .pricing = statement_text(row, 10, arena),
        .best_for = statement_text(row, 11, arena),
        .withdrawn = statement_integer(row, 12) != 0,
    };
    const char *entry = statement_text(row, 9, arena);
    return entry_of_spelling(entry, &tool->entry) == OK ? OK : strange_word(entry);
}

// The tool that the statement finds.
static enum outcome read_one(struct statement *find, struct arena *arena, struct tool *out) {
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    TRY(tool_from_row(find, arena, out));
    return out->withdrawn ? GONE : OK;
}

enum outcome tools_find(struct store *store, struct arena *arena, const char *name,
                        struct tool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_BY_NAME);
    statement_bind_text(find, 1, name);
    return read_one(find, arena, out);
}

enum outcome tools_get(struct store *store, struct arena *arena, int64_t id, struct tool *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_BY_ID);
    statement_bind_integer(find, 1, id);
    return read_one(find, arena, out);
}

static enum outcome review_from_row(const struct statement *row, struct arena *arena,
                                    struct review *review) {
    *review = (struct review){
        .reviewer = {.id = statement_integer(row, 0),
                     .slug = statement_text(row, 1, arena),
                     .name = statement_text(row, 2, arena),
                     .lens = statement_text(row, 3, arena),
                     .motto = statement_text(row, 4, arena),
                     .bio = statement_text(row, 5, arena)},
        .score = (int)statement_integer(row, 7),
        .reviewed = statement_text(row, 9, arena),
        .body = statement_text(row, 10, arena),
    };
    const char *byline = statement_text(row, 6, arena);
    if (byline_of_spelling(byline, &review->reviewer.byline) != OK)
        return strange_word(byline);
    const char *verdict = statement_text(row, 8, arena);
    return verdict_of_spelling(verdict, &review->verdict) == OK ? OK : strange_word(verdict);
}

static enum outcome load_reviews(struct store *store, struct arena *arena, enum query query,
                                 struct tool *tool) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_integer(list, 1, tool->id);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        tool->reviews =
            arena_one_more(arena, tool->reviews, &tool->review_count, sizeof *tool->reviews);
        TRY(review_from_row(list, arena, &tool->reviews[tool->review_count - 1]));
    }
}

enum outcome tools_load_reviews(struct store *store, struct arena *arena, struct tool *tool) {
    return load_reviews(store, arena, QUERY_TOOL_REVIEWS, tool);
}

enum outcome tools_load_all_reviews(struct store *store, struct arena *arena, struct tool *tool) {
    return load_reviews(store, arena, QUERY_CATALOG_REVIEWS, tool);
}

enum outcome tools_load_facts(struct store *store, struct arena *arena, struct tool *tool) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_FACTS);
    statement_bind_integer(list, 1, tool->id);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        tool->facts = arena_one_more(arena, tool->facts, &tool->fact_count, sizeof *tool->facts);
        tool->facts[tool->fact_count - 1] = (struct fact){
            .key = statement_text(list, 0, arena),
            .value = statement_text(list, 1, arena),
            .source = statement_text(list, 2, arena),
            .checked = statement_text(list, 3, arena),
        };
    }
}

enum outcome tools_load_aliases(struct store *store, struct arena *arena, struct tool *tool) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_ALIASES);
    statement_bind_integer(list, 1, tool->id);
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        tool->aliases =
            arena_one_more(arena, tool->aliases, &tool->alias_count, sizeof *tool->aliases);
        tool->aliases[tool->alias_count - 1] = statement_text(list, 0, arena);
    }
}

static enum outcome collect(struct statement *list, struct arena *arena, struct tool **out,
                            size_t *count) {
    *out = NULL;
    *count = 0;
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *out = arena_one_more(arena, *out, count, sizeof **out);
        TRY(tool_from_row(list, arena, &(*out)[*count - 1]));
    }
}

enum outcome tools_list(struct store *store, struct arena *arena, const struct tool *after,
                        size_t limit, struct tool **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_LIST);
    statement_bind_integer(list, 1, after ? after->category.id : 0);
    statement_bind_integer(list, 2, after ? after->id : 0);
    statement_bind_integer(list, 3, (int64_t)limit);
    return collect(list, arena, out, count);
}

enum outcome tools_of_category(struct store *store, struct arena *arena, int64_t category_id,
                               size_t limit, struct tool **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_OF_CATEGORY);
    statement_bind_integer(list, 1, category_id);
    statement_bind_integer(list, 2, (int64_t)limit);
    return collect(list, arena, out, count);
}

enum outcome tools_after(struct store *store, struct arena *arena, int64_t id, size_t limit,
                         struct tool **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_CATALOG_TOOLS_AFTER);
    statement_bind_integer(list, 1, id);
    statement_bind_integer(list, 2, (int64_t)limit);
    return collect(list, arena, out, count);
}

enum outcome tools_any(struct store *store, bool *any) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_TOOL_ANY);
    return statement_next(find, any);
}
