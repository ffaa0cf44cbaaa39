// news.c: see news.h.
#include "db/news.h"

#include "base/arena.h"
#include "db/comparisons.h"
#include "db/rows.h"
#include "db/statement.h"

enum outcome news_comparisons(struct store *store, struct arena *arena, struct comparison **out,
                              size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_NEWS_COMPARISONS);
    return comparisons_collect(list, arena, out, count);
}

// Three columns from `column` on.
static struct known read_known(const struct statement *row, int column, enum call call) {
    return (struct known){.ship = (int)statement_integer(row, column),
                          .skip = (int)statement_integer(row, column + 1),
                          .newest_review = statement_integer(row, column + 2),
                          .call = call};
}

static struct tool_news read_tool(const struct statement *row, struct arena *arena) {
    struct tally tally = {statement_integer(row, 3), statement_integer(row, 4)};
    enum call told = call_of_word(statement_text(row, 11, arena));
    return (struct tool_news){.id = statement_integer(row, 0),
                              .slug = statement_text(row, 1, arena),
                              .name = statement_text(row, 2, arena),
                              .tally = tally,
                              .now = read_known(row, 5, call_of(tally)),
                              .before = read_known(row, 8, told)};
}

enum outcome news_tools(struct store *store, struct arena *arena, struct tool_news **out,
                        size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_NEWS_TOOLS);
    *out = NULL;
    *count = 0;
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *out = arena_one_more(arena, *out, count, sizeof **out);
        (*out)[*count - 1] = read_tool(list, arena);
    }
}

enum outcome news_newest_comparison(struct store *store, int64_t *id) {
    return find_integer(store, QUERY_NEWS_NEWEST_COMPARISON, id);
}

enum outcome news_keep(struct store *store, int64_t issue_id, const struct tool_news *tool) {
    struct statement *keep STATEMENT_SCOPE = statement_start(store, QUERY_NEWS_KEEP);
    statement_bind_integer(keep, 1, tool->id);
    statement_bind_integer(keep, 2, issue_id);
    statement_bind_integer(keep, 3, tool->now.ship);
    statement_bind_integer(keep, 4, tool->now.skip);
    statement_bind_integer(keep, 5, tool->now.newest_review);
    statement_bind_text(keep, 6, call_word(tool->now.call));
    return statement_run(keep);
}

static enum outcome clear(struct store *store, enum query query, size_t limit, bool *more) {
    struct statement *clear STATEMENT_SCOPE = statement_start(store, query);
    statement_bind_integer(clear, 1, (int64_t)limit);
    return statement_next(clear, more);
}

enum outcome news_clear(struct store *store, size_t limit, bool *more) {
    TRY(clear(store, QUERY_NEWS_CLEAR, limit, more));
    return *more ? OK : clear(store, QUERY_NEWS_CLEAR_OLD, limit, more);
}
