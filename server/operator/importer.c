// importer.c: see importer.h. A queue under one mutex.
#include "operator/importer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalog/import.h"
#include "db/store.h"

struct importer {
    struct store *store; // reads
    struct writer *writer;
    pthread_t thread;
    atomic_bool ending;
    pthread_mutex_t mutex; // guards what follows
    pthread_cond_t wanted; // something waits, or it is time to end
    struct import_request *first;
    struct import_request *last;
};

static bool go_on(void *cls, int done) {
    (void)done;
    return !atomic_load(&((struct importer *)cls)->ending);
}

static void serve(struct importer *importer, struct import_request *request) {
    const struct import_job job = {request->file, importer->store, importer->writer, go_on,
                                   importer};
    request->outcome = atomic_load(&importer->ending) ? BUSY : import_run(&job, &request->output);
    request->done(request);
}

static struct import_request *wait_for_request(struct importer *importer) {
    (void)pthread_mutex_lock(&importer->mutex); // a plain mutex that is initialized cannot fail
    while (!importer->first && !atomic_load(&importer->ending))
        (void)pthread_cond_wait(&importer->wanted, &importer->mutex);
    struct import_request *request = importer->first;
    if (request)
        importer->first = request->next;
    (void)pthread_mutex_unlock(&importer->mutex);
    return request;
}

static void *work(void *argument) {
    struct importer *importer = argument;
    if (import_clear(importer->writer) != OK)
        log_line(LOG_WARNING, "import", "cause", "what an earlier one left is not cleared away",
                 "hint", "the next import does it", NULL);
    struct import_request *request = NULL;
    while ((request = wait_for_request(importer)))
        serve(importer, request);
    return NULL;
}

static enum outcome refuse(const char *cause) {
    log_line(LOG_ERROR, "import", "cause", cause, NULL);
    return INTERNAL;
}

static enum outcome open_and_start(const char *folder, struct importer *importer) {
    TRY(store_open(folder, STORE_READ, &importer->store));
    enum outcome outcome = store_prepare(importer->store);
    int code = outcome == OK ? pthread_create(&importer->thread, NULL, work, importer) : 0;
    if (code != 0)
        outcome = refuse(strerror(code));
    if (outcome != OK)
        store_close(importer->store);
    return outcome;
}

enum outcome importer_start(const char *folder, struct writer *writer, struct importer **out) {
    struct importer *importer = calloc(1, sizeof *importer);
    int code = importer ? pthread_mutex_init(&importer->mutex, NULL) : errno;
    if (code == 0)
        code = clock_condition_init(&importer->wanted);
    if (code != 0) {
        free(importer);
        return refuse(strerror(code));
    }
    importer->writer = writer;
    enum outcome outcome = open_and_start(folder, importer);
    if (outcome == OK)
        *out = importer;
    else
        free(importer);
    return outcome;
}

void importer_submit(struct importer *importer, struct import_request *request) {
    request->next = NULL;
    (void)pthread_mutex_lock(&importer->mutex);
    if (importer->first)
        importer->last->next = request;
    else
        importer->first = request;
    importer->last = request;
    (void)pthread_cond_signal(&importer->wanted); // one thread waits
    (void)pthread_mutex_unlock(&importer->mutex);
}

void importer_stop(struct importer *importer) {
    if (!importer)
        return;
    (void)pthread_mutex_lock(&importer->mutex);
    atomic_store(&importer->ending, true);
    (void)pthread_cond_signal(&importer->wanted);
    (void)pthread_mutex_unlock(&importer->mutex);
}

void importer_free(struct importer *importer) {
    if (!importer)
        return;
    importer_stop(importer);
    (void)pthread_join(importer->thread, NULL); // it was created, and nobody else joins it
    store_close(importer->store);
    (void)pthread_cond_destroy(&importer->wanted);
    (void)pthread_mutex_destroy(&importer->mutex);
    free(importer);
}
