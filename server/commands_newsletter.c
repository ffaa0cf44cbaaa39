// commands_newsletter.c: see commands.h. The commands of the newsletter: preview, compose, send,
// status, and bounce.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "commands.h"
#include "config.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "db/writer.h"
#include "http/listener.h"
#include "newsletter/bounce.h"
#include "newsletter/brake.h"
#include "newsletter/compose.h"
#include "newsletter/unread.h"
#include "operator/bounce.h"
#include "operator/client.h"
#include "operator/newsletter.h"
#include "operator/operation.h"
#include "pages/words.h"
#include "post.h"
#include "steps.h"
#include "views/views.h"

enum { BOUNCE_MAX = 4 * 1024 * 1024 }; // bytes of a mail that are read; what matters comes early

// Opens what mails need; their links must lead somewhere.
static enum outcome open_office(const struct config *config, struct arena *arena,
                                struct post_office *office) {
    if (!config->base_url && listener_is_everywhere(config->listen))
        return complain(INVALID, "the links in mails need the site's address: --base-url");
    const char *own = arena_format(arena, "http://%s", config->listen);
    TRY(post_open(config, config->base_url ? config->base_url : own, arena, office));
    return schedule_start(&config->newsletter_at);
}

// Runs a part that only reads the store.
static enum outcome read_store(const struct config *config, struct arena *arena,
                               enum outcome (*part)(const struct config *, struct store *,
                                                    struct arena *)) {
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_READ, &store));
    enum outcome outcome = check_to_date(store);
    if (outcome == OK)
        outcome = store_prepare(store);
    if (outcome == OK)
        outcome = part(config, store, arena);
    store_close(store);
    return outcome == OK ? finish_output() : outcome;
}

static enum outcome print_mail(const struct config *config, struct arena *arena,
                               const struct issue *issue) {
    struct post_office office;
    struct views *views = NULL;
    struct text mail = {.arena = arena};
    TRY(open_office(config, arena, &office));
    TRY(views_open(config->dev, &views));
    enum outcome outcome = letter_preview(views, arena, &office.sender.post, issue, &mail);
    views_close(views);
    if (outcome == OK)
        (void)fwrite(mail.bytes, 1, mail.length, stdout); // finish_output tells of a failure
    return outcome;
}

static enum outcome preview(const struct config *config, struct store *store, struct arena *arena) {
    struct draft draft;
    TRY(issue_draft(store, arena, store_now(), &draft));
    if (draft.issue.item_count > 0)
        return print_mail(config, arena, &draft.issue);
    (void)fputs("Nothing has changed since the last issue, so none would be composed.\n", stderr);
    return OK;
}

static enum outcome print_issue(struct store *store, struct arena *arena,
                                const struct issue *issue) {
    struct delivery_counts counts;
    struct open_issue open;
    TRY(deliveries_count(store, arena, issue->id, &counts));
    enum outcome outcome = issues_open(store, &open);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    (void)printf("issue        %" PRId64 ", %s, \"%s\"\n"
                 "deliveries   %" PRId64 " sent, %" PRId64 " waiting, %" PRId64 " failed, %" PRId64
                 " cancelled%s\n",
                 issue->id, moment_words(arena, issue->composed_at), issue->subject, counts.sent,
                 counts.waiting, counts.failed, counts.cancelled,
                 outcome == OK ? "; more are being added" : "");
    return OK;
}

// Where nothing is sent for a while, and why.
static enum outcome print_brakes(struct store *store, struct arena *arena) {
    struct brake *brakes = NULL;
    size_t count = 0;
    TRY(brakes_list(store, arena, &brakes, &count));
    for (size_t i = 0; i < count; i++) {
        const struct brake *brake = &brakes[i];
        (void)printf("paused       %s since %s: %" PRId64 " of %" PRId64
                     " refused (%s); next try %s\n",
                     brake_place(store, arena, brake->scope), moment_words(arena, brake->since),
                     brake->share.refused, brake->share.tried, brake->reason,
                     moment_words(arena, brake->due_at));
    }
    return OK;
}

static enum outcome print_status(const struct config *config, struct store *store,
                                 struct arena *arena) {
    struct subscriber_counts subscribers;
    TRY(subscribers_count(store, &subscribers));
    (void)printf("subscribers  %" PRId64 " confirmed, %" PRId64 " pending, %" PRId64
                 " left, %" PRId64 " suppressed\n",
                 subscribers.confirmed, subscribers.pending, subscribers.left,
                 subscribers.suppressed);
    if (subscribers.complaints > 0)
        (void)printf("complaints   %" PRId64 " of those suppressed\n", subscribers.complaints);
    struct issue *newest = NULL;
    size_t count = 0;
    TRY(issues_newest(store, arena, 1, &newest, &count));
    if (count > 0)
        TRY(print_issue(store, arena, newest));
    else
        (void)puts("issue        none yet");
    TRY(print_brakes(store, arena));
    if (!config->newsletter_at.set) {
        (void)puts("next         none: --newsletter-at is not set");
        return OK;
    }
    TRY(schedule_start(&config->newsletter_at));
    struct slot slot = schedule_slot(&config->newsletter_at, store_now(), 1);
    (void)printf("next         %s\n", moment_words(arena, slot.due_at));
    return OK;
}

