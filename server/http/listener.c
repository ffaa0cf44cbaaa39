// listener.c: see listener.h. One listening socket and one daemon per worker, on the same address.
#include "http/listener.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "http/request.h"
#include "http/socket.h"

enum {
    CONNECTION_MEMORY = 32768, // holds HEAD_MAX and the headers of the response
    SPARE_DESCRIPTORS = 96,    // for the store, the log and the rest of the process
};

struct listener {
    struct binding binding;
    struct listener_policy policy;
    struct worker *workers;
    size_t worker_count;
    struct rate_limits *limits;
    struct proxies *proxies;
    struct request_timeouts *timeouts;
    atomic_bool stopping;
    pthread_mutex_t mutex;  // guards what follows
    pthread_cond_t changed; // a count is 0
    long counts[COUNTED];
    bool ending; // nothing may rest any more
};

static enum outcome refuse(enum outcome outcome, const char *address, const char *cause) {
    log_line(LOG_ERROR, "listen", "address", address, "cause", cause, NULL);
    return outcome;
}

// A listener that is bound to nothing yet.
static struct listener *listener_new(const char *address) {
    struct listener *listener = calloc(1, sizeof *listener);
    int code = listener ? pthread_mutex_init(&listener->mutex, NULL) : errno;
    if (code == 0)
        code = clock_condition_init(&listener->changed);
    if (code == 0)
        return listener;
    (void)refuse(INTERNAL, address, strerror(code)); // the caller has only this to return
    free(listener);
    return NULL;
}

static enum outcome keep_if(enum outcome outcome, struct listener *listener,
                            struct listener **out) {
    if (outcome == OK)
        *out = listener;
    else
        listener_stop(listener, 0);
    return outcome;
}

enum outcome listener_bind(const char *address, struct listener **out) {
    struct listener *listener = listener_new(address);
    if (!listener)
        return INTERNAL;
    return keep_if(binding_of_address(address, &listener->binding), listener, out);
}

enum outcome listener_bind_file(const char *folder, const char *file, struct listener **out) {
    struct listener *listener = listener_new(folder);
    if (!listener)
        return INTERNAL;
    return keep_if(binding_of_file(folder, file, &listener->binding), listener, out);
}

const char *listener_address(const struct listener *listener) {
    return listener->binding.address;
}

bool listener_is_everywhere(const char *address) {
    return is_unspecified(address);
}

void listener_count(struct listener *listener, enum counted which, int change) {
    (void)pthread_mutex_lock(&listener->mutex); // a plain mutex that is initialized cannot fail
    listener->counts[which] += change;
    if (listener->counts[which] == 0)
        (void)pthread_cond_signal(&listener->changed);
    (void)pthread_mutex_unlock(&listener->mutex);
}

bool listener_may_rest(struct listener *listener) {
    (void)pthread_mutex_lock(&listener->mutex);
    bool may = !listener->ending;
    listener->counts[RESTING] += may;
    (void)pthread_mutex_unlock(&listener->mutex);
    return may;
}

// The library's own complaints. Most tell of clients that went away.
static void log_library(void *cls, const char *format, va_list arguments) {
    (void)cls;
    char text[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" // the library's own format
    (void)vsnprintf(text, sizeof text, format, arguments);
#pragma GCC diagnostic pop
    text[strcspn(text, "\n")] = '\0';
    log_line(LOG_WARNING, "http", "cause", text, NULL);
}

bool listener_is_stopping(struct listener *listener) {
    return atomic_load_explicit(&listener->stopping, memory_order_relaxed);
}

// Called by the library for each new connection; what is not accepted it closes at once.
static enum MHD_Result accept_unless_stopping(void *cls, const struct sockaddr *peer,
                                              socklen_t size) {
    (void)peer;
    (void)size;
    return listener_is_stopping(cls) ? MHD_NO : MHD_YES;
}

// libmicrohttpd 1.0 unfolds folded headers unless it is told to be strict; 0.9.75 leaves them for
// request_check.c to see.
#if MHD_VERSION >= 0x00097701
#define STRICTLY MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#else
#define STRICTLY
#endif

// At the process's limit of descriptors the library would spin, so each loop stays below its share.
static unsigned connections_per_worker(const struct listener *listener) {
    if (listener->policy.connections > 0)
        return listener->policy.connections;
    struct rlimit limit;
    rlim_t most = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    if (most > 65536)
        most = 65536;
    rlim_t share =
        most > 2 * SPARE_DESCRIPTORS ? (most - SPARE_DESCRIPTORS) / listener->worker_count : 16;
    return share > 1 ? (unsigned)share : 1;
}

static enum outcome start_worker(struct listener *listener, struct worker *worker) {
    worker->gzip = gzip_new();
    int own = worker->gzip ? binding_listen(&listener->binding) : -1;
    if (own < 0)
        return refuse(INTERNAL, listener_address(listener), strerror(errno));
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME,
        0, accept_unless_stopping, listener, request_handle, worker, MHD_OPTION_EXTERNAL_LOGGER,
        log_library, NULL, STRICTLY MHD_OPTION_LISTEN_SOCKET, own, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)listener->policy.request_timeout, MHD_OPTION_CONNECTION_LIMIT,
        connections_per_worker(listener), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, request_begin, worker,
        MHD_OPTION_NOTIFY_CONNECTION, request_connection, worker, MHD_OPTION_NOTIFY_COMPLETED,
        request_end, worker, MHD_OPTION_END);
    if (worker->daemon)
        return OK;
    close_unwritten(own);
    return refuse(INTERNAL, listener_address(listener), "an event loop could not be started");
}

