// newsletter.c: see command.h. The commands that begin with newsletter.
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/deliveries.h"
#include "db/issues.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "db/writer.h"
#include "http/listener.h"
#include "newsletter/brake.h"
#include "newsletter/compose.h"
#include "newsletter/unread.h"
#include "operator/client.h"
#include "operator/newsletter.h"
#include "operator/operation.h"
#include "post.h"
#include "present/format.h"
#include "views/views.h"

enum { ISSUES_TOLD = 3 };

// Whether the links in mails lead somewhere.
static bool is_linked(const struct config *config) {
    return config->base_url || !listener_is_everywhere(config->listen);
}

// Opens what mails need.
static enum outcome open_office(const struct config *config, struct arena *arena,
                                struct post_office *office) {
    if (!is_linked(config))
        return complain(INVALID, "the links in mails need the site's address: --base-url");
    const char *own = arena_format(arena, "http://%s", config->listen);
    TRY(post_open(config, config->base_url ? config->base_url : own, arena, office));
    return schedule_start(&config->newsletter_at);
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
    return outcome == OK ? finish_output() : outcome;
}

enum outcome command_newsletter_preview(const struct command_run *run) {
    struct draft draft;
    TRY(issue_draft(run->store, run->arena, clock_wall_ms(), &draft));
    if (draft.issue.item_count > 0)
        return print_mail(run->config, run->arena, &draft.issue);
    (void)fputs("Nothing has changed since the last issue, so none would be composed.\n", stderr);
    return OK;
}

static enum outcome print_issue(struct store *store, struct arena *arena,
                                const struct issue *issue) {
    struct delivery_counts counts = {0};
    struct open_issue open;
    TRY(deliveries_count(store, issue->id, &counts));
    enum outcome outcome = issues_open(store, &open);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    (void)printf("issue        %" PRId64 ", %s, \"%s\"\n"
                 "deliveries   %" PRId64 " sent, %" PRId64 " waiting, %" PRId64 " failed, %" PRId64
                 " cancelled%s\n",
                 issue->id, format_moment(arena, issue->composed_at), issue->subject, counts.sent,
                 counts.waiting, counts.failed, counts.cancelled,
                 outcome == OK && open.id <= issue->id ? "; more are being added" : "");
    if (counts.soft + counts.gone + counts.about_us + counts.complaints > 0)
        (void)printf("came back    %" PRId64 " soft, %" PRId64 " gone, %" PRId64
                     " about us, %" PRId64 " complaint%s\n",
                     counts.soft, counts.gone, counts.about_us, counts.complaints,
                     counts.complaints == 1 ? "" : "s");
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
                     brake_place(store, arena, brake->scope), format_moment(arena, brake->since),
                     brake->share.refused, brake->share.tried, brake->reason,
                     format_moment(arena, brake->due_at));
    }
    return OK;
}

enum outcome command_newsletter_status(const struct command_run *run) {
    const struct schedule *schedule = &run->config->newsletter_at;
    struct store *store = run->store;
    struct arena *arena = run->arena;
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
    TRY(issues_newest(store, arena, ISSUES_TOLD, &newest, &count));
    for (size_t i = 0; i < count; i++)
        TRY(print_issue(store, arena, &newest[i]));
    if (count == 0)
        (void)puts("issue        none yet");
    TRY(print_brakes(store, arena));
    int unread = unread_count(run->config->data);
    if (unread > 0)
        (void)printf("unread       %d in %s/bounces\n", unread, run->config->data);
    if (!schedule->set) {
        (void)puts("next         none: --newsletter-at is not set");
        return finish_output();
    }
    TRY(schedule_start(schedule));
    struct slot slot = schedule_slot(schedule, clock_wall_ms(), 1);
    (void)printf("next         %s\n", format_moment(arena, slot.due_at));
    return finish_output();
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

static struct operation operation_with_arguments(const struct command_run *run, size_t count) {
    return (struct operation){.arena = run->arena,
                              .linked = is_linked(run->config),
                              .output = {.arena = run->arena},
                              .arguments = (const char *const *)run->arguments,
                              .argument_count = count};
}

// The running server sends; without one, this process does.
enum outcome command_newsletter_send(const struct command_run *run) {
    static const char name[] = "newsletter-send";
    const struct config *config = run->config;
    struct operation operation = operation_with_arguments(run, 0);
    post_warn(config);
    enum outcome outcome = client_ask(config->data, name, &operation);
    if (outcome != NOT_FOUND)
        return print_output(&operation, outcome);
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_WRITE, &store));
    outcome = drain(config, store, operation_find(name), &operation);
    store_close(store);
    return outcome;
}

static enum outcome run_with_arguments(const struct command_run *run, const char *name,
                                       size_t count) {
    struct operation operation = operation_with_arguments(run, count);
    return run_operation(run->config, name, &operation);
}

enum outcome command_newsletter_compose(const struct command_run *run) {
    post_warn(run->config);
    return run_with_arguments(run, "newsletter-compose", 0);
}

enum outcome command_newsletter_release(const struct command_run *run) {
    return run_with_arguments(run, "newsletter-release", 1);
}

enum outcome command_newsletter_retry(const struct command_run *run) {
    return run_with_arguments(run, "newsletter-retry", 1);
}
