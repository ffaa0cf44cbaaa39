// import.c: see import.h.
#include "operator/import.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/scratch.h"
#include "catalog/import.h"
#include "catalog/sources.h"
#include "db/store.h"
#include "db/writer.h"
#include "operator/client.h"
#include "operator/operation.h"

enum { PIECE = 65536 };

static const size_t megabyte = 1024 * 1024;

// One line that changes, for a person who waits at a terminal; nothing for anybody else.
static void show_progress(const char *text) {
    if (isatty(STDERR_FILENO))
        (void)fprintf(stderr, "\r\033[K%s", text);
}

static enum outcome refuse(const char *name, const char *cause) {
    show_progress("");
    log_line(LOG_ERROR, "import", "name", name, "cause", cause, "hint", "nothing was changed",
             NULL);
    return INTERNAL;
}

static enum outcome refuse_changed(const struct sources *sources) {
    return refuse(sources->changed, "was changed or removed while it was read");
}

static ssize_t next_bytes(void *cls, char *out, size_t size) {
    return sources_read(cls, out, size);
}

static void show_sent(void *cls, size_t sent, size_t total) {
    (void)cls;
    char text[80];
    if (sent < total)
        (void)snprintf(text, sizeof text, "Handing over %zu of %zu MB", sent / megabyte,
                       total / megabyte);
    else
        (void)snprintf(text, sizeof text, "The server checks and publishes %zu MB",
                       total / megabyte);
    show_progress(text);
}

enum outcome import_ask(const char *folder, struct sources *sources, struct operation *operation) {
    const struct client_body body = {sources_length(sources), next_bytes, show_sent, sources};
    enum outcome outcome = client_send(folder, "import", &body, operation);
    show_progress("");
    return sources->changed ? refuse_changed(sources) : outcome;
}

static bool show_done(void *cls, int done) {
    (void)cls;
    char text[80];
    if (done > 0)
        (void)snprintf(text, sizeof text, "Publishing: %d %%", done);
    else
        (void)snprintf(text, sizeof text, "Checking");
    show_progress(text);
    return true;
}

static enum outcome copy(const char *folder, struct sources *sources, int file) {
    char buffer[PIECE];
    for (;;) {
        ssize_t length = sources_read(sources, buffer, sizeof buffer);
        if (length < 0)
            return refuse_changed(sources);
        if (length == 0)
            return OK;
        if (!scratch_append(file, buffer, (size_t)length))
            return refuse(folder, strerror(errno));
    }
}

static enum outcome publish(const char *folder, struct store *store, int file,
                            struct operation *operation) {
    struct import_job job = {.file = file, .go_on = show_done};
    struct store *reading = NULL;
    TRY(store_open(folder, STORE_READ, &reading));
    enum outcome outcome = store_prepare(reading);
    if (outcome == OK)
        outcome = writer_start(store, false, &job.writer);
    job.store = reading;
    if (outcome == OK)
        outcome = import_run(&job, &operation->output);
    writer_stop(job.writer);
    store_close(reading);
    show_progress("");
    return outcome;
}

enum outcome import_here(const char *folder, struct store *store, struct sources *sources,
                         struct operation *operation) {
    int file = scratch_file(folder);
    if (file < 0)
        return refuse(folder, strerror(errno));
    enum outcome outcome = copy(folder, sources, file);
    if (outcome == OK)
        outcome = publish(folder, store, file, operation);
    close_unwritten(file);
    return outcome;
}
