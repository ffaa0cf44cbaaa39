// comparisons.c: see comparisons.h. Rows of queries/comparisons.sql, one per tool, become structs.
#include "db/comparisons.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/ids.h"
#include "base/text.h"
#include "db/statement.h"
#include "db/store.h"

const char *comparisons_key(struct arena *arena, const int64_t *tool_ids, size_t count) {
    int64_t *sorted = arena_grow_array(arena, tool_ids, count, count, sizeof *sorted);
    ids_sort(sorted, count);
    struct text key = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        text_format(&key, "%s%" PRId64, i ? "-" : "", sorted[i]);
    return key.bytes;
}

enum outcome comparisons_find(struct store *store, struct arena *arena, const int64_t *tool_ids,
                              size_t count, int64_t *id) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_COMPARISON_FIND);
    statement_bind_text(find, 1, comparisons_key(arena, tool_ids, count));
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *id = statement_integer(find, 0);
    return statement_integer(find, 1) ? GONE : OK;
}

enum outcome comparisons_collect(struct statement *list, struct arena *arena,
                                 struct comparison **out, size_t *count) {
    *out = NULL;
    *count = 0;
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        int64_t id = statement_integer(list, 0);
        if (*count == 0 || (*out)[*count - 1].id != id) {
            *out = arena_one_more(arena, *out, count, sizeof **out);
            (*out)[*count - 1].id = id;
        }
        struct comparison *last = &(*out)[*count - 1];
        last->withdrawn = statement_integer(list, 2) != 0;
        if (last->tool_count < COMPARISON_MAX)
            last->tools[last->tool_count++] = statement_text(list, 1, arena);
    }
}

enum outcome comparisons_after(struct store *store, struct arena *arena, int64_t id, size_t limit,
                               struct comparison **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE =
        statement_start(store, QUERY_CATALOG_COMPARISONS_AFTER);
    statement_bind_integer(list, 1, id);
    statement_bind_integer(list, 2, (int64_t)limit);
    return comparisons_collect(list, arena, out, count);
}

enum outcome comparisons_newest(struct store *store, struct arena *arena, size_t limit,
                                struct comparison **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_COMPARISON_NEWEST);
    statement_bind_integer(list, 1, (int64_t)limit);
    return comparisons_collect(list, arena, out, count);
}

enum outcome comparisons_of_tool(struct store *store, struct arena *arena, int64_t tool_id,
                                 size_t limit, struct comparison **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_COMPARISON_OF_TOOL);
    statement_bind_integer(list, 1, tool_id);
    statement_bind_integer(list, 2, (int64_t)limit);
    return comparisons_collect(list, arena, out, count);
}