enum outcome listener_serve(struct listener *listener, const struct routes *routes,
                            struct site **sites, size_t workers,
                            const struct listener_policy *policy) {
    listener->policy = *policy;
    TRY(rate_limits_new(routes->rates, policy->limited ? routes->rate_count : 0,
                        &listener->limits));
    TRY(proxies_read(policy->proxies, &listener->proxies));
    TRY(request_timeouts_start(policy->request_timeout, &listener->timeouts));
    listener->workers = calloc(workers, sizeof *listener->workers);
    if (!listener->workers)
        return refuse(INTERNAL, listener_address(listener), strerror(errno));
    listener->worker_count = workers;
    for (size_t i = 0; i < workers; i++) {
        struct worker *worker = &listener->workers[i];
        *worker = (struct worker){.listener = listener,
                                  .site = sites[i],
                                  .routes = routes,
                                  .hosts = {policy->base_url, policy->hosts},
                                  .proxies = listener->proxies,
                                  .bodies = policy->bodies,
                                  .limits = listener->limits,
                                  .timeouts = listener->timeouts};
        TRY(start_worker(listener, worker));
    }
    return OK;
}

// Waits, with the mutex held, until no request is unfinished; an error code after `grace_ms`.
static int wait_for_responses(struct listener *listener, int grace_ms) {
    const struct timespec deadline = clock_deadline(grace_ms);
    int code = 0;
    while (listener->counts[UNFINISHED] > 0 && code == 0)
        code = pthread_cond_timedwait(&listener->changed, &listener->mutex, &deadline);
    return code;
}

// A request for which another thread works cannot be given up, and that thread always ends its
// work, so such requests are waited for without a bound, and then get their responses.
static void wait_until_idle(struct listener *listener, int grace_ms) {
    (void)pthread_mutex_lock(&listener->mutex);
    int code = wait_for_responses(listener, grace_ms);
    listener->ending = true;
    if (listener->counts[RESTING] > 0) {
        while (listener->counts[RESTING] > 0)
            (void)pthread_cond_wait(&listener->changed, &listener->mutex);
        code = wait_for_responses(listener, grace_ms);
    }
    (void)pthread_mutex_unlock(&listener->mutex);
    if (code != 0)
        log_line(LOG_WARNING, "stop", "cause", "requests were still running at the deadline", NULL);
}

void listener_stop(struct listener *listener, int grace_ms) {
    if (!listener)
        return;
    // MHD_quiesce_daemon would have the system refuse connections, but it races the library's own
    // loop (1.0.1 aborts in it), so the loops close what comes until they end.
    atomic_store(&listener->stopping, true);
    binding_end(&listener->binding);
    wait_until_idle(listener, grace_ms);
    for (size_t i = 0; i < listener->worker_count; i++) {
        if (listener->workers[i].daemon)
            MHD_stop_daemon(listener->workers[i].daemon);
        gzip_free(listener->workers[i].gzip);
    }
    (void)pthread_cond_destroy(&listener->changed); // nobody waits
    (void)pthread_mutex_destroy(&listener->mutex);
    request_timeouts_stop(listener->timeouts);
    rate_limits_free(listener->limits);
    proxies_free(listener->proxies);
    free(listener->workers);
    free(listener);
}
