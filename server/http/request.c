// request.c: the walk of one request: begin, guard, route, page, reply. Between the library's
// callbacks and the pages.
#include "http/request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "http/guard.h"
#include "http/router.h"
#include "http/send.h"
#include "http/status.h"
#include "http/target.h"

enum { HEADERS_MAX = 256 };

struct request {
    struct exchange exchange; // its arena is gone once `sent`
    bool judged;
    bool sent;
};

void *request_begin(void *cls, const char *target, struct MHD_Connection *connection) {
    (void)connection;
    struct worker *worker = cls;
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return NULL;
    listener_count(worker->listener, 1);
    request->exchange.arena = arena_new();
    request->exchange.site = worker->site;
    request->exchange.target = arena_copy_string(request->exchange.arena, target);
    return request;
}

void request_end(void *cls, struct MHD_Connection *connection, void **state,
                 enum MHD_RequestTerminationCode why) {
    (void)connection;
    (void)why;
    struct worker *worker = cls;
    struct request *request = *state;
    if (!request)
        return;
    *state = NULL;
    if (!request->sent)
        arena_free(request->exchange.arena);
    free(request);
    listener_count(worker->listener, -1);
}

struct collected {
    struct header headers[HEADERS_MAX];
    size_t count;
};

static enum MHD_Result collect_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                      const char *value) {
    (void)kind;
    struct collected *collected = cls;
    if (collected->count == HEADERS_MAX)
        return MHD_NO;
    collected->headers[collected->count++] = (struct header){name, value ? value : ""};
    return MHD_YES;
}

static struct refusal judge(const struct exchange *exchange, struct MHD_Connection *connection,
                            const char *method, const char *version) {
    struct collected collected;
    collected.count = 0;
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_header, &collected);
    if (collected.count == HEADERS_MAX)
        return (struct refusal){431, "The request has too many headers."};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const struct head head = {.method = method,
                              .target = exchange->target,
                              .version = version,
                              .headers = collected.headers,
                              .header_count = collected.count,
                              .size = info ? info->header_size : 0};
    return guard_judge(&head);
}

static long long microseconds(void) {
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0
               ? (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000
               : 0;
}

static void log_request(const struct exchange *exchange, const char *method, long long began) {
    char status[16];
    char bytes[32];
    char taken[32];
    (void)snprintf(status, sizeof status, "%d", exchange->reply.status);
    (void)snprintf(bytes, sizeof bytes, "%zu", exchange->reply.length);
    (void)snprintf(taken, sizeof taken, "%lld", microseconds() - began);
    log_line(LOG_REQUEST, "request", "method", method, "path", exchange->path ? exchange->path : "",
             "status", status, "bytes", bytes, "microseconds", taken, NULL);
}

// The page for what went wrong, or, when even that fails, a line of text.
static void answer_error(struct worker *worker, struct exchange *exchange, int status) {
    exchange->reply = (struct reply){
        .status = status, .allow = exchange->reply.allow, .cache_control = "no-store"};
    if (worker->routes->error_page(exchange) == OK)
        return;
    static const char sorry[] = "Something went wrong on our side. Please try again.\n";
    reply_bytes(exchange, "text/plain; charset=utf-8", sorry, sizeof sorry - 1);
    exchange->reply.status = 500;
}

static const char *allowed(struct arena *arena, const struct match *match) {
    return arena_format(arena, "%s%s%s", match->get ? "GET, HEAD" : "",
                        match->get && match->post ? ", " : "", match->post ? "POST" : "");
}

// "/tool/x/" is "/tool/x"; a location that would begin with "//" could lead to another host.
static bool redirect_from_slash(struct exchange *exchange) {
    size_t length = strlen(exchange->raw_path);
    if (length < 2 || exchange->raw_path[length - 1] != '/' || exchange->raw_path[1] == '/')
        return false;
    while (length > 1 && exchange->raw_path[length - 1] == '/')
        length--;
    reply_redirect(exchange, 301,
                   arena_format(exchange->arena, "%.*s%s", (int)length, exchange->raw_path,
                                raw_query(exchange)));
    return true;
}

static void answer(struct worker *worker, struct exchange *exchange) {
    if (target_read(exchange) != OK) {
        answer_error(worker, exchange, 400);
        return;
    }
    if (redirect_from_slash(exchange))
        return;
    struct match match = router_find(worker->routes, exchange->method, exchange->path);
    if (!match.route) {
        if (match.path_known)
            exchange->reply.allow = allowed(exchange->arena, &match);
        answer_error(worker, exchange, match.path_known ? 405 : 404);
        return;
    }
    exchange->parameter = match.parameter;
    enum outcome outcome = match.route->page(exchange);
    if (outcome != OK)
        answer_error(worker, exchange, status_of(outcome));
}

enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *upload_data,
                               size_t *upload_data_size, void **state) {
    (void)url;         // decoded, and cut at an encoded NUL: the raw target is used instead
    (void)upload_data; // guard.c refuses the bodies of the methods that come here twice
    (void)upload_data_size;
    struct worker *worker = cls;
    struct request *request = *state;
    if (!request)
        return MHD_NO; // there was no memory
    struct exchange *exchange = &request->exchange;
    long long began = log_wants(LOG_REQUEST) ? microseconds() : 0;
    bool first = !request->judged;
    if (first) {
        request->judged = true;
        exchange->method = method_of_name(method);
        struct refusal refusal = judge(exchange, connection, method, version);
        bool reads = exchange->method == METHOD_GET || exchange->method == METHOD_HEAD;
        if (refusal.status == 0 && reads)
            return MHD_YES; // a reply queued now would close the connection
        if (refusal.status != 0) {
            exchange->problem = refusal.problem;
            answer_error(worker, exchange, refusal.status);
        } else {
            answer(worker, exchange); // no route takes a body yet, so none is waited for
        }
    } else {
        answer(worker, exchange);
    }
    if (log_wants(LOG_REQUEST))
        log_request(exchange, method, began);
    request->sent = true;
    return send_reply(worker, connection, exchange, first);
}
