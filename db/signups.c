// signups.c: see signups.h.
#include "db/signups.h"

#include <string.h>

#include "db/numbers.h"
#include "db/rows.h"
#include "db/statement.h"

enum outcome signups_add(struct store *store, const struct signup *signup) {
    int64_t id = 0;
    TRY(numbers_next(store, NUMBERED_SIGNUP, &id));
    struct statement *insert STATEMENT_SCOPE = statement_start(store, QUERY_SIGNUP_ADD);
    statement_bind_integer(insert, 1, id);
    statement_bind_text(insert, 2, signup->wish == WISH_LEAVE ? "leave" : "subscribe");
    statement_bind_text(insert, 3, signup->address);
    statement_bind_text(insert, 4, signup->key);
    statement_bind_integer(insert, 5, signup->wording);
    statement_bind_integer(insert, 6, signup->asked_at);
    return statement_run(insert);
}

enum outcome signups_first(struct store *store, struct arena *arena, struct signup *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_SIGNUP_FIRST);
    bool row;
    TRY(statement_next(find, &row));
    if (!row)
        return NOT_FOUND;
    bool leave = strcmp(statement_text(find, 1, arena), "leave") == 0;
    *out = (struct signup){.id = statement_integer(find, 0),
                           .wish = leave ? WISH_LEAVE : WISH_SUBSCRIBE,
                           .address = statement_text(find, 2, arena),
                           .key = statement_text(find, 3, arena),
                           .wording = (int)statement_integer(find, 4),
                           .asked_at = statement_integer(find, 5)};
    return OK;
}

enum outcome signups_drop(struct store *store, int64_t id) {
    return run_with(store, QUERY_SIGNUP_DROP, id);
}
