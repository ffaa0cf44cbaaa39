// publish.c: writes an issue in pieces, with votes between them; see compose.h.
#include "base/token.h"
#include "db/issues.h"
#include "db/news.h"
#include "db/store.h"
#include "db/suppressions.h"
#include "newsletter/compose.h"

enum { AT_ONCE = 500 }; // rows

// Takes the place of whoever composed before, so that two never write under the same number.
static enum outcome begin(struct store *store, struct draft *draft) {
    draft->token = (int64_t)(random_number() >> 1) | 1;
    return issues_compose(store, draft->token);
}

static enum outcome check(struct store *store, const struct draft *draft) {
    bool still = false;
    int64_t next = 0;
    TRY(issues_composer(store, draft->token, &still));
    TRY(issues_next(store, &next));
    return still && next == draft->issue.id ? OK : CONFLICT;
}

static enum outcome clear(struct store *store, bool *more) {
    TRY(issues_clear_items(store, AT_ONCE, more));
    return *more ? OK : news_clear(store, AT_ONCE, more);
}

static enum outcome write_one(struct store *store, const struct draft *draft, size_t index) {
    const struct issue *issue = &draft->issue;
    return index < issue->item_count
               ? issues_add_item(store, issue, index)
               : news_keep(store, issue->id, &draft->tools[index - issue->item_count]);
}

static enum outcome write_some(struct store *store, struct draft *draft, bool *more) {
    size_t all = draft->issue.item_count + draft->tool_count;
    size_t left = all - draft->written;
    size_t end = draft->written + (left < AT_ONCE ? left : AT_ONCE);
    for (; draft->written < end; draft->written++)
        TRY(write_one(store, draft, draft->written));
    *more = end < all;
    return OK;
}

enum outcome issue_publish(struct store *store, struct draft *draft, bool *more) {
    *more = false;
    if (draft->token == 0)
        TRY(begin(store, draft));
    TRY(check(store, draft));
    if (draft->written == 0)
        TRY(clear(store, more));
    if (!*more)
        TRY(write_some(store, draft, more));
    if (*more)
        return OK;
    TRY(suppressions_lift_taken(store, draft->issue.composed_at));
    return issues_add(store, &draft->issue, draft->comparison_id);
}
