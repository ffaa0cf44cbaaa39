// newsletter.c: see newsletter.h.
#include "operator/newsletter.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "db/brakes.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/store.h"
#include "db/suppressions.h"
#include "domain/address.h"
#include "newsletter/compose.h"
#include "operator/operation.h"

struct composing {
    struct draft draft;
    int64_t id; // of the issue whose mails are being added to the outbox; 0: none yet
};

// The schedule composes nothing either: mails that cannot go are a week later old news.
enum outcome check_links(struct operation *operation) {
    if (operation->linked)
        return OK;
    text_append_string(&operation->output,
                       "verdict: the links in mails need the site's address: --base-url\n");
    return INVALID;
}

enum outcome compose_prepare(struct operation *operation) {
    TRY(check_links(operation));
    struct composing *composing = arena_take(operation->arena, sizeof *composing);
    operation->work = composing;
    return issue_draft(operation->reading, operation->arena, clock_wall_ms(), &composing->draft);
}

// Without news there may still be an issue whose mails are not all in the outbox, since the process
// that composed it was killed.
static enum outcome begin_composing(struct operation *operation, struct store *store) {
    struct composing *composing = operation->work;
    const struct issue *issue = &composing->draft.issue;
    struct open_issue open;
    bool more = false;
    enum outcome outcome = issues_open(store, &open);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    if (issue->item_count == 0 && outcome == NOT_FOUND) {
        text_append_string(&operation->output,
                           "Nothing has changed since the last issue, so none was composed.\n");
        return OK;
    }
    if (issue->item_count > 0)
        outcome = issue_publish(store, &composing->draft, &more);
    if (outcome == CONFLICT) {
        text_append_string(&operation->output,
                           "Another issue was composed at the same moment. Please try again.\n");
        return INVALID;
    }
    if (!more)
        composing->id = issue->item_count > 0 ? issue->id : open.id;
    operation->more = true;
    return outcome;
}

static enum outcome print_composed(struct operation *operation, struct store *store, int64_t id) {
    struct issue issue;
    struct delivery_counts counts;
    TRY(issues_find(store, operation->arena, id, &issue));
    TRY(deliveries_count(store, id, &counts));
    int64_t mails = counts.waiting + counts.sent + counts.failed + counts.cancelled;
    text_format(&operation->output, "Issue %" PRId64 ", \"%s\", to %" PRId64 " subscriber%s.\n", id,
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
        return print_composed(operation, store, composing->id);
    TRY(outcome);
    bool whole = false;
    operation->more = true;
    return deliveries_queue(store, &open.id, &whole);
}

// An operation that goes through an issue's mails, some at a time.
struct walk {
    int64_t now;   // when it began
    int64_t last;  // the mail that it has come to
    int64_t count; // so far
};

static struct walk *walk_of(struct operation *operation) {
    if (!operation->work) {
        struct walk *walk = arena_take(operation->arena, sizeof *walk);
        walk->now = clock_wall_ms();
        operation->work = walk;
    }
    return operation->work;
}

enum outcome send_apply(struct operation *operation, struct store *store) {
    int64_t now = walk_of(operation)->now;
    TRY(brakes_hurry(store, now));
    TRY(deliveries_hurry(store, now, &operation->more));
    if (operation->served && !operation->more)
        text_append_string(&operation->output, "The server sends what waits.\n");
    return OK;
}

enum outcome release_apply(struct operation *operation, struct store *store) {
    const char *address = NULL;
    const char *fault = operation->argument_count == 1
                            ? address_read(operation->arena, operation->arguments[0], &address)
                            : "One address is wanted.";
    if (fault) {
        text_format(&operation->output, "verdict: %s\n", fault);
        return INVALID;
    }
    int64_t subscriber = 0;
    enum outcome outcome =
        suppressions_release(store, address_key(operation->arena, address), &subscriber);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    text_append_string(&operation->output,
                       outcome == NOT_FOUND ? "The address is not suppressed.\n"
                       : subscriber > 0
                           ? "The address is no longer suppressed.\n"
                           : "The address is no longer suppressed; its reader has to sign up "
                             "again.\n");
    return OK;
}

// From "1" on.
static int64_t read_issue(const struct operation *operation) {
    char *end = NULL;
    errno = 0;
    int64_t id = operation->argument_count == 1 ? strtoll(operation->arguments[0], &end, 10) : 0;
    return end && *end == '\0' && errno == 0 && id > 0 ? id : 0;
}

enum outcome retry_apply(struct operation *operation, struct store *store) {
    int64_t id = read_issue(operation);
    struct issue issue;
    enum outcome outcome = id > 0 ? issues_find(store, operation->arena, id, &issue) : NOT_FOUND;
    if (outcome == NOT_FOUND) {
        text_append_string(&operation->output, "verdict: There is no such issue.\n");
        return INVALID;
    }
    TRY(outcome);
    struct walk *walk = walk_of(operation);
    int64_t some = 0;
    TRY(deliveries_retry(store, id, walk->now, &walk->last, &some));
    walk->count += some;
    operation->more = some > 0;
    if (operation->more)
        return OK;
    TRY(brakes_drop_issue(store, id));
    int64_t count = walk->count;
    text_format(&operation->output, "%" PRId64 " mail%s of issue %" PRId64 " wait%s again.\n",
                count, count == 1 ? "" : "s", id, count == 1 ? "s" : "");
    return OK;
}
