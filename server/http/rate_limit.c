// rate_limit.c: see rate_limit.h.
#include "http/rate_limit.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"

enum { BUCKETS = 8192, DAY_SECONDS = 86400 };

struct bucket {
    double taken; // of the burst, at `at`
    double at;    // seconds
};

struct rate_limits {
    const struct rate *rates;
    size_t rate_count;     // 0: nothing is limited
    pthread_mutex_t mutex; // guards what follows
    struct block_key key;
    double key_made;
    struct bucket buckets[RATES_MAX][BUCKETS];
};

static double seconds(void) {
    return (double)clock_monotonic_us() / 1e6;
}

enum outcome rate_limits_new(const struct rate *rates, size_t count, struct rate_limits **out) {
    struct rate_limits *limits = calloc(1, sizeof *limits);
    int code = limits ? pthread_mutex_init(&limits->mutex, NULL) : errno;
    if (code != 0) {
        log_line(LOG_ERROR, "limits", "cause", strerror(code), NULL);
        free(limits);
        return INTERNAL;
    }
    limits->rates = rates;
    limits->rate_count = count;
    limits->key_made = seconds();
    block_key_make(&limits->key);
    *out = limits;
    return OK;
}

void rate_limits_free(struct rate_limits *limits) {
    if (!limits)
        return;
    (void)pthread_mutex_destroy(&limits->mutex); // nobody holds it
    free(limits);
}

// The address block's bucket, filled up with what time gave back.
static struct bucket *bucket_of(struct rate_limits *limits, int rate,
                                const struct address *address) {
    double now = seconds();
    if (now - limits->key_made > DAY_SECONDS) {
        block_key_make(&limits->key);
        limits->key_made = now;
        memset(limits->buckets, 0, sizeof limits->buckets);
    }
    uint64_t hash = block_hash(&limits->key, address->bytes, address_is_four(address) ? 16 : 8);
    struct bucket *bucket = &limits->buckets[rate][hash % BUCKETS];
    bucket->taken -= (now - bucket->at) * limits->rates[rate].per_second;
    if (bucket->taken < 0)
        bucket->taken = 0;
    bucket->at = now;
    return bucket;
}

static bool take(struct rate_limits *limits, int rate, const struct address *address) {
    struct bucket *bucket = bucket_of(limits, rate, address);
    if (bucket->taken + 1 > limits->rates[rate].burst)
        return false;
    bucket->taken += 1;
    return true;
}

bool rate_limits_take(struct rate_limits *limits, const struct address *address, int rate) {
    if (limits->rate_count == 0)
        return true;
    (void)pthread_mutex_lock(&limits->mutex); // a plain mutex that is initialized cannot fail
    bool allowed = take(limits, rate, address);
    (void)pthread_mutex_unlock(&limits->mutex);
    return allowed;
}

void rate_limits_give_back(struct rate_limits *limits, const struct address *address, int rate) {
    if (limits->rate_count == 0)
        return;
    (void)pthread_mutex_lock(&limits->mutex); // as above
    struct bucket *bucket = bucket_of(limits, rate, address);
    bucket->taken = bucket->taken > 1 ? bucket->taken - 1 : 0;
    (void)pthread_mutex_unlock(&limits->mutex);
}
