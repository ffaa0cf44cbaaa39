// listener.c: see listener.h. One listening socket and one daemon per worker, on the same port.
#include "http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "http/request.h"

enum {
    BACKLOG = 1024,
    CONNECTION_MEMORY = 32768, // holds HEAD_MAX and the headers of the answer
    SPARE_DESCRIPTORS = 64,    // for the store, the log and the rest of the process
};

struct listener {
    int socket; // keeps the port; the workers' own ones listen
    struct sockaddr_storage bound;
    socklen_t bound_size;
    char address[INET6_ADDRSTRLEN + 16];
    struct worker *workers;
    size_t worker_count;
    pthread_mutex_t mutex; // guards `unfinished`, which `idle` tells of
    pthread_cond_t idle;
    struct limits *limits;
    struct deadlines *deadlines;
    int patience;    // seconds
    long unfinished; // requests that began and have not ended
};

static enum outcome refuse(enum outcome outcome, const char *address, const char *cause) {
    log_line(LOG_ERROR, "listen", "address", address, "cause", cause, NULL);
    return outcome;
}

// The resolver takes larger numbers too, and wraps them.
static bool is_port(const char *text) {
    size_t length = strlen(text);
    return length >= 1 && length <= 5 && strspn(text, "0123456789") == length &&
           strtol(text, NULL, 10) <= 65535;
}

// Splits "host:port", "[host]:port" or ":port".
static bool split(const char *address, char *host, size_t size, const char **port) {
    const char *colon = strrchr(address, ':');
    if (!colon || !is_port(colon + 1))
        return false;
    *port = colon + 1;
    const char *begin = address;
    const char *end = colon;
    if (begin[0] == '[' && end > begin + 1 && end[-1] == ']') {
        begin++;
        end--;
    } else if (memchr(begin, ':', (size_t)(end - begin))) {
        return false; // an IPv6 address without its brackets
    }
    int length = snprintf(host, size, "%.*s", (int)(end - begin), begin);
    return length >= 0 && (size_t)length < size;
}

static bool name_socket(struct listener *listener) {
    char host[INET6_ADDRSTRLEN];
    char port[8];
    listener->bound_size = sizeof listener->bound;
    if (getsockname(listener->socket, (struct sockaddr *)&listener->bound, &listener->bound_size) !=
            0 ||
        getnameinfo((struct sockaddr *)&listener->bound, listener->bound_size, host, sizeof host,
                    port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return false;
    bool six = listener->bound.ss_family == AF_INET6;
    int length = snprintf(listener->address, sizeof listener->address, "%s%s%s:%s", six ? "[" : "",
                          host, six ? "]" : "", port);
    return length > 0 && (size_t)length < sizeof listener->address;
}

// A socket that is bound, or -1 with errno. `shared`: others of this process may bind the same.
static int bound_socket(const struct sockaddr *address, socklen_t size, bool shared) {
    const int on = 1;
    int made = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0)
        return -1;
    if (setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (shared && setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) ||
        bind(made, address, size) != 0) {
        int fault = errno;
        (void)close(made); // nothing was written
        errno = fault;
        return -1;
    }
    return made;
}

// Sockets that share a port let in whoever else shares it, so it is tried alone first. What then
// stays bound only keeps the port: each worker listens on a socket of its own, and the kernel
// spreads the connections over them.
static enum outcome bind_socket(struct listener *listener, const char *address,
                                const struct addrinfo *info) {
    int alone = bound_socket(info->ai_addr, info->ai_addrlen, false);
    if (alone < 0 || listen(alone, BACKLOG) != 0) {
        int fault = errno;
        if (alone >= 0)
            (void)close(alone); // nothing was written
        return refuse(fault == EADDRINUSE ? CONFLICT : INVALID, address, strerror(fault));
    }
    (void)close(alone); // nothing was written
    listener->socket = bound_socket(info->ai_addr, info->ai_addrlen, true);
    if (listener->socket < 0 || !name_socket(listener))
        return refuse(INTERNAL, address, strerror(errno));
    return OK;
}

static enum outcome resolve_and_bind(struct listener *listener, const char *address) {
    char host[INET6_ADDRSTRLEN];
    const char *port = NULL;
    if (!split(address, host, sizeof host, &port))
        return refuse(INVALID, address, "is not an address and port, such as 127.0.0.1:8080");
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host[0] ? host : NULL, port, &hints, &found);
    if (code != 0)
        return refuse(INVALID, address, "is not a numeric address and port");
    enum outcome outcome = bind_socket(listener, address, found);
    freeaddrinfo(found);
    return outcome;
}

enum outcome listener_bind(const char *address, struct listener **out) {
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        return refuse(INTERNAL, address, strerror(errno));
    listener->socket = -1;
    int code = pthread_mutex_init(&listener->mutex, NULL);
    if (code == 0)
        code = pthread_cond_init(&listener->idle, NULL);
    enum outcome outcome =
        code == 0 ? resolve_and_bind(listener, address) : refuse(INTERNAL, address, strerror(code));
    if (outcome != OK) {
        listener_stop(listener, 0);
        return outcome;
    }
    *out = listener;
    return OK;
}

