// votes.c: see votes.h.
#include "db/votes.h"

#include <stddef.h>

#include "base/arena.h"
#include "db/numbers.h"
#include "db/rows.h"
#include "db/statement.h"
#include "db/store.h"
#include "domain/spellings.h"

enum outcome votes_tally(struct store *store, int64_t tool_id, struct tally *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_TALLY_FIND);
    statement_bind_integer(find, 1, tool_id);
    *out = (struct tally){0};
    bool row;
    TRY(statement_next(find, &row));
    if (row)
        *out = (struct tally){statement_integer(find, 0), statement_integer(find, 1)};
    return OK;
}

static enum outcome read_choice(const struct statement *row, int column, enum choice *out) {
    struct arena *arena = arena_new();
    enum verdict verdict = VERDICT_SHIP;
    enum outcome outcome = verdict_of_spelling(statement_text(row, column, arena), &verdict);
    arena_free(arena);
    *out = verdict == VERDICT_SHIP ? CHOICE_SHIP : CHOICE_SKIP;
    return outcome == OK ? OK : INTERNAL; // the table's CHECK allows no other word
}

enum outcome votes_find(struct store *store, int64_t session_id, int64_t tool_id,
                        enum choice *out) {
    struct statement *find STATEMENT_SCOPE = statement_start(store, QUERY_VOTE_FIND);
    statement_bind_integer(find, 1, session_id);
    statement_bind_integer(find, 2, tool_id);
    *out = CHOICE_NONE;
    bool row;
    TRY(statement_next(find, &row));
    return row ? read_choice(find, 0, out) : OK;
}

static enum outcome put_row(struct store *store, int64_t session_id, int64_t tool_id,
                            enum choice choice) {
    int64_t id = 0;
    TRY(numbers_next(store, NUMBERED_VOTE, &id));
    struct statement *put STATEMENT_SCOPE = statement_start(store, QUERY_VOTE_PUT);
    statement_bind_integer(put, 1, id);
    statement_bind_integer(put, 2, tool_id);
    statement_bind_integer(put, 3, session_id);
    statement_bind_text(put, 4,
                        verdict_spelling(choice == CHOICE_SHIP ? VERDICT_SHIP : VERDICT_SKIP));
    return statement_run(put);
}

static enum outcome move_tally(struct store *store, int64_t tool_id, enum choice before,
                               enum choice after) {
    struct statement *move STATEMENT_SCOPE = statement_start(store, QUERY_TALLY_MOVE);
    statement_bind_integer(move, 1, tool_id);
    statement_bind_integer(move, 2, (after == CHOICE_SHIP) - (before == CHOICE_SHIP));
    statement_bind_integer(move, 3, (after == CHOICE_SKIP) - (before == CHOICE_SKIP));
    return statement_run(move);
}

enum outcome votes_put(struct store *store, int64_t session_id, int64_t tool_id,
                       enum choice choice) {
    enum choice before = CHOICE_NONE;
    TRY(votes_find(store, session_id, tool_id, &before));
    if (before == choice)
        return OK;
    if (choice == CHOICE_NONE)
        TRY(run_with_two(store, QUERY_VOTE_DROP, session_id, tool_id));
    else
        TRY(put_row(store, session_id, tool_id, choice));
    return move_tally(store, tool_id, before, choice);
}

// The first tool that the session has a vote on; 0 when there is none.
static enum outcome first_tool(struct store *store, int64_t session_id, int64_t *tool_id) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_VOTE_LIST);
    statement_bind_integer(list, 1, session_id);
    bool row;
    TRY(statement_next(list, &row));
    *tool_id = row ? statement_integer(list, 0) : 0;
    return OK;
}

enum outcome votes_forget(struct store *store, int64_t session_id) {
    for (;;) {
        int64_t tool_id = 0;
        TRY(first_tool(store, session_id, &tool_id));
        if (tool_id == 0)
            return OK;
        TRY(votes_put(store, session_id, tool_id, CHOICE_NONE));
    }
}
