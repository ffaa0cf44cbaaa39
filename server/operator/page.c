// page.c: see page.h. An operation runs as one change of the writer; an import in a thread of its
// own.
#include "operator/page.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/event.h"
#include "base/log.h"
#include "db/writer.h"
#include "operator/importer.h"
#include "operator/operation.h"
#include "pages/site.h"

struct job {
    struct change change; // first
    struct exchange *exchange;
    const struct operation_kind *kind;
    struct operation operation;
    bool begun; // a piece of it is done
};

static void respond_text(struct exchange *exchange, int status, const struct text *text) {
    respond_bytes(exchange, "text/plain; charset=utf-8", text->bytes ? text->bytes : "",
                  text->length);
    exchange->response.status = status;
    exchange->response.cache_control = "no-store";
}

static enum outcome apply(struct store *store, struct change *change) {
    struct job *job = (struct job *)change;
    job->operation.more = false;
    return job->kind->apply(&job->operation, store);
}

// The next piece waits behind what came meanwhile.
static void done(struct change *change) {
    struct job *job = (struct job *)change;
    bool more = change->outcome == OK && job->operation.more;
    job->begun = job->begun || more;
    if (more)
        writer_submit(job->exchange->site->writer, change);
    else
        exchange_resume(job->exchange);
}

static void begin(struct exchange *exchange) {
    struct job *job = exchange->work;
    writer_submit(exchange->site->writer, &job->change);
}

static enum outcome respond(struct exchange *exchange, const char *name, enum outcome outcome,
                            const struct text *output) {
    if (outcome != OK && (outcome != INVALID || output->length == 0))
        return outcome;
    event_set(exchange->site->mail_due); // whatever was done, there may be mail
    log_line(LOG_INFO, "operator", "operation", name, "result", outcome == OK ? "done" : "refused",
             NULL);
    respond_text(exchange, outcome == OK ? 200 : 422, output);
    return OK;
}

static enum outcome finish(struct exchange *exchange) {
    const struct job *job = exchange->work;
    if (job->change.outcome != OK && job->begun)
        exchange->problem = "the store cannot be written now: the server does the rest when it can";
    return respond(exchange, job->kind->name, job->change.outcome, &job->operation.output);
}

static enum outcome read_body(struct exchange *exchange, char **out) {
    size_t length = exchange->body_length;
    *out = arena_take(exchange->arena, length + 1);
    for (size_t at = 0; at < length;) {
        ssize_t got = pread(exchange->body_file, *out + at, length - at, (off_t)at);
        if (got <= 0 && errno != EINTR) {
            log_line(LOG_ERROR, "operator", "cause", strerror(errno), NULL);
            return INTERNAL;
        }
        at += got > 0 ? (size_t)got : 0;
    }
    return OK;
}

// Words that each end with NUL, as they lie in the body.
static enum outcome read_arguments(struct exchange *exchange, struct operation *operation) {
    if (exchange->body_length > OPERATOR_BODY_MAX) {
        exchange->problem = "More arguments than a command has.";
        return INVALID;
    }
    char *body = NULL;
    TRY(read_body(exchange, &body));
    const char *end = body + exchange->body_length;
    if (exchange->body_length > 0 && end[-1] != '\0') {
        exchange->problem = "The last word does not end with NUL.";
        return INVALID;
    }
    size_t count = 0;
    for (const char *at = body; at < end; at += strlen(at) + 1)
        count++;
    const char **arguments = arena_take_array(exchange->arena, count, sizeof *arguments);
    operation->arguments = arguments;
    for (const char *at = body; at < end; at += strlen(at) + 1)
        arguments[operation->argument_count++] = at;
    return OK;
}

static enum outcome post_operation(struct exchange *exchange) {
    struct job *job = arena_take(exchange->arena, sizeof *job);
    job->kind = operation_find(exchange->parameter);
    if (!job->kind)
        return NOT_FOUND;
    job->exchange = exchange;
    job->change = (struct change){.apply = apply, .done = done};
    job->operation = (struct operation){.arena = exchange->arena,
                                        .served = true,
                                        .linked = exchange->site->base_url != NULL,
                                        .reading = exchange->site->store,
                                        .output = {.arena = exchange->arena}};
    TRY(read_arguments(exchange, &job->operation));
    exchange->work = job;
    job->change.outcome = job->kind->prepare ? job->kind->prepare(&job->operation) : OK;
    if (job->change.outcome != OK)
        return finish(exchange);
    exchange->begin = begin;
    exchange->finish = finish;
    return OK;
}

struct import {
    struct import_request request; // first
    struct exchange *exchange;
};

static void import_done(struct import_request *request) {
    exchange_resume(((struct import *)request)->exchange);
}

static void import_begin(struct exchange *exchange) {
    importer_submit(exchange->site->importer, exchange->work);
}

static enum outcome import_finish(struct exchange *exchange) {
    const struct import_request *request = exchange->work;
    return respond(exchange, "import", request->outcome, &request->output);
}

static enum outcome post_import(struct exchange *exchange) {
    struct import *import = arena_take(exchange->arena, sizeof *import);
    if (exchange->body_length == 0)
        return INVALID; // no client sends it
    import->exchange = exchange;
    import->request =
        (struct import_request){.file = exchange->body_file, .done = import_done, .output = {
                                    .arena = exchange->arena
                                }};
    exchange->work = import;
    exchange->begin = import_begin;
    exchange->finish = import_finish;
    return OK;
}

// One line, as a command prints it.
static enum outcome send_problem(struct exchange *exchange) {
    int status = exchange->response.status;
    const char *cause = exchange->problem;
    if (status == 404 || status == 405)
        cause = "the running server does not know this command: restart it with this program";
    else if (status == 503 && !cause)
        cause = "the store cannot be written now, and nothing was changed: see the server's log";
    else if (status == 507)
        cause = arena_format(exchange->arena,
                             "the running server cannot keep the documents, and nothing was "
                             "changed: %s",
                             cause);
    else if (!cause)
        cause = "the running server could not do it: see its log";
    struct text line = {.arena = exchange->arena};
    log_plain_line(&line, cause, NULL);
    respond_text(exchange, status, &line);
    return OK;
}

static const struct route table[] = {
    {.method = METHOD_POST,
     .path = "/import",
     .handler = post_import,
     .body_max = SIZE_MAX,
     .from_anywhere = true},
    {.method = METHOD_POST,
     .path = "/:operation",
     .handler = post_operation,
     .body_max = SIZE_MAX,
     .from_anywhere = true},
};

static const struct routes routes = {
    .table = table,
    .count = sizeof table / sizeof *table,
    .error_handler = send_problem,
};

const struct routes *operator_routes(void) {
    return &routes;
}
