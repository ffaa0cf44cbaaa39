// sender.c: see sender.h.
#include "newsletter/sender.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/event.h"
#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "db/deliveries.h"
#include "db/store.h"
#include "db/writer.h"
#include "mail/dialogue.h"
#include "mail/eml.h"
#include "newsletter/lease.h"
#include "newsletter/outbox.h"
#include "newsletter/streak.h"
#include "views/views.h"

enum {
    IDLE_MS = 30000,
    AGAIN_MS = 1000,
    STOP_MS = 5000,
    DRAIN_TRIES = 5,
    PATH_SIZE = 4096,
    CLOSINGS_MAX = 3
};

struct sender {
    const struct sender_settings *settings;
    struct writer *writer;
    struct event *mail_due;
    struct event *ended; // the thread has nothing more to do
    struct store *store; // its own, for reading
    struct views *views;
    struct smtp *smtp; // NULL: mails become files
    char folder[PATH_SIZE];
    pthread_t thread;
    atomic_bool stopping;
    bool draining; // by a command, which ends
    int64_t sent;  // mails that were taken
    int failures;  // so often in a row no mail server answered
    int closings;  // so often in a row it ended the connection over a mail
    struct streak streak;
    int64_t taken_at; // when the last mail was
    int64_t rest_to;  // no mail before this time, by the monotonic clock in milliseconds
};

static enum smtp_result write_file(struct sender *sender, const struct delivery *delivery,
                                   const struct text *message, char reason[SMTP_REASON_SIZE]) {
    char name[64];
    char path[PATH_SIZE];
    (void)snprintf(name, sizeof name, "%s-%lld", mail_kind_word(delivery->kind),
                   (long long)delivery->id); // fits
    if (eml_write(sender->folder, name, message, path, sizeof path) != OK) {
        (void)snprintf(reason, SMTP_REASON_SIZE, "the file could not be written");
        return SMTP_UNREACHABLE;
    }
    log_line(LOG_INFO, "mail", "file", path, NULL);
    return SMTP_ACCEPTED;
}

// What a server says may name the reader's address, so only its codes are kept: "550 5.1.1".
static void cut_to_codes(char reason[SMTP_REASON_SIZE]) {
    int whole = 0;
    if (smtp_code(reason) == 0)
        return;
    (void)sscanf(reason + 3, "%*[ -]%*1[245].%*3[0-9].%*3[0-9]%n", &whole);
    reason[3 + whole] = '\0';
}

// `words` is what streak_words makes of the answer.
static enum smtp_result send_mail(struct sender *sender, struct arena *arena,
                                  const struct lease *lease, char reason[SMTP_REASON_SIZE],
                                  char words[SMTP_REASON_SIZE]) {
    const struct post *post = &sender->settings->post;
    const struct delivery *delivery = &lease->delivery;
    struct text message = {.arena = arena};
    words[0] = '\0';
    if (letter_write(sender->views, sender->store, arena, post, delivery, lease->token,
                     clock_wall_ms(), &message) != OK) {
        (void)snprintf(reason, SMTP_REASON_SIZE, "the mail could not be made; see the log");
        return SMTP_UNREACHABLE; // no fault of the address
    }
    if (!sender->smtp)
        return write_file(sender, delivery, &message, reason);
    enum smtp_result result =
        smtp_send(sender->smtp, letter_return_path(arena, post, delivery->id, lease->secret),
                  delivery->address, &message, reason);
    streak_words(result, reason, delivery->address, words);
    cut_to_codes(reason);
    return result;
}

// How long until the next mail may go. A server that ends the connection over several mails in a
// row does not do it over their recipients.
static void rest_after(struct sender *sender, enum smtp_result result, const char *reason) {
    int per_second = sender->settings->per_second;
    sender->closings = result == SMTP_CLOSING ? sender->closings + 1 : 0;
    bool away = result == SMTP_UNREACHABLE || sender->closings >= CLOSINGS_MAX;
    sender->failures = away ? sender->failures + 1 : 0;
    if (sender->failures > 0) {
        bool denied = sender->smtp && smtp_was_denied(sender->smtp);
        int64_t pause = denied ? retry_pause(sender->failures, random_number())
                               : unreachable_pause(sender->failures, random_number());
        sender->rest_to = clock_monotonic_ms() + pause;
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%lld", (long long)(pause / 1000));
        log_line(LOG_WARNING, "mail", "cause", reason, "again_in_seconds", seconds, NULL);
    } else if (per_second > 0 && sender->smtp) {
        sender->rest_to = clock_monotonic_ms() + 1000 / per_second;
    }
}

