// bookmarks.c: see bookmarks.h.
#include "db/bookmarks.h"

#include "base/arena.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/community.h"

enum outcome bookmarks_list(struct store *store, struct arena *arena, int64_t session_id,
                            struct bookmark **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_BOOKMARK_LIST);
    statement_bind_integer(list, 1, session_id);
    *out = NULL;
    *count = 0;
    bool row;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *out = arena_one_more(arena, *out, count, sizeof **out);
        (*out)[*count - 1] =
            (struct bookmark){statement_integer(list, 0), statement_text(list, 1, arena),
                              statement_text(list, 2, arena), statement_integer(list, 3) != 0};
    }
}

static enum outcome count_of(struct store *store, int64_t session_id, int64_t *out) {
    struct statement *count STATEMENT_SCOPE = statement_start(store, QUERY_BOOKMARK_COUNT);
    statement_bind_integer(count, 1, session_id);
    bool row;
    TRY(statement_next(count, &row));
    *out = statement_integer(count, 0);
    return OK;
}

enum outcome bookmarks_add(struct store *store, int64_t session_id, const int64_t *tool_ids,
                           size_t tool_count) {
    for (size_t i = 0; i < tool_count; i++)
        TRY(run_with_two(store, QUERY_BOOKMARK_ADD, session_id, tool_ids[i]));
    int64_t count = 0;
    TRY(count_of(store, session_id, &count));
    return count <= BOOKMARKS_MAX ? OK : TOO_MANY; // the writer undoes them
}

enum outcome bookmarks_drop(struct store *store, int64_t session_id, const int64_t *tool_ids,
                            size_t tool_count) {
    for (size_t i = 0; i < tool_count; i++)
        TRY(run_with_two(store, QUERY_BOOKMARK_DROP, session_id, tool_ids[i]));
    return OK;
}
