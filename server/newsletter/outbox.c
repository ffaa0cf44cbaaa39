// outbox.c: see outbox.h.
#include "newsletter/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "db/issues.h"
#include "db/signups.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "db/writer.h"
#include "newsletter/bounce.h"
#include "newsletter/brake.h"
#include "newsletter/compose.h"
#include "newsletter/streak.h"

enum { TAKEN_UP_AT_ONCE = 100 };

struct taking_up {
    struct change change; // first
    struct arena *arena;
    int64_t suppressed_ms;
    bool more;
};

static enum outcome apply_take_up(struct store *store, struct change *change) {
    struct taking_up *taking = (struct taking_up *)change;
    int64_t now = clock_wall_ms();
    for (int i = 0; i < TAKEN_UP_AT_ONCE; i++) {
        struct signup signup;
        enum outcome outcome = signups_first(store, taking->arena, &signup);
        taking->more = outcome == OK;
        if (outcome == NOT_FOUND)
            return OK;
        TRY(outcome);
        TRY(subscribers_take_up(store, &signup, taking->suppressed_ms, now));
        TRY(signups_drop(store, signup.id));
    }
    return OK;
}

static enum outcome take_some_up(struct writer *writer, struct store *store, int64_t suppressed_ms,
                                 bool *more) {
    struct taking_up taking = {
        .change.apply = apply_take_up, .arena = arena_new(), .suppressed_ms = suppressed_ms};
    struct signup first;
    enum outcome outcome = signups_first(store, taking.arena, &first);
    if (outcome == OK) // so that the writer is not troubled for nothing
        outcome = writer_run(writer, &taking.change);
    arena_free(taking.arena);
    *more = taking.more;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome outbox_take_up(struct writer *writer, struct store *store, int64_t suppressed_ms) {
    for (bool more = true; more;)
        TRY(take_some_up(writer, store, suppressed_ms, &more));
    return OK;
}

// Of an issue whose mails are all done with, for one line in the log.
struct ending {
    bool reached;
    int64_t issue_id;
    struct delivery_counts counts;
};

static enum outcome find_end(struct store *store, int64_t issue_id, struct ending *out) {
    struct open_issue open = {0};
    bool unfinished = true;
    *out = (struct ending){.issue_id = issue_id};
    TRY(deliveries_unfinished(store, issue_id, &unfinished));
    if (unfinished)
        return OK;
    enum outcome outcome = issues_open(store, &open); // its mails may not all be in the outbox yet
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    out->reached = outcome == NOT_FOUND || open.id > issue_id;
    return out->reached ? deliveries_count(store, issue_id, &out->counts) : OK;
}

static void tell_end(const struct ending *ending) {
    if (!ending->reached)
        return;
    struct arena *arena = arena_new();
    const struct delivery_counts *counts = &ending->counts;
    log_line(LOG_INFO, "newsletter", "finished",
             arena_format(arena, "issue %" PRId64, ending->issue_id), "sent",
             arena_format(arena, "%" PRId64, counts->sent), "failed",
             arena_format(arena, "%" PRId64, counts->failed), "soft",
             arena_format(arena, "%" PRId64, counts->soft), "gone",
             arena_format(arena, "%" PRId64, counts->gone), "about_us",
             arena_format(arena, "%" PRId64, counts->about_us), "complaints",
             arena_format(arena, "%" PRId64, counts->complaints), NULL);
    arena_free(arena);
}

struct queueing {
    struct change change; // first
    int64_t issue_id;
    bool whole;
    struct ending ending;
};

static enum outcome apply_queue(struct store *store, struct change *change) {
    struct queueing *queueing = (struct queueing *)change;
    TRY(deliveries_queue(store, &queueing->issue_id, &queueing->whole));
    return queueing->whole ? find_end(store, queueing->issue_id, &queueing->ending) : OK;
}

enum outcome outbox_queue(struct writer *writer, struct store *store, bool *more) {
    struct open_issue open;
    enum outcome outcome = issues_open(store, &open);
    *more = outcome == OK;
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct queueing queueing = {.change.apply = apply_queue};
    outcome = writer_run(writer, &queueing.change);
    if (outcome == OK && queueing.whole) {
        char issue[24];
        (void)snprintf(issue, sizeof issue, "%" PRId64, queueing.issue_id); // fits
        log_line(LOG_INFO, "newsletter", "issue", issue, "mails", "all in the outbox", NULL);
        tell_end(&queueing.ending);
    }
    return outcome == NOT_FOUND ? OK : outcome; // another did the rest meanwhile
}

struct recording {
    struct change change; // first
    const struct attempt *attempt;
    struct ending ending;
};

static enum outcome wait_again(struct store *store, const struct attempt *attempt, int64_t now) {
    const struct delivery *delivery = &attempt->delivery;
    bool about_this = attempt->result != SMTP_UNREACHABLE;
    int attempts = delivery->attempts + about_this;
    int64_t due_at = about_this ? now + retry_pause(attempts, random_number()) : now;
    return deliveries_record(store, delivery->id, DELIVERY_WAITING, due_at, attempts, now,
                             attempt->reason);
}

static bool may_wait(const struct attempt *attempt, int64_t now) {
    const struct delivery *delivery = &attempt->delivery;
    switch (attempt->result) {
    case SMTP_UNREACHABLE:
    case SMTP_CLOSING: return true; // until the outbox finds it too old
    case SMTP_LATER:
    case SMTP_BUSY_MAILBOX:
    case SMTP_BROKEN: return delivery->tried_at == 0 || now - delivery->tried_at <= DELIVERY_DAY_MS;
    case SMTP_UNSURE: return delivery->attempts + 1 < UNSURE_MAX;
    case SMTP_ACCEPTED:
    case SMTP_REFUSED:
    case SMTP_SHUT_MAILBOX:
    case SMTP_DOUBTFUL_MAILBOX:
    case SMTP_NO_ADDRESS: break;
    }
    return false;
}

static bool is_final(enum smtp_result result) {
    return result == SMTP_REFUSED || result == SMTP_SHUT_MAILBOX ||
           result == SMTP_DOUBTFUL_MAILBOX || result == SMTP_NO_ADDRESS;
}

// As a report would say it; of the unclear ones nothing is known of the mailbox.
static enum report_weight weight_of(enum smtp_result result) {
    switch (result) {
    case SMTP_NO_ADDRESS: return REPORTED_GONE;
    case SMTP_DOUBTFUL_MAILBOX: return REPORTED_PERHAPS_GONE;
    case SMTP_SHUT_MAILBOX:
    case SMTP_BUSY_MAILBOX: return REPORTED_SOFT;
    case SMTP_REFUSED: return REPORTED_ABOUT_US;
    case SMTP_LATER:
    case SMTP_CLOSING:
    case SMTP_BROKEN:
    case SMTP_UNSURE:
    case SMTP_UNREACHABLE:
    case SMTP_ACCEPTED: break;
    }
    return REPORTED_UNCLEAR;
}

// Only what was said of the mailbox counts against it, and only when it is not said of too many.
static enum outcome give_up(struct store *store, const struct attempt *attempt, int64_t now) {
    const struct delivery *delivery = &attempt->delivery;
    enum report_weight weight = weight_of(attempt->result);
    TRY(deliveries_record(store, delivery->id, DELIVERY_FAILED, now, delivery->attempts, now,
                          attempt->reason));
    if (weight == REPORTED_UNCLEAR)
        return OK;
    bool doubted = false;
    TRY(deliveries_report(store, delivery->id, weight, "", now));
    TRY(brake_refused(store, delivery->id, attempt->reason, now, &doubted));
    if (doubted || weight < REPORTED_SOFT)
        return OK;
    const struct bounced bounced = {.weight = weight, .issue_id = delivery->issue_id};
    bool suppressed = false;
    enum outcome outcome =
        subscribers_bounce(store, delivery->subscriber_id, &bounced, now, &suppressed);
    return outcome == NOT_FOUND ? OK : outcome; // erased meanwhile
}

static enum outcome record_sent(struct store *store, const struct delivery *delivery, int64_t now) {
    TRY(deliveries_record(store, delivery->id, DELIVERY_SENT, now, delivery->attempts, now, NULL));
    return brake_taken(store, delivery->id);
}

static enum outcome record_failure(struct store *store, const struct attempt *attempt,
                                   int64_t now) {
    bool held = false;
    if (attempt->result == SMTP_UNREACHABLE)
        TRY(brake_not_reached(store, attempt->delivery.id, now));
    else
        TRY(brake_not_taken(store, attempt->delivery.id, is_final(attempt->result), now, &held));
    if (held)
        return OK;
    return may_wait(attempt, now) ? wait_again(store, attempt, now) : give_up(store, attempt, now);
}

static enum outcome apply_record(struct store *store, struct change *change) {
    struct recording *recording = (struct recording *)change;
    const struct attempt *attempt = recording->attempt;
    int64_t now = clock_wall_ms();
    TRY(attempt->result == SMTP_ACCEPTED ? record_sent(store, &attempt->delivery, now)
                                         : record_failure(store, attempt, now));
    int64_t issue_id = attempt->delivery.issue_id;
    return issue_id > 0 ? find_end(store, issue_id, &recording->ending) : OK;
}

enum outcome outbox_record(struct writer *writer, const struct attempt *attempt) {
    struct recording recording = {.change.apply = apply_record, .attempt = attempt};
    char id[24];
    (void)snprintf(id, sizeof id, "%" PRId64, attempt->delivery.id); // fits
    if (attempt->result != SMTP_ACCEPTED)
        log_line(LOG_WARNING, "delivery", "id", id, "cause", attempt->reason, NULL);
    enum outcome outcome = writer_run(writer, &recording.change);
    if (outcome == OK)
        tell_end(&recording.ending);
    return outcome;
}

struct pausing {
    struct change change; // first
    const struct attempt *attempts;
    size_t count;
};

static enum outcome apply_pause(struct store *store, struct change *change) {
    const struct pausing *pausing = (struct pausing *)change;
    int64_t ids[STREAK_MAX];
    for (size_t i = 0; i < pausing->count; i++)
        ids[i] = pausing->attempts[i].delivery.id;
    return brake_all(store, ids, pausing->count, pausing->attempts[0].reason, clock_wall_ms());
}

enum outcome outbox_pause(struct writer *writer, const struct attempt *attempts, size_t count) {
    struct pausing pausing = {.change.apply = apply_pause, .attempts = attempts, .count = count};
    return writer_run(writer, &pausing.change);
}

static enum outcome apply_brakes(struct store *store, struct change *change) {
    (void)change;
    return brakes_work(store, clock_wall_ms());
}

enum outcome outbox_follow_brakes(struct writer *writer, struct store *store, bool *more) {
    TRY(brakes_any_work(store, more));
    if (!*more)
        return OK;
    struct change change = {.apply = apply_brakes};
    enum outcome outcome = writer_run(writer, &change);
    return outcome == NOT_FOUND ? OK : outcome; // another did it meanwhile
}

struct keeping {
    struct change change; // first
    struct slot slot;
    bool any;           // slots were kept before
    struct draft draft; // if so: what there is to tell
    bool more;          // of it is to be written
};

// The first slot that a store sees is only noted: the schedule begins from there on.
static enum outcome apply_keep(struct store *store, struct change *change) {
    struct keeping *keeping = (struct keeping *)change;
    struct draft *draft = &keeping->draft;
    bool news = draft->issue.item_count > 0;
    keeping->more = false;
    if (news)
        TRY(issue_publish(store, draft, &keeping->more));
    return keeping->more ? OK
                         : slots_add(store, keeping->slot.date, keeping->slot.due_at,
                                     news ? draft->issue.id : 0);
}

// Drafted here, so that nobody's vote waits for it. An issue that a command composes meanwhile
// makes the draft void; then the next call drafts anew.
static enum outcome draft_and_keep(struct writer *writer, struct store *store, struct arena *arena,
                                   struct keeping *keeping) {
    TRY(slots_any(store, &keeping->any));
    if (keeping->any)
        TRY(issue_draft(store, arena, clock_wall_ms(), &keeping->draft));
    do
        TRY(writer_run(writer, &keeping->change));
    while (keeping->more);
    return OK;
}

static void keep(struct writer *writer, struct store *store, struct slot slot) {
    struct keeping keeping = {.change.apply = apply_keep, .slot = slot};
    struct arena *arena = arena_new();
    if (draft_and_keep(writer, store, arena, &keeping) == OK) {
        char issue[24];
        (void)snprintf(issue, sizeof issue, "%" PRId64, keeping.draft.issue.id); // fits
        log_line(LOG_INFO, "newsletter", "slot", slot.date, "issue",
                 !keeping.any                          ? "none: the schedule begins here"
                 : keeping.draft.issue.item_count == 0 ? "none: nothing has changed"
                                                       : issue,
                 NULL);
    }
    arena_free(arena);
}

void outbox_keep_schedule(struct writer *writer, struct store *store,
                          const struct schedule *schedule) {
    if (!schedule->set)
        return;
    struct slot slot = schedule_slot(schedule, clock_wall_ms(), 0);
    bool kept = true;
    if (slots_near(store, slot.date, slot.week_end, &kept) == OK && !kept)
        keep(writer, store, slot);
}
