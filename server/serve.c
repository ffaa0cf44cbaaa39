// serve.c: the command serve: starts the parts in order and undoes them in reverse.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/event.h"
#include "base/log.h"
#include "base/log_queue.h"
#include "base/token.h"
#include "commands/command.h"
#include "config.h"
#include "db/comparisons.h"
#include "db/migrate.h"
#include "db/store.h"
#include "db/writer.h"
#include "domain/slug.h"
#include "http/listener.h"
#include "http/request_check.h"
#include "newsletter/schedule.h"
#include "newsletter/sender.h"
#include "operator/importer.h"
#include "operator/page.h"
#include "pages/session.h"
#include "pages/site.h"
#include "post.h"
#include "routes.h"
#include "views/views.h"

enum {
    GRACE_MS = 10000, // for the requests in flight, at a stop
    OPERATOR_CONNECTIONS = 16,
    OPERATOR_TIMEOUT = 600, // seconds: a large import on a slow machine
};

// One serving thread's own things.
struct worker {
    struct site site;
    struct store *store;
    struct views *views;
};

struct process {
    const struct config *config;
    struct store *store; // holds the lock; the only connection that writes
    struct writer *writer;
    struct worker *workers;
    struct site **sites;
    struct listener *listener;
    struct site operator_site;
    struct store *operator_store; // for operations, to look at
    struct importer *importer;
    struct listener *operator_listener;
    struct arena *arena;
    struct event *mail_due; // wakes the sender
    struct post_office post_office;
    struct sender *sender;
    const char *newest;      // the newest comparison's address, or NULL
    const char *base_url;    // NULL: not known; both in the arena
    const char *cookie_name; // likewise
    struct token_key token_key;
};

static enum outcome open_writer(struct process *process) {
    TRY(store_open(process->config->data, STORE_WRITE, &process->store));
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    TRY(migrate(process->store, migrations, count));
    return store_prepare(process->store);
}

static enum outcome open_worker(const struct config *config, struct worker *worker) {
    TRY(store_open(config->data, STORE_READ, &worker->store));
    TRY(store_prepare(worker->store));
    return views_open(config->dev, &worker->views);
}

static enum outcome open_workers(struct process *process) {
    size_t count = (size_t)process->config->workers;
    process->workers = calloc(count, sizeof *process->workers);
    process->sites = calloc(count, sizeof *process->sites);
    if (!process->workers || !process->sites) {
        log_line(LOG_ERROR, "serve", "cause", strerror(errno), NULL);
        return INTERNAL;
    }
    for (size_t i = 0; i < count; i++) {
        struct worker *worker = &process->workers[i];
        TRY(open_worker(process->config, worker));
        worker->site = (struct site){.store = worker->store,
                                     .views = worker->views,
                                     .writer = process->writer,
                                     .mail_due = process->mail_due,
                                     .base_url = process->base_url,
                                     .cookie_name = process->cookie_name,
                                     .token_key = &process->token_key,
                                     .dev_folder = process->config->dev};
        process->sites[i] = &worker->site;
    }
    return OK;
}

// Where the site's links lead; nobody can be sent to an address that means every interface.
static void choose_base_url(struct process *process) {
    const char *address = listener_address(process->listener);
    process->base_url = process->config->base_url;
    if (!process->base_url && !listener_is_everywhere(address))
        process->base_url = arena_format(process->arena, "http://%s", address);
    const char *own = process->base_url ? process->base_url : address;
    process->cookie_name = session_cookie_name(process->arena, own);
}

static void warn_of_links(const struct config *config, const char *base_url) {
    if (!base_url)
        log_line(LOG_WARNING, "serve", "cause",
                 "the site's address is not known: pages and feeds leave it out, and mails wait",
                 "hint", "name the site's public address: --base-url", NULL);
    else
        post_warn(config);
}

// Where to look first, for the one who started it. Before serving: the store is a worker's.
static enum outcome find_newest(struct process *process) {
    struct comparison *newest = NULL;
    size_t count = 0;
    TRY(comparisons_newest(process->workers[0].store, process->arena, 1, &newest, &count));
    if (count > 0)
        process->newest = comparison_address(process->arena, newest->tools, newest->tool_count);
    return OK;
}

static enum outcome announce(const struct process *process) {
    const char *address = listener_address(process->listener);
    // The flush tells of a failure.
    (void)printf("Listening on http://%s\n", address);
    if (process->newest)
        (void)printf("Newest comparison: http://%s/compare/%s\n", address, process->newest);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        log_line(LOG_ERROR, "serve", "cause", "standard output cannot be written", NULL);
        return INTERNAL;
    }
    log_line(LOG_INFO, "serve", "address", address, "base_url",
             process->base_url ? process->base_url : "none", NULL);
    warn_of_links(process->config, process->base_url);
    return OK;
}