// Until it is on disk: what was sent must not be sent again. A command that drains the outbox gives
// up after a while; what is not recorded is sent again later. Several: a streak, for which all mail
// is paused.
static enum outcome record(struct sender *sender, const struct attempt *attempts, size_t count,
                           bool pause) {
    for (int tries = 1;; tries++) {
        enum outcome outcome = pause ? outbox_pause(sender->writer, attempts, count)
                                     : outbox_record(sender->writer, attempts);
        if (outcome == OK || atomic_load(&sender->stopping) ||
            (sender->draining && tries == DRAIN_TRIES))
            return outcome;
        (void)event_wait(sender->mail_due, AGAIN_MS);
    }
}

// The streak ended too early to be about us: each of its mails was refused for itself.
static enum outcome settle(struct sender *sender) {
    struct streak *streak = &sender->streak;
    for (; streak->count > 0; streak->count--) // from the last on, so that none is recorded twice
        TRY(record(sender, &streak->attempts[streak->count - 1], 1, false));
    return OK;
}

// A refusal that may be about us is recorded when it is known whether it is.
static enum outcome take_refusal(struct sender *sender, const struct attempt *attempt,
                                 const char *words, bool alone) {
    struct streak *streak = &sender->streak;
    int64_t doubted_at = attempt->delivery.doubted_at;
    if (alone)
        return record(sender, attempt, 1, true);
    if (doubted_at > 0 && sender->taken_at > doubted_at)
        return record(sender, attempt, 1, false); // others were taken since
    if (!streak_goes_on(streak, words))
        TRY(settle(sender));
    streak_add(streak, attempt, words);
    if (streak->count < STREAK_MAX)
        return OK;
    TRY(record(sender, streak->attempts, streak->count, true));
    streak->count = 0;
    return OK;
}

static enum outcome take_answer(struct sender *sender, const struct attempt *attempt,
                                const char *words, bool alone) {
    if (*words)
        return take_refusal(sender, attempt, words, alone);
    TRY(record(sender, attempt, 1, false)); // first: what is not recorded is sent again
    if (attempt->result != SMTP_ACCEPTED)
        return OK;
    sender->taken_at = clock_wall_ms();
    return settle(sender);
}

// NOT_FOUND: brakes have nothing left to do.
static enum outcome follow_brakes(struct sender *sender) {
    bool more = false;
    TRY(outbox_follow_brakes(sender->writer, sender->store, &more));
    return more ? OK : NOT_FOUND;
}

// Sends the next mail that is due. NOT_FOUND when there is none; BUSY when it could not be sent.
static enum outcome send_next(struct sender *sender) {
    struct arena *arena = arena_new();
    struct lease lease = {0};
    enum outcome outcome = lease_next(sender->writer, arena, &lease);
    if (outcome == OK) {
        struct attempt attempt = {.delivery = lease.delivery};
        char words[SMTP_REASON_SIZE];
        attempt.result = send_mail(sender, arena, &lease, attempt.reason, words);
        outcome = take_answer(sender, &attempt, words, lease.alone);
        sender->sent += attempt.result == SMTP_ACCEPTED;
        rest_after(sender, attempt.result, attempt.reason);
        if (attempt.result == SMTP_UNREACHABLE)
            outcome = BUSY;
    } else if (outcome == NOT_FOUND && sender->streak.count > 0) {
        outcome = settle(sender);
    } else if (outcome == NOT_FOUND) {
        outcome = follow_brakes(sender);
    }
    arena_free(arena);
    return outcome;
}

static int64_t until_next_due(struct sender *sender) {
    int64_t due = 0;
    if (deliveries_next_due(sender->store, &due) != OK || due == 0)
        return IDLE_MS;
    int64_t wait = due - clock_wall_ms();
    return wait < AGAIN_MS ? AGAIN_MS : wait < IDLE_MS ? wait : IDLE_MS;
}

// Does what there is to do, and answers how long there is nothing more, in milliseconds. A store
// that cannot be written now is asked again a little later.
static int64_t step(struct sender *sender) {
    bool links = sender->settings->post.base_url != NULL;
    bool more = false;
    if (links)
        outbox_keep_schedule(sender->writer, sender->store, &sender->settings->schedule);
    enum outcome outcome = follow_brakes(sender);
    if (outcome != NOT_FOUND)
        return outcome == OK ? 0 : AGAIN_MS;
    if (outbox_take_up(sender->writer, sender->store, sender->settings->suppressed_ms) != OK ||
        outbox_queue(sender->writer, sender->store, &more) != OK)
        return AGAIN_MS;
    if (!links)
        return more ? 0 : IDLE_MS; // mails wait for a start that knows where their links lead
    int64_t rest = sender->rest_to - clock_monotonic_ms();
    if (rest > 0)
        return more ? 0 : rest < IDLE_MS ? rest : IDLE_MS;
    outcome = send_next(sender);
    return outcome == OK || (more && outcome == NOT_FOUND) ? 0
           : outcome == NOT_FOUND                          ? until_next_due(sender)
                                                           : AGAIN_MS;
}

