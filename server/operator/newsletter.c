// newsletter.c: see newsletter.h.
#include "operator/newsletter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "db/deliveries.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "newsletter/bounce.h"
#include "newsletter/compose.h"
#include "operator/operation.h"

enum outcome compose_apply(struct operation *operation, struct store *store) {
    struct issue issue;
    TRY(issue_compose(store, operation->arena, store_now(), &issue));
    if (issue.item_count == 0) {
        text_append_string(&operation->told,
                           "Nothing has changed since the last issue, so none was composed.\n");
        return OK;
    }
    struct delivery_counts counts;
    TRY(deliveries_count(store, operation->arena, issue.id, &counts));
    text_format(&operation->told, "Issue %" PRId64 ", \"%s\", to %" PRId64 " subscriber%s.\n",
                issue.id, issue.subject, counts.waiting, counts.waiting == 1 ? "" : "s");
    return OK;
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