const char *listener_address(const struct listener *listener) {
    return listener->address;
}

void listener_count(struct listener *listener, int change) {
    (void)pthread_mutex_lock(&listener->mutex); // a plain mutex that is initialized cannot fail
    listener->unfinished += change;
    if (listener->unfinished == 0)
        (void)pthread_cond_signal(&listener->idle);
    (void)pthread_mutex_unlock(&listener->mutex);
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

// libmicrohttpd 1.0 unfolds folded headers unless it is told to be strict; 0.9.75 leaves them for
// guard.c to see.
#if MHD_VERSION >= 0x00097701
#define STRICTLY MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#else
#define STRICTLY
#endif

// At the process's limit of descriptors the library would spin, so each loop stays below its share.
static unsigned connections_per_worker(size_t workers) {
    struct rlimit limit;
    rlim_t most = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    if (most > 65536)
        most = 65536;
    rlim_t share = most > 2 * SPARE_DESCRIPTORS ? (most - SPARE_DESCRIPTORS) / workers : 16;
    return share > 1 ? (unsigned)share : 1;
}

static enum outcome start_worker(struct listener *listener, struct worker *worker, size_t workers) {
    worker->gzip = gzip_new();
    int own = worker->gzip ? bound_socket((const struct sockaddr *)&listener->bound,
                                          listener->bound_size, true)
                           : -1;
    if (own < 0 || listen(own, BACKLOG) != 0)
        return refuse(INTERNAL, listener->address, strerror(errno));
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME,
        0, NULL, NULL, request_handle, worker, MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
        STRICTLY MHD_OPTION_LISTEN_SOCKET, own, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)listener->patience, MHD_OPTION_CONNECTION_LIMIT, connections_per_worker(workers),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK,
        request_begin, worker, MHD_OPTION_NOTIFY_CONNECTION, deadlines_notify, listener->deadlines,
        MHD_OPTION_NOTIFY_COMPLETED, request_end, worker, MHD_OPTION_END);
    if (worker->daemon)
        return OK;
    (void)close(own); // nothing was written to it
    return refuse(INTERNAL, listener->address, "an event loop could not be started");
}

enum outcome listener_serve(struct listener *listener, const struct routes *routes,
                            struct site **sites, size_t workers,
                            const struct listener_policy *policy) {
    listener->patience = policy->patience;
    TRY(limits_new(policy->limited, policy->proxies, &listener->limits));
    TRY(deadlines_start(policy->patience, &listener->deadlines));
    listener->workers = calloc(workers, sizeof *listener->workers);
    if (!listener->workers)
        return refuse(INTERNAL, listener->address, strerror(errno));
    listener->worker_count = workers;
    for (size_t i = 0; i < workers; i++) {
        struct worker *worker = &listener->workers[i];
        *worker = (struct worker){.listener = listener,
                                  .site = sites[i],
                                  .routes = routes,
                                  .limits = listener->limits,
                                  .deadlines = listener->deadlines};
        TRY(start_worker(listener, worker, workers));
    }
    return OK;
}

// Waits until no request is unfinished, at most `grace_ms`.
static void wait_until_idle(struct listener *listener, int grace_ms) {
    struct timespec deadline;
    if (clock_gettime(CLOCK_REALTIME, &deadline) != 0)
        return; // cannot happen for this clock
    deadline.tv_sec += grace_ms / 1000;
    deadline.tv_nsec += grace_ms % 1000 * 1000000L;
    if (deadline.tv_nsec >= 1000000000L) {
        deadline.tv_sec++;
        deadline.tv_nsec -= 1000000000L;
    }
    (void)pthread_mutex_lock(&listener->mutex);
    int code = 0;
    while (listener->unfinished > 0 && code == 0)
        code = pthread_cond_timedwait(&listener->idle, &listener->mutex, &deadline);
    (void)pthread_mutex_unlock(&listener->mutex);
    if (code != 0)
        log_line(LOG_WARNING, "stop", "cause", "requests were still running at the deadline", NULL);
}

void listener_stop(struct listener *listener, int grace_ms) {
    if (!listener)
        return;
    for (size_t i = 0; i < listener->worker_count; i++) {
        if (listener->workers[i].daemon) {
            int own = MHD_quiesce_daemon(listener->workers[i].daemon);
            if (own >= 0)
                (void)close(own); // nothing was written to it
        }
    }
    if (listener->socket >= 0)
        (void)close(listener->socket); // from here on the system refuses connections
    wait_until_idle(listener, grace_ms);
    for (size_t i = 0; i < listener->worker_count; i++) {
        if (listener->workers[i].daemon)
            MHD_stop_daemon(listener->workers[i].daemon);
        gzip_free(listener->workers[i].gzip);
    }
    (void)pthread_cond_destroy(&listener->idle); // nobody waits
    (void)pthread_mutex_destroy(&listener->mutex);
    deadlines_stop(listener->deadlines);
    limits_free(listener->limits);
    free(listener->workers);
    free(listener);
}
