// request.c: the walk of one request: begin, guard, route, page, response. Between the library's
// callbacks and the pages.
#include "http/request.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/body.h"
#include "http/head.h"
#include "http/router.h"
#include "http/send.h"
#include "http/status.h"
#include "http/target.h"

struct request {
    struct exchange exchange; // its arena is gone once `sent`
    struct worker *worker;
    struct MHD_Connection *connection;
    struct headers headers; // in the arena
    const char *host;       // that is asked, "name:port"; NULL: none
    struct body body;
    struct match match; // of its target, when that could be read
    bool target_read;
    bool last; // what is behind it on the connection is not believed
    bool judged;
    bool sent;
    int64_t began; // microseconds; 0 when requests are not logged
};

// Pages see the exchange; the request around it is this folder's.
static struct request *request_of(const struct exchange *exchange) {
    return (struct request *)(uintptr_t)exchange; // its first member
}

// Ends the target, as the library keeps it, before its first parameter. The library would make a
// record of each in the connection's memory, which nobody reads here: some 500 use it up, and then
// 0.9.75 neither answers nor closes nor tells us. It parses only after this callback, and the
// buffer is its own and writable.
static void hide_parameters(const char *target) {
    const char *mark = strchr(target, '?');
    if (mark && mark[1] != '\0')
        ((char *)(uintptr_t)mark)[1] = '\0';
}

void *request_begin(void *cls, const char *target, struct MHD_Connection *connection) {
    struct worker *worker = cls;
    struct request *request = calloc(1, sizeof *request);
    if (!request)
        return NULL;
    listener_count(worker->listener, UNFINISHED, 1);
    request->exchange.arena = arena_new();
    request->exchange.site = worker->site;
    request->exchange.body_file = -1;
    body_init(&request->body, request->exchange.arena);
    request->body.folder = worker->bodies;
    request->worker = worker;
    request->connection = connection;
    request->exchange.target = arena_copy_string(request->exchange.arena, target);
    hide_parameters(target);
    request_timeouts_keep(connection, request);
    return request;
}

static void end(struct request *request) {
    struct worker *worker = request->worker;
    body_end(&request->body);
    if (!request->sent)
        arena_free(request->exchange.arena);
    free(request);
    listener_count(worker->listener, UNFINISHED, -1);
}

void request_end(void *cls, struct MHD_Connection *connection, void **state,
                 enum MHD_RequestTerminationCode why) {
    (void)why;
    struct worker *worker = cls;
    struct request *request = *state;
    request_timeouts_begin(worker->timeouts, connection);
    *state = NULL;
    if (request)
        end(request);
}

void request_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
                        enum MHD_ConnectionNotificationCode code) {
    struct worker *worker = cls;
    struct request *left =
        request_timeouts_notify(worker->timeouts, connection, socket_context, code);
    if (left)
        end(left); // the library met a second error in it, of which it tells nothing
}

static void log_request(const struct exchange *exchange, const char *method, int64_t began) {
    char status[16];
    char bytes[32];
    char taken[32];
    (void)snprintf(status, sizeof status, "%d", exchange->response.status);
    (void)snprintf(bytes, sizeof bytes, "%zu", exchange->response.length);
    (void)snprintf(taken, sizeof taken, "%" PRId64, clock_monotonic_us() - began);
    log_line(LOG_REQUEST, "request", "method", method, "path", exchange->path ? exchange->path : "",
             "status", status, "bytes", bytes, "microseconds", taken, NULL);
}

static enum outcome call(const struct worker *worker, struct exchange *exchange,
                         handler *function) {
    const struct routes *routes = worker->routes;
    if (routes->begin)
        TRY(routes->begin(worker->site));
    enum outcome outcome = function(exchange);
    if (routes->end)
        routes->end(worker->site);
    return outcome;
}

// The page for what went wrong, or, when even that fails, a line of text.
static void respond_with_error(struct worker *worker, struct exchange *exchange, int status) {
    exchange->response = (struct response){.status = status,
                                           .allow = exchange->response.allow,
                                           .cache_control = "no-store",
                                           .secret = exchange->response.secret};
    exchange->begin = NULL;
    if (call(worker, exchange, worker->routes->error_handler) == OK)
        return;
    static const char sorry[] = "Something went wrong on our side. Please try again.\n";
    respond_bytes(exchange, "text/plain; charset=utf-8", sorry, sizeof sorry - 1);
    exchange->response.status = 500;
}

// Whatever the response at an address that holds a token, the token is kept to itself.
static void keep_secret(struct exchange *exchange, const char *secret) {
    for (size_t i = 0; secret && i < exchange->query_count; i++) {
        if (strcmp(exchange->query[i].name, secret) == 0)
            exchange->response.secret = true;
    }
}

static const char *allowed(struct arena *arena, const struct match *match) {
    return arena_format(arena, "%s%s%s", match->get ? "GET, HEAD" : "",
                        match->get && match->post ? ", " : "", match->post ? "POST" : "");
}