static void *work(void *argument) {
    struct sender *sender = argument;
    while (!atomic_load(&sender->stopping)) {
        int64_t pause = step(sender);
        if (pause > 0)
            (void)event_wait(sender->mail_due, pause); // either way there may be mail
    }
    event_set(sender->ended);
    return NULL;
}

static enum outcome open_parts(struct sender *sender) {
    const struct sender_settings *settings = sender->settings;
    TRY(store_open(settings->data, STORE_READ, &sender->store));
    TRY(store_prepare(sender->store));
    TRY(event_new(&sender->ended));
    TRY(views_open(NULL, &sender->views));
    int length = snprintf(sender->folder, sizeof sender->folder, "%s/mail", settings->data);
    if (length < 0 || (size_t)length >= sizeof sender->folder) {
        log_line(LOG_ERROR, "mail", "cause", "the data folder's path is too long", NULL);
        return INVALID;
    }
    if (settings->smtp)
        return smtp_open(settings->smtp, &sender->smtp);
    log_line(LOG_INFO, "mail", "cause", "no mail server is set, so mails are written as files",
             "folder", sender->folder, NULL);
    return OK;
}

static void close_parts(struct sender *sender) {
    smtp_close(sender->smtp);
    views_close(sender->views);
    store_close(sender->store);
    event_free(sender->ended);
    free(sender);
}

static enum outcome make(const struct sender_settings *settings, struct writer *writer,
                         struct event *mail_due, struct sender **out) {
    struct sender *sender = calloc(1, sizeof *sender);
    if (!sender) {
        log_line(LOG_ERROR, "sender", "cause", strerror(errno), NULL);
        return INTERNAL;
    }
    sender->settings = settings;
    sender->writer = writer;
    sender->mail_due = mail_due;
    enum outcome outcome = open_parts(sender);
    if (outcome == OK)
        outcome = lease_return_all(writer); // what a process that was killed had on its way
    if (outcome != OK)
        close_parts(sender);
    else
        *out = sender;
    return outcome;
}

enum outcome sender_start(const struct sender_settings *settings, struct writer *writer,
                          struct event *mail_due, struct sender **out) {
    struct sender *sender = NULL;
    TRY(make(settings, writer, mail_due, &sender));
    int code = pthread_create(&sender->thread, NULL, work, sender);
    if (code == 0) {
        *out = sender;
        return OK;
    }
    log_line(LOG_ERROR, "sender", "cause", strerror(code), NULL);
    close_parts(sender);
    return INTERNAL;
}

void sender_stop(struct sender *sender) {
    if (!sender)
        return;
    atomic_store(&sender->stopping, true);
    event_set(sender->mail_due);
    if (!event_wait(sender->ended, STOP_MS))
        smtp_break_off(sender->smtp);
    (void)pthread_join(sender->thread, NULL); // it was created, and nobody else joins it
    close_parts(sender);
}

static enum outcome drain(struct sender *sender) {
    enum outcome outcome = OK;
    sender->draining = true;
    while (outcome == OK)
        outcome = follow_brakes(sender);
    if (outcome == NOT_FOUND)
        outcome = outbox_take_up(sender->writer, sender->store, sender->settings->suppressed_ms);
    for (bool more = true; more && outcome == OK;)
        outcome = outbox_queue(sender->writer, sender->store, &more);
    while (outcome == OK) {
        int64_t rest = sender->rest_to - clock_monotonic_ms();
        if (rest > 0)
            (void)event_wait(sender->mail_due, rest); // nobody sets it here
        outcome = send_next(sender);
    }
    if (settle(sender) != OK)
        return BUSY;
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome sender_drain(const struct sender_settings *settings, struct writer *writer,
                          int64_t *sent) {
    *sent = 0;
    struct event *mail_due = NULL;
    struct sender *sender = NULL;
    TRY(event_new(&mail_due));
    enum outcome outcome = make(settings, writer, mail_due, &sender);
    if (sender) {
        outcome = drain(sender);
        *sent = sender->sent;
        close_parts(sender);
    }
    event_free(mail_due);
    return outcome;
}