// For the one who runs the server, at a socket that the lock of the store makes ours. Some volumes
// of containers hold no sockets; readers are served all the same.
static enum outcome serve_operator(struct process *process) {
    const struct listener_policy policy = {.hosts = "",
                                           .proxies = "",
                                           .request_timeout = OPERATOR_TIMEOUT,
                                           .bodies = process->config->data,
                                           .connections = OPERATOR_CONNECTIONS};
    struct site *site = &process->operator_site;
    TRY(store_open(process->config->data, STORE_READ, &process->operator_store));
    TRY(store_prepare(process->operator_store));
    TRY(importer_start(process->config->data, process->writer, &process->importer));
    *site = (struct site){.store = process->operator_store,
                          .writer = process->writer,
                          .mail_due = process->mail_due,
                          .importer = process->importer,
                          .base_url = process->base_url};
    if (listener_bind_file(process->config->data, OPERATOR_SOCKET, &process->operator_listener) !=
        OK) {
        log_line(LOG_WARNING, "operator", "cause",
                 "commands that write cannot ask this server, and are refused while it runs", NULL);
        return OK;
    }
    return listener_serve(process->operator_listener, operator_routes(), &site, 1, &policy);
}

static enum outcome serve_readers(struct process *process) {
    const struct listener_policy policy = {.limited = process->config->limits,
                                           .base_url = process->config->base_url,
                                           .hosts = process->config->hosts,
                                           .proxies = process->config->trusted_proxies,
                                           .request_timeout = process->config->request_timeout};
    return listener_serve(process->listener, site_routes(), process->sites,
                          (size_t)process->config->workers, &policy);
}

static enum outcome start(struct process *process) {
    TRY(token_start());
    token_key_make(&process->token_key);
    TRY(open_writer(process));
    TRY(listener_bind(process->config->listen, &process->listener));
    choose_base_url(process);
    TRY(post_open(process->config, process->base_url, process->arena, &process->post_office));
    TRY(schedule_start(&process->config->newsletter_at));
    TRY(event_new(&process->mail_due));
    TRY(writer_start(process->store, !process->config->group_commit, &process->writer));
    TRY(open_workers(process));
    TRY(find_newest(process));
    TRY(sender_start(&process->post_office.sender, process->writer, process->mail_due,
                     &process->sender));
    TRY(serve_operator(process));
    TRY(serve_readers(process));
    return announce(process);
}

static void undo(struct process *process) {
    listener_stop(process->listener, GRACE_MS);
    importer_stop(process->importer); // else the next line waits for an import
    listener_stop(process->operator_listener, GRACE_MS);
    importer_free(process->importer);
    sender_stop(process->sender);
    writer_stop(process->writer);
    for (int i = 0; process->workers && i < process->config->workers; i++) {
        views_close(process->workers[i].views);
        store_close(process->workers[i].store);
    }
    free(process->sites);
    free(process->workers);
    event_free(process->mail_due);
    store_close(process->operator_store);
    store_close(process->store);
}

// Adds a signal, unless who started us has it ignored: nohup does that to SIGHUP, and a shell's "&"
// to SIGINT. A signal that is blocked would be taken all the same.
static bool add_unless_ignored(sigset_t *stop, int number) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0)
        return false;
    return action.sa_handler == SIG_IGN || sigaddset(stop, number) == 0;
}

// The signals that stop the server are taken by sigwait alone, so they are blocked before any
// thread begins.
static enum outcome block_signals(sigset_t *stop) {
    if (sigemptyset(stop) == 0 && sigaddset(stop, SIGTERM) == 0 &&
        add_unless_ignored(stop, SIGINT) && add_unless_ignored(stop, SIGHUP) &&
        pthread_sigmask(SIG_BLOCK, stop, NULL) == 0 && signal(SIGPIPE, SIG_IGN) != SIG_ERR)
        return OK;
    log_line(LOG_ERROR, "serve", "cause", "signals cannot be blocked", NULL);
    return INTERNAL;
}

static enum outcome serve_until_signal(struct process *process) {
    sigset_t stop;
    TRY(block_signals(&stop));
    TRY(log_queue_start());
    TRY(start(process));
    int taken = 0;
    (void)sigwait(&stop, &taken); // fails only for a set that is not valid
    log_line(LOG_INFO, "stop", "signal", strsignal(taken), NULL);
    return OK;
}

enum outcome command_serve(const struct command_run *run) {
    struct process process = {.config = run->config, .arena = run->arena};
    enum outcome outcome = serve_until_signal(&process);
    undo(&process);
    log_queue_stop();
    return outcome;
}