// "/tool/x/" is "/tool/x".
static bool redirect_from_slash(struct exchange *exchange) {
    size_t length = strlen(exchange->raw_path);
    if (length < 2 || exchange->raw_path[length - 1] != '/' || !is_own_path(exchange->raw_path))
        return false;
    while (length > 1 && exchange->raw_path[length - 1] == '/')
        length--;
    respond_redirect(exchange, 301,
                     arena_format(exchange->arena, "%.*s%s", (int)length, exchange->raw_path,
                                  raw_query(exchange)));
    return true;
}

static void respond_to_outcome(struct worker *worker, struct exchange *exchange,
                               enum outcome outcome) {
    if (outcome == INVALID && exchange->method == METHOD_POST)
        respond_with_error(worker, exchange, 422); // the form is well made, but says what cannot be
    else if (outcome != OK)
        respond_with_error(worker, exchange, status_of(outcome));
}

// A refusal that a wrong setting can cause tells the operator what was compared.
static void log_refusal(const struct request *request, const char *cause) {
    const char *origin = headers_value(&request->headers, "Origin");
    const char *site = headers_value(&request->headers, "Sec-Fetch-Site");
    const char *base_url = request->worker->hosts.base_url;
    log_line(LOG_WARNING, "refused", "cause", cause, "origin", origin ? origin : "none", "site",
             site ? site : "none", "host", request->host ? request->host : "none", "base_url",
             base_url ? base_url : "none", NULL);
}

// Once: a proxy that asks for a host of its own would send every reader round in a circle.
static void log_redirect(const struct request *request) {
    static atomic_flag told = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&told))
        log_line(LOG_WARNING, "host", "cause",
                 "readers who ask for this host are sent to the base URL", "host", request->host,
                 "base_url", request->worker->hosts.base_url, "hint",
                 "to serve it as it is, name it: --hosts", NULL);
}

// A host that is not the site's has nothing of its own. True when it has a response.
static bool respond_to_foreign_host(struct request *request) {
    struct exchange *exchange = &request->exchange;
    const struct hosts *hosts = &request->worker->hosts;
    bool reads = exchange->method == METHOD_GET || exchange->method == METHOD_HEAD;
    if (hosts_serve(hosts, request->host, !reads))
        return false;
    if (reads) {
        log_redirect(request);
        respond_redirect(exchange, 301,
                         arena_format(exchange->arena, "%s%s%s", hosts->base_url,
                                      exchange->raw_path, raw_query(exchange)));
        exchange->response.cache_control = "no-store"; // the setting may be mended
    } else {
        log_refusal(request, "the host is not the site's; --hosts names further ones");
        respond_with_error(request->worker, exchange, 421);
    }
    return true;
}

static struct address client_of(const struct request *request) {
    return proxies_client(request->worker->proxies, head_peer(request->connection),
                          &request->headers);
}

bool exchange_take(const struct exchange *exchange, int rate) {
    const struct request *request = request_of(exchange);
    const struct address client = client_of(request);
    return rate_limits_take(request->worker->limits, &client, rate);
}

void exchange_give_back(const struct exchange *exchange, int rate) {
    const struct request *request = request_of(exchange);
    const struct address client = client_of(request);
    rate_limits_give_back(request->worker->limits, &client, rate);
}

// A POST, before its page: where it comes from, how much may come, the form. False when it was
// answered.
static bool read_post(struct request *request, const struct route *route) {
    struct exchange *exchange = &request->exchange;
    const struct body *body = &request->body;
    exchange->body = body->text.bytes ? body->text.bytes : "";
    exchange->body_length = body->length;
    exchange->body_file = body->file;
    struct refusal refusal = {0};
    if (!route->from_anywhere)
        refusal = hosts_judge_source(&request->worker->hosts, &request->headers, request->host);
    if (refusal.status != 0)
        log_refusal(request, "the form is from a page of another site");
    if (refusal.status == 0 && body->fault != 0)
        refusal = (struct refusal){507, strerror(body->fault)};
    if (refusal.status == 0 && route->rate != RATE_BY_HANDLER &&
        !exchange_take(exchange, route->rate))
        refusal = (struct refusal){429, NULL};
    if (refusal.status == 0 && !route->from_anywhere && !head_is_form(&request->headers))
        refusal = (struct refusal){415, "The request's content type is not that of a form."};
    if (refusal.status != 0) {
        exchange->problem = refusal.problem;
        respond_with_error(request->worker, exchange, refusal.status);
        return false;
    }
    if (!route->from_anywhere && form_read(exchange, exchange->body) != OK) {
        respond_with_error(request->worker, exchange, 422);
        return false;
    }
    return true;
}

