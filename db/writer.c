// writer.c: see writer.h. A queue under one mutex; batches of at most BATCH_MAX changes.
#include "db/writer.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "db/deliveries.h"
#include "db/sessions.h"
#include "db/statement.h"
#include "db/store.h"
#include "db/subscribers.h"

enum {
    BATCH_MAX = 1024,
    ROWS_MAX = 5000,        // that one change may write
    CLEANING_SECONDS = 3600 // of the clock that what expires goes by
};

struct writer {
    struct store *store;
    bool alone;
    int64_t cleaned_at; // epoch milliseconds
    pthread_t thread;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wanted; // something waits, or it is time to end
    struct change *first;
    struct change *last;
    bool ending;
};

// A prepared statement without values or rows.
static enum outcome run(struct store *store, enum query query) {
    struct statement *statement STATEMENT_SCOPE = statement_start(store, query);
    return statement_run(statement);
}

// Whoever votes waits for all that is written before: what is long is to come in pieces.
static void warn_if_long(long long rows) {
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", rows); // fits
    if (rows > ROWS_MAX)
        log_line(LOG_WARNING, "writer", "cause", "one change wrote so much that votes had to wait",
                 "rows", number, NULL);
}

// The change's own outcome is kept; what is returned is whether the batch can go on.
static enum outcome apply(struct store *store, struct change *change) {
    TRY(run(store, QUERY_WRITER_SAVEPOINT));
    long long rows = store_rows_written(store);
    change->outcome = change->apply(store, change);
    warn_if_long(store_rows_written(store) - rows);
    if (change->outcome != OK)
        TRY(run(store, QUERY_WRITER_ROLLBACK));
    return run(store, QUERY_WRITER_RELEASE);
}

static enum outcome apply_all(struct store *store, struct change *batch) {
    TRY(store_begin(store));
    for (struct change *change = batch; change; change = change->next)
        TRY(apply(store, change));
    return store_commit(store);
}

// The disk is full, gone, or read-only: nothing of the batch is kept, and the next one tries anew.
static void fail_all(struct store *store, struct change *batch) {
    store_rollback(store);
    for (struct change *change = batch; change; change = change->next)
        change->outcome = BUSY;
}

static void write_batch(struct writer *writer, struct change *batch) {
    if (apply_all(writer->store, batch) != OK)
        fail_all(writer->store, batch);
    for (struct change *change = batch; change;) {
        struct change *next = change->next; // `done` gives the change away
        change->done(change);
        change = next;
    }
}

// Takes at most BATCH_MAX changes off the queue, or one.
static struct change *take_batch(struct writer *writer) {
    struct change *batch = writer->first;
    struct change *end = batch;
    for (int i = 1; end && end->next && i < (writer->alone ? 1 : BATCH_MAX); i++)
        end = end->next;
    writer->first = end ? end->next : NULL;
    if (end)
        end->next = NULL;
    return batch;
}

// Sessions that were idle for a year, addresses that were not confirmed and mails that are long
// done with go, a few at a time, between the batches. Returns whether there may be more of them
// now; after a failure, which is logged, the next hour tries again.
static bool clean(struct writer *writer) {
    struct store *store = writer->store;
    int64_t now = clock_wall_ms();
    writer->cleaned_at = now;
    long long rows = store_rows_written(store);
    bool sessions = false;
    bool subscribers = false;
    bool deliveries = false;
    if (store_begin(store) != OK)
        return false;
    if (sessions_expire(store, &sessions) == OK &&
        subscribers_expire(store, now, &subscribers) == OK &&
        deliveries_expire(store, now, &deliveries) == OK && store_commit(store) == OK) {
        warn_if_long(store_rows_written(store) - rows);
        return sessions || subscribers || deliveries;
    }
    store_rollback(store);
    return false;
}

// Waits until there is something to do, at most `seconds`.
static void wait_for_change(struct writer *writer, int seconds) {
    const struct timespec until = clock_deadline(seconds * 1000LL);
    int code = 0;
    while (!writer->first && !writer->ending && code == 0)
        code = pthread_cond_timedwait(&writer->wanted, &writer->mutex, &until);
}

static bool is_time_to_clean(const struct writer *writer) {
    return llabs(clock_wall_ms() - writer->cleaned_at) >= CLEANING_SECONDS * 1000LL;
}

static void *work(void *argument) {
    struct writer *writer = argument;
    bool dirty = clean(writer);
    (void)pthread_mutex_lock(&writer->mutex); // a plain mutex that is initialized cannot fail
    for (;;) {
        wait_for_change(writer, dirty ? 0 : CLEANING_SECONDS);
        struct change *batch = take_batch(writer);
        if (!batch && writer->ending)
            break;
        (void)pthread_mutex_unlock(&writer->mutex);
        if (batch)
            write_batch(writer, batch);
        if (dirty || is_time_to_clean(writer))
            dirty = clean(writer);
        (void)pthread_mutex_lock(&writer->mutex);
    }
    (void)pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

enum outcome writer_start(struct store *store, bool alone, struct writer **out) {
    struct writer *writer = calloc(1, sizeof *writer);
    int code = writer ? pthread_mutex_init(&writer->mutex, NULL) : errno;
    if (code == 0)
        code = clock_condition_init(&writer->wanted);
    if (code == 0) {
        writer->store = store;
        writer->alone = alone;
        code = pthread_create(&writer->thread, NULL, work, writer);
    }
    if (code != 0) {
        log_line(LOG_ERROR, "writer", "cause", strerror(code), NULL);
        free(writer);
        return INTERNAL;
    }
    *out = writer;
    return OK;
}

void writer_submit(struct writer *writer, struct change *change) {
    change->next = NULL;
    (void)pthread_mutex_lock(&writer->mutex);
    if (writer->first)
        writer->last->next = change;
    else
        writer->first = change;
    writer->last = change;
    (void)pthread_cond_signal(&writer->wanted); // one thread waits
    (void)pthread_mutex_unlock(&writer->mutex);
}

struct waiting {
    struct change change; // first; stands for the caller's
    struct change *own;
    sem_t done;
};

static enum outcome apply_own(struct store *store, struct change *change) {
    struct change *own = ((struct waiting *)change)->own;
    return own->apply(store, own);
}

static void post(struct change *change) {
    (void)sem_post(&((struct waiting *)change)->done); // fails only for a semaphore that is none
}

enum outcome writer_run(struct writer *writer, struct change *change) {
    struct waiting waiting = {.change = {.apply = apply_own, .done = post}, .own = change};
    if (sem_init(&waiting.done, 0, 0) != 0)
        return INTERNAL; // cannot happen for a value of 0
    writer_submit(writer, &waiting.change);
    while (sem_wait(&waiting.done) != 0) // interrupted by a signal
        ;
    (void)sem_destroy(&waiting.done); // nobody waits any more
    change->outcome = waiting.change.outcome;
    return change->outcome;
}

void writer_stop(struct writer *writer) {
    if (!writer)
        return;
    (void)pthread_mutex_lock(&writer->mutex);
    writer->ending = true;
    (void)pthread_cond_signal(&writer->wanted);
    (void)pthread_mutex_unlock(&writer->mutex);
    (void)pthread_join(writer->thread, NULL); // it was created, and nobody else joins it
    (void)pthread_cond_destroy(&writer->wanted);
    (void)pthread_mutex_destroy(&writer->mutex);
    free(writer);
}
