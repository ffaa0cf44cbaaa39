// limits.c: see limits.h.
#include "http/limits.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/token.h"

enum { BUCKETS = 8192, DAY_SECONDS = 86400 };

static const struct {
    double burst;
    double per_second;
} allowances[ALLOWANCE_COUNT] = {
    [ALLOW_WRITE] = {120, 2},
    [ALLOW_SESSION] = {30, 0.1},
    [ALLOW_SIGNUP] = {10, 1.0 / 60},
};

struct bucket {
    double taken; // of the burst, at `at`
    double at;    // seconds
};

struct limits {
    bool enabled;
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

enum outcome limits_new(bool enabled, struct limits **out) {
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
    *out = limits;
    return OK;
}

void limits_free(struct limits *limits) {
    if (!limits)
        return;
    (void)pthread_mutex_destroy(&limits->mutex); // nobody holds it
    free(limits);
}

// The address block's bucket, filled up with what time gave back.
static struct bucket *bucket_of(struct limits *limits, enum allowance allowance,
                                const struct address *address) {
    double now = seconds();
    if (now - limits->key_made > DAY_SECONDS) {
        block_key_make(&limits->key);
        limits->key_made = now;
        memset(limits->buckets, 0, sizeof limits->buckets);
    }
    uint64_t hash = block_hash(&limits->key, address->bytes, address_is_four(address) ? 16 : 8);
    struct bucket *bucket = &limits->buckets[allowance][hash % BUCKETS];
    bucket->taken -= (now - bucket->at) * allowances[allowance].per_second;
    if (bucket->taken < 0)
        bucket->taken = 0;
    bucket->at = now;
    return bucket;
}

static bool take(struct limits *limits, enum allowance allowance, const struct address *address) {
    struct bucket *bucket = bucket_of(limits, allowance, address);
    if (bucket->taken + 1 > allowances[allowance].burst)
        return false;
    bucket->taken += 1;
    return true;
}

bool limits_allow(struct limits *limits, const struct address *address, enum allowance allowance) {
    if (!limits->enabled)
        return true;
    (void)pthread_mutex_lock(&limits->mutex); // a plain mutex that is initialized cannot fail
    bool allowed = take(limits, allowance, address);
    (void)pthread_mutex_unlock(&limits->mutex);
    return allowed;
}

void limits_give_back(struct limits *limits, const struct address *address,
                      enum allowance allowance) {
    if (!limits->enabled)
        return;
    (void)pthread_mutex_lock(&limits->mutex); // as above
    struct bucket *bucket = bucket_of(limits, allowance, address);
    bucket->taken = bucket->taken > 1 ? bucket->taken - 1 : 0;
    (void)pthread_mutex_unlock(&limits->mutex);
}
