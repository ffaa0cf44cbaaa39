// limits.c: see limits.h.
#include "http/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/token.h"

enum { BUCKETS = 8192, PROXIES_MAX = 16, DAY_SECONDS = 86400, ADDRESS_TEXT = 64 };

static const struct {
    double burst;
    double per_second;
} allowances[ALLOWANCE_COUNT] = {
    [ALLOW_WRITE] = {120, 2},
    [ALLOW_SESSION] = {30, 0.1},
    [ALLOW_SIGNUP] = {10, 1.0 / 60},
};

// An address as 16 bytes; IPv4 as ::ffff:a.b.c.d.
struct address {
    unsigned char bytes[16];
};

struct bucket {
    double taken; // of the burst, at `at`
    double at;    // seconds
};

struct limits {
    bool enabled;
    struct address proxies[PROXIES_MAX];
    size_t proxy_count;
    pthread_mutex_t mutex; // guards what follows
    struct block_key key;
    double key_made;
    struct bucket buckets[ALLOWANCE_COUNT][BUCKETS];
};

static double seconds(void) {
    struct timespec now;
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0
               ? (double)now.tv_sec + (double)now.tv_nsec / 1e9
               : 0;
}

static bool read_address(const char *text, struct address *out) {
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    if (inet_pton(AF_INET6, text, out->bytes) == 1)
        return true;
    memcpy(out->bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, out->bytes + sizeof mapped) == 1;
}

// Copies the list's element that ends before `end` into `text`, trimmed; returns where it begins.
static const char *last_element(const char *list, const char *end, char text[ADDRESS_TEXT]) {
    const char *begin = end;
    while (begin > list && begin[-1] != ',')
        begin--;
    const char *from = begin + strspn(begin, " \t");
    size_t length = from < end ? (size_t)(end - from) : 0;
    while (length > 0 && strchr(" \t", from[length - 1]))
        length--;
    if (length >= ADDRESS_TEXT)
        length = 0; // no address is that long
    memcpy(text, from, length);
    text[length] = '\0';
    return begin;
}

static enum outcome read_proxies(struct limits *limits, const char *list) {
    const char *end = list + strlen(list);
    while (end > list) {
        char text[ADDRESS_TEXT];
        const char *begin = last_element(list, end, text);
        if (limits->proxy_count == PROXIES_MAX ||
            !read_address(text, &limits->proxies[limits->proxy_count])) {
            log_line(LOG_ERROR, "limits", "proxy", text, "cause", "is not an address", NULL);
            return INVALID;
        }
        limits->proxy_count++;
        end = begin > list ? begin - 1 : list;
    }
    return OK;
}

enum outcome limits_new(bool enabled, const char *proxies, struct limits **out) {
    struct limits *limits = calloc(1, sizeof *limits);
    int code = limits ? pthread_mutex_init(&limits->mutex, NULL) : errno;
    if (code != 0) {
        log_line(LOG_ERROR, "limits", "cause", strerror(code), NULL);
        free(limits);
        return INTERNAL;
    }
    limits->enabled = enabled;
    limits->key_made = seconds();
    block_key_make(&limits->key);
    enum outcome outcome = read_proxies(limits, proxies);
    if (outcome != OK) {
        limits_free(limits);
        return outcome;
    }
    *out = limits;
    return OK;
}

void limits_free(struct limits *limits) {
    if (!limits)
        return;
    (void)pthread_mutex_destroy(&limits->mutex); // nobody holds it
    free(limits);
}

static bool is_proxy(const struct limits *limits, const struct address *address) {
    for (size_t i = 0; i < limits->proxy_count; i++) {
        if (memcmp(limits->proxies[i].bytes, address->bytes, sizeof address->bytes) == 0)
            return true;
    }
    return false;
}

static struct address peer_of(struct MHD_Connection *connection) {
    struct address address = {0};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";
    if (info && info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, info->client_addr, sizeof four);
        (void)inet_ntop(AF_INET, &four.sin_addr, text, sizeof text); // fits
    } else if (info && info->client_addr->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, info->client_addr, sizeof six);
        (void)inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text); // fits
    }
    (void)read_address(text, &address); // it was printed by inet_ntop
    return address;
}

// Walks X-Forwarded-For from its end, over the proxies that the operator named.
static struct address client_of(const struct limits *limits, struct MHD_Connection *connection) {
    struct address address = peer_of(connection);
    const char *list = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Forwarded-For");
    const char *end = list ? list + strlen(list) : NULL;
    while (list && end > list && is_proxy(limits, &address)) {
        char text[ADDRESS_TEXT];
        const char *begin = last_element(list, end, text);
        struct address named;
        if (!read_address(text, &named))
            break;
        address = named;
        end = begin > list ? begin - 1 : list;
    }
    return address;
}

// Fills up what time gave back, and takes one.
static bool take(struct limits *limits, enum allowance allowance, const struct address *address) {
    static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
    bool four = memcmp(address->bytes, mapped, sizeof mapped) == 0;
    double now = seconds();
    if (now - limits->key_made > DAY_SECONDS) {
        block_key_make(&limits->key);
        limits->key_made = now;
        memset(limits->buckets, 0, sizeof limits->buckets);
    }
    uint64_t hash = block_hash(&limits->key, address->bytes, four ? 16 : 8);
    struct bucket *bucket = &limits->buckets[allowance][hash % BUCKETS];
    bucket->taken -= (now - bucket->at) * allowances[allowance].per_second;
    if (bucket->taken < 0)
        bucket->taken = 0;
    bucket->at = now;
    if (bucket->taken + 1 > allowances[allowance].burst)
        return false;
    bucket->taken += 1;
    return true;
}

bool limits_allow(struct limits *limits, struct MHD_Connection *connection,
                  enum allowance allowance) {
    if (!limits->enabled)
        return true;
    struct address address = client_of(limits, connection);
    (void)pthread_mutex_lock(&limits->mutex); // a plain mutex that is initialized cannot fail
    bool allowed = take(limits, allowance, &address);
    (void)pthread_mutex_unlock(&limits->mutex);
    return allowed;
}
