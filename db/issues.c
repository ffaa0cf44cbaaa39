// issues.c: see issues.h.
#include "db/issues.h"

#include "base/arena.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"

static struct issue read_issue(const struct statement *row, struct arena *arena) {
    return (struct issue){.id = statement_integer(row, 0),
                          .composed_at = statement_integer(row, 1),
                          .subject = statement_text(row, 2, arena)};
}

static enum outcome load_items(struct store *store, struct arena *arena, struct issue *issue) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ITEM_LIST);
    statement_bind_integer(list, 1, issue->id);
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        struct item item = {.title = statement_text(list, 1, arena),
                            .detail = statement_text(list, 2, arena),
                            .path = statement_text(list, 3, arena)};
        if (item_kind_of_word(statement_text(list, 0, arena), &item.kind) != OK)
            return INTERNAL; // the table's CHECK allows no other word
        issue->items = arena_one_more(arena, issue->items, &issue->item_count, sizeof item);
        issue->items[issue->item_count - 1] = item;
    }
}

enum outcome issues_find(struct store *store, struct arena *arena, int64_t id, struct issue *out) {
    {
        struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_FIND);
        statement_bind_integer(find, 1, id);
        bool row;
        TRY(statement_next(find, &row));
        if (!row)
            return NOT_FOUND;
        *out = read_issue(find, arena);
    }
    return load_items(store, arena, out);
}

enum outcome issues_newest(struct store *store, struct arena *arena, size_t limit,
                           struct issue **out, size_t *count) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_NEWEST);
    statement_bind_integer(list, 1, (int64_t)limit);
    *out = NULL;
    *count = 0;
    for (bool row;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        *out = arena_one_more(arena, *out, count, sizeof **out);
        (*out)[*count - 1] = read_issue(list, arena);
    }
}

static enum outcome add_item(struct store *store, const struct issue *issue, size_t index) {
    const struct item *item = &issue->items[index];
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ITEM_ADD);
    statement_bind_integer(insert, 1, issue->id);
    statement_bind_integer(insert, 2, (int64_t)index + 1);
    statement_bind_text(insert, 3, item_kind_word(item->kind));
    statement_bind_text(insert, 4, item->title);
    statement_bind_text(insert, 5, item->detail);
    statement_bind_text(insert, 6, item->path);
    return statement_run(insert);
}

enum outcome issues_next(struct store *store, int64_t *id) {
    return find_integer(store, QUERY_ISSUE_NEXT, id);
}

enum outcome issues_add(struct store *store, struct issue *issue) {
    TRY(issues_next(store, &issue->id));
    {
        struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ADD);
        statement_bind_integer(insert, 1, issue->id);
        statement_bind_integer(insert, 2, issue->composed_at);
        statement_bind_text(insert, 3, issue->subject);
        TRY(statement_run(insert));
    }
    for (size_t i = 0; i < issue->item_count; i++)
        TRY(add_item(store, issue, i));
    return OK;
}

enum outcome slots_near(struct store *store, const char *first, const char *last, bool *any) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_SLOT_NEAR);
    statement_bind_text(find, 1, first);
    statement_bind_text(find, 2, last);
    return statement_next(find, any);
}

enum outcome slots_any(struct store *store, bool *any) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_SLOT_ANY);
    return statement_next(find, any);
}

enum outcome slots_add(struct store *store, const char *slot, int64_t due_at, int64_t issue_id) {
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_SLOT_ADD);
    statement_bind_text(insert, 1, slot);
    statement_bind_integer(insert, 2, due_at);
    statement_bind_integer(insert, 3, issue_id);
    return statement_run(insert);
}
