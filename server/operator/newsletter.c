// newsletter.c: see newsletter.h.
#include "operator/newsletter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "newsletter/bounce.h"
#include "newsletter/compose.h"
#include "operator/operation.h"

struct composing {
    struct draft draft;
    int64_t id; // of the issue whose mails are being added to the outbox; 0: none yet
};

enum outcome compose_prepare(struct operation *operation) {
    struct composing *composing = arena_take(operation->arena, sizeof *composing);
    operation->work = composing;
    return issue_draft(operation->reading, operation->arena, store_now(), &composing->draft);
}

// Without news there may still be an issue whose mails are not all in the outbox, since the process
// that composed it was killed.
static enum outcome begin_composing(struct operation *operation, struct store *store) {
    struct composing *composing = operation->work;
    const struct issue *issue = &composing->draft.issue;
    struct open_issue open;
    enum outcome outcome = issues_open(store, &open);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    if (issue->item_count == 0 && outcome == NOT_FOUND) {
        text_append_string(&operation->told,
                           "Nothing has changed since the last issue, so none was composed.\n");
        return OK;
    }
    if (issue->item_count > 0)
        outcome = issue_publish(store, &composing->draft);
    if (outcome == CONFLICT) {
        text_append_string(&operation->told,
                           "Another issue was composed at the same moment. Please try again.\n");
        return INVALID;
    }
    composing->id = issue->item_count > 0 ? issue->id : open.id;
    operation->more = true;
    return outcome;
}

static enum outcome tell_composed(struct operation *operation, struct store *store, int64_t id) {
    struct issue issue;
    struct delivery_counts counts;
    TRY(issues_find(store, operation->arena, id, &issue));
    TRY(deliveries_count(store, operation->arena, id, &counts));
    int64_t mails = counts.waiting + counts.sent + counts.failed + counts.cancelled;
    text_format(&operation->told, "Issue %" PRId64 ", \"%s\", to %" PRId64 " subscriber%s.\n", id,
                issue.subject, mails, mails == 1 ? "" : "s");
    return OK;
}

// The issue first, then its mails, piece by piece; a running server's sender may do some of these.
enum outcome compose_apply(struct operation *operation, struct store *store) {
    const struct composing *composing = operation->work;
    if (composing->id == 0)
        return begin_composing(operation, store);
    struct open_issue open;
    enum outcome outcome = issues_open(store, &open);
    if (outcome == NOT_FOUND || (outcome == OK && open.id > composing->id))
        return tell_composed(operation, store, composing->id);
    TRY(outcome);
    bool whole = false;
    operation->more = true;
    return deliveries_queue(store, &open.id, &whole);
}

enum outcome send_apply(struct operation *operation, struct store *store) {
    TRY(deliveries_hurry(store, store_now()));
    if (operation->served)
        text_append_string(&operation->told, "The server sends what waits.\n");
    return OK;
}

void bounce_words(struct operation *operation, const struct bounce *bounce) {
    const char **words = arena_take_array(operation->arena, 3, sizeof *words);
    words[0] = arena_format(operation->arena, "%" PRId64, bounce->delivery_id);
    words[1] = bounce->secret;
    words[2] = bounce->kind == BOUNCE_HARD ? "hard" : "soft";
    operation->words = words;
    operation->word_count = 3;
}

enum outcome bounce_apply(struct operation *operation, struct store *store) {
    if (operation->word_count != 3)
        return INVALID; // no client sends it
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(operation->words[1], hash);
    int64_t id = strtoll(operation->words[0], NULL, 10); // as bounce_words wrote it
    int64_t subscriber = 0;
    enum outcome outcome = deliveries_of_return(store, id, hash, &subscriber);
    if (outcome == NOT_FOUND) {
        text_append_string(&operation->told, "Its return path is none of ours, or old.\n");
        return OK;
    }
    TRY(outcome);
    TRY(deliveries_returned(store, id));
    bool suppressed = false;
    TRY(subscribers_bounce(store, subscriber, strcmp(operation->words[2], "hard") == 0, store_now(),
                           &suppressed));
    text_append_string(&operation->told, suppressed
                                             ? "The address gets no mail any more.\n"
                                             : "Noted: the mail did not arrive this time.\n");
    return OK;
}