static void respond(struct request *request) {
    struct worker *worker = request->worker;
    struct exchange *exchange = &request->exchange;
    const struct match *match = &request->match;
    exchange->cookies = head_cookies(&request->headers, exchange->arena);
    exchange->wants_json = head_wants_json(&request->headers);
    if (!request->target_read) {
        respond_with_error(worker, exchange, 400);
        return;
    }
    keep_secret(exchange, worker->routes->secret);
    if (respond_to_foreign_host(request) || redirect_from_slash(exchange))
        return;
    if (!match->route) {
        if (match->path_known)
            exchange->response.allow = allowed(exchange->arena, match);
        respond_with_error(worker, exchange, match->path_known ? 405 : 404);
        return;
    }
    if (match->parameter)
        exchange->parameter =
            arena_copy(exchange->arena, match->parameter, match->parameter_length);
    if (exchange->method != METHOD_POST || read_post(request, match->route))
        respond_to_outcome(worker, exchange, call(worker, exchange, match->route->handler));
}

void exchange_resume(struct exchange *exchange) {
    const struct request *request = request_of(exchange);
    struct listener *listener = request->worker->listener; // the request may end before this does
    MHD_resume_connection(request->connection);
    listener_count(listener, RESTING, -1);
}

// Sends the response, or lets the connection rest while the page's work is done elsewhere.
static enum MHD_Result send_or_wait(struct request *request, const char *method, bool close) {
    struct exchange *exchange = &request->exchange;
    if (exchange->begin && !listener_may_rest(request->worker->listener))
        respond_with_error(request->worker, exchange, 503);
    if (exchange->begin) {
        void (*begin)(struct exchange *) = exchange->begin;
        exchange->begin = NULL;
        MHD_suspend_connection(request->connection);
        begin(exchange); // from here on another thread may have it already
        return MHD_YES;
    }
    if (log_wants(LOG_REQUEST))
        log_request(exchange, method, request->began);
    request->sent = true;
    return send_response(request->worker, request->connection, exchange, close);
}

static void find_route(struct request *request) {
    struct exchange *exchange = &request->exchange;
    request->target_read = target_read(exchange) == OK;
    if (request->target_read)
        request->match = router_find(request->worker->routes, exchange->method, exchange->path);
}

// Bytes that the body may have.
static size_t body_max(const struct request *request) {
    const struct route *route = request->match.route;
    if (request->exchange.method != METHOD_POST)
        return 0;
    return route && route->body_max > 0 ? route->body_max : FORM_MAX;
}

// The first call: the head is there. Returns whether there is a response at once, which closes the
// connection, as the library does for every response in this call.
static bool judge_first(struct request *request, const char *method, const char *version) {
    struct exchange *exchange = &request->exchange;
    request->judged = true;
    request->began = log_wants(LOG_REQUEST) ? clock_monotonic_us() : 0;
    exchange->method = method_of_name(method);
    const struct head_line line = {method, exchange->target, version};
    bool from_proxy = proxies_have(request->worker->proxies, head_peer(request->connection));
    find_route(request);
    request->body.max = body_max(request);
    struct refusal refusal = head_judge(request->connection, &line, request->body.max, from_proxy,
                                        exchange->arena, &request->headers);
    request->last =
        refusal.status != 0 || headers_value(&request->headers, "Transfer-Encoding") != NULL;
    request->host = head_host(&request->headers, exchange->target, exchange->arena);
    if (refusal.status == 0 && exchange->method != METHOD_OTHER)
        return false;
    if (refusal.status == 413 && body_is_read_before_refused(&request->body, &request->headers))
        return false;
    exchange->problem = refusal.problem;
    if (refusal.status != 0)
        respond_with_error(request->worker, exchange, refusal.status);
    else
        respond(request); // no route has another method
    return true;
}

static enum MHD_Result take_body(struct body *body, const char *bytes, size_t *size) {
    size_t length = *size;
    *size = 0; // none is left to the library
    return body_take(body, bytes, length) ? MHD_YES : MHD_NO;
}

enum MHD_Result request_handle(void *cls, struct MHD_Connection *connection, const char *url,
                               const char *method, const char *version, const char *upload_data,
                               size_t *upload_data_size, void **state) {
    (void)cls;
    (void)url; // decoded, and cut at an encoded NUL: the raw target is used instead
    struct request *request = *state;
    if (!request)
        return MHD_NO; // there was no memory
    if (!request->judged)
        return judge_first(request, method, version) ? send_or_wait(request, method, true)
                                                     : MHD_YES;
    if (*upload_data_size > 0)
        return take_body(&request->body, upload_data, upload_data_size);
    struct exchange *exchange = &request->exchange;
    request_timeouts_end(request->worker->timeouts, connection);
    if (exchange->finish) {
        respond_to_outcome(request->worker, exchange,
                           call(request->worker, exchange, exchange->finish));
    } else if (request->body.came > request->body.max) {
        const struct refusal refusal = refuse_long_body(method, request->body.max);
        exchange->problem = refusal.problem;
        respond_with_error(request->worker, exchange, refusal.status);
    } else {
        respond(request);
    }
    return send_or_wait(request, method,
                        request->last || listener_is_stopping(request->worker->listener));
}
