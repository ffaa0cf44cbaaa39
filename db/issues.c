// issues.c: see issues.h.
#include "db/issues.h"

#include "base/arena.h"
#include "db/numbers.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"

static struct issue read_issue(const struct statement *row, struct arena *arena) {
    return (struct issue){.id = statement_integer(row, 0),
                          .composed_at = statement_integer(row, 1),
                          .subject = statement_text(row, 2, arena),
                          .preheader = statement_text(row, 3, arena)};
}

enum outcome issues_load_items(struct store *store, struct arena *arena, size_t before,
                               size_t limit, struct issue *issue) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ITEM_LIST);
    statement_bind_integer(list, 1, issue->id);
    statement_bind_integer(list, 2, (int64_t)before);
    statement_bind_integer(list, 3, (int64_t)limit);
    issue->items = NULL;
    issue->item_count = 0;
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
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_FIND);
    statement_bind_integer(find, 1, id);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = read_issue(find, arena);
    out->items_in_all = (size_t)statement_integer(find, 4);
    return OK;
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

enum outcome issues_add_item(struct store *store, const struct issue *issue, size_t index) {
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

enum outcome issues_clear_items(struct store *store, size_t limit, bool *more) {
    struct statement *clear STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ITEM_CLEAR);
    statement_bind_integer(clear, 1, (int64_t)limit);
    return statement_next(clear, more);
}

enum outcome issues_compose(struct store *store, int64_t token) {
    return run_with(store, QUERY_ISSUE_COMPOSE, token);
}

enum outcome issues_composer(struct store *store, int64_t token, bool *still) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_COMPOSER);
    statement_bind_integer(find, 1, token);
    return statement_next(find, still);
}

enum outcome issues_next(struct store *store, int64_t *id) {
    return numbers_peek(store, NUMBERED_ISSUE, id);
}

enum outcome issues_add(struct store *store, const struct issue *issue, int64_t comparison_id) {
    int64_t number = 0;
    TRY(numbers_next(store, NUMBERED_ISSUE, &number));
    if (number != issue->id)
        return CONFLICT;
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_ADD);
    statement_bind_integer(insert, 1, issue->id);
    statement_bind_integer(insert, 2, issue->composed_at);
    statement_bind_text(insert, 3, issue->subject);
    statement_bind_text(insert, 4, issue->preheader);
    statement_bind_integer(insert, 5, comparison_id);
    return statement_run(insert);
}

enum outcome issues_open(struct store *store, struct open_issue *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_ISSUE_OPEN);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    *out = (struct open_issue){.id = statement_integer(find, 0),
                               .composed_at = statement_integer(find, 1),
                               .queued_to = statement_integer(find, 2)};
    return OK;
}

enum outcome issues_queued_to(struct store *store, int64_t id, int64_t subscriber_id) {
    return run_with_two(store, QUERY_ISSUE_QUEUED_TO, id, subscriber_id);
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