static enum outcome drain(const struct config *config, struct store *store,
                          const struct operation_kind *kind, struct operation *operation) {
    struct arena *arena = operation->arena;
    struct post_office office;
    struct writer *writer = NULL;
    TRY(open_office(config, arena, &office));
    TRY(token_start());
    TRY(migrate_to_date(store));
    TRY(store_prepare(store));
    TRY(operation_run(kind, operation, store));
    TRY(writer_start(store, false, &writer));
    int64_t sent = 0;
    enum outcome outcome = sender_drain(&office.sender, writer, &sent);
    writer_stop(writer);
    const char *mails = sent == 1 ? "mail" : "mails";
    if (office.sender.smtp)
        (void)printf("%" PRId64 " %s sent.\n", sent, mails);
    else
        (void)printf("%" PRId64 " %s written to %s/mail: no mail server is set.\n", sent, mails,
                     config->data);
    return outcome == OK ? finish_output() : outcome;
}

// The running server sends; without one, this process does.
static enum outcome send_all(const struct config *config, struct operation *operation) {
    static const char name[] = "newsletter-send";
    post_warn(config);
    enum outcome outcome = client_ask(config->data, name, operation);
    if (outcome != NOT_FOUND)
        return tell(operation, outcome);
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_WRITE, &store));
    outcome = drain(config, store, operation_find(name), operation);
    store_close(store);
    return outcome;
}

static enum outcome run_word(const struct config *config, char **words, struct arena *arena) {
    const char *word = words[0];
    struct operation operation = {.arena = arena, .told = {.arena = arena}};
    if (strcmp(word, "preview") == 0)
        return read_store(config, arena, preview);
    if (strcmp(word, "status") == 0)
        return read_store(config, arena, print_status);
    if (strcmp(word, "compose") == 0) {
        post_warn(config);
        return run_operation(config, "newsletter-compose", &operation);
    }
    if (strcmp(word, "send") == 0)
        return send_all(config, &operation);
    operation.words = (const char *const *)&words[1];
    operation.word_count = 1;
    return run_operation(config,
                         strcmp(word, "release") == 0 ? "newsletter-release" : "newsletter-retry",
                         &operation);
}

enum outcome command_newsletter(const struct config *config, char **words) {
    struct arena *arena = arena_new();
    enum outcome outcome = run_word(config, words, arena);
    arena_free(arena);
    return outcome;
}

// Reads standard input to its end, so that a mail server's pipe does not break, and keeps the
// beginning.
static enum outcome read_input(struct arena *arena, struct bytes *out) {
    char *mail = arena_take(arena, BOUNCE_MAX);
    char rest[16 * 1024];
    *out = (struct bytes){mail, fread(mail, 1, BOUNCE_MAX, stdin)};
    while (fread(rest, 1, sizeof rest, stdin) > 0)
        ;
    return ferror(stdin) ? complain(INTERNAL, "standard input cannot be read") : OK;
}

// What is no report is kept for the operator and is no failure: a mail server that pipes mail here
// would send one on to whoever wrote it.
static enum outcome note_bounce(const struct config *config, struct arena *arena) {
    // Postfix's local(8), qmail and Exim say to whom they deliver.
    const char *const recipients[] = {getenv("ORIGINAL_RECIPIENT"), getenv("RECIPIENT")};
    struct bytes mail;
    TRY(read_input(arena, &mail));
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_READ, &store)); // a wrong folder must not become a store
    store_close(store);
    struct bounce bounce =
        bounce_read(arena, recipients, sizeof recipients / sizeof *recipients, mail);
    if (bounce.delivery_id == 0 || bounce.report.kind == REPORT_NONE) {
        TRY(token_start());
        TRY(unread_keep(config->data, mail));
        (void)puts("This is not a report of a mail that did not arrive.");
        return finish_output();
    }
    struct operation operation = {.arena = arena, .told = {.arena = arena}};
    bounce_words(&operation, &bounce);
    return run_operation(config, "bounce", &operation);
}

enum outcome command_bounce(const struct config *config) {
    struct arena *arena = arena_new();
    enum outcome outcome = note_bounce(config, arena);
    arena_free(arena);
    return outcome;
}
