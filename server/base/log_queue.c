// log_queue.c: see log_queue.h. Two buffers: one is filled while the other is written.
#include "base/log_queue.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

enum { QUEUE_SIZE = 1024 * 1024, KEPT_FOR_ERRORS = 64 * 1024, GRACE_MS = 2000 };

struct buffer {
    char bytes[QUEUE_SIZE];
    size_t length;
};

static struct buffer buffers[2]; // memory that no line has reached is never touched
static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; // guards what follows
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct buffer *filling = &buffers[0];
static unsigned long lost; // lines, since it was told
static bool running;
static bool ending;
static bool ended;

static void lock(void) {
    (void)pthread_mutex_lock(&mutex); // a plain mutex that is initialized cannot fail
}

static void unlock(void) {
    (void)pthread_mutex_unlock(&mutex);
}

bool log_queue_put(const char *line, size_t length, bool error) {
    lock();
    bool taken = running;
    size_t room = error ? QUEUE_SIZE : QUEUE_SIZE - KEPT_FOR_ERRORS;
    if (taken && filling->length + length <= room) {
        memcpy(filling->bytes + filling->length, line, length);
        filling->length += length;
        (void)pthread_cond_signal(&changed);
    } else if (taken) {
        lost++;
    }
    unlock();
    return taken;
}

// Waits as long as it takes, for whoever else shares the other end may have made it non-blocking.
// What cannot be written is counted.
static void write_all(const struct buffer *buffer) {
    for (size_t at = 0; at < buffer->length;) {
        ssize_t written = write(STDERR_FILENO, buffer->bytes + at, buffer->length - at);
        if (written >= 0) {
            at += (size_t)written;
        } else if (errno == EAGAIN) {
            struct pollfd room = {.fd = STDERR_FILENO, .events = POLLOUT};
            (void)poll(&room, 1, -1); // an error shows at the next write
        } else if (errno != EINTR) {
            lock();
            for (; at < buffer->length; at++)
                lost += buffer->bytes[at] == '\n';
            unlock();
        }
    }
}

static void tell_of(unsigned long lines) {
    char count[32];
    (void)snprintf(count, sizeof count, "%lu", lines);
    log_line(LOG_ERROR, "log", "cause", "lines were lost: they were not taken as fast as they came",
             "lines", count, NULL);
}

static void *write_queued(void *unused) {
    (void)unused;
    lock();
    while (filling->length > 0 || !ending) {
        if (filling->length == 0) {
            (void)pthread_cond_wait(&changed, &mutex);
            continue;
        }
        struct buffer *full = filling;
        filling = full == &buffers[0] ? &buffers[1] : &buffers[0];
        unsigned long lines = lost;
        lost = 0;
        unlock();
        if (lines > 0)
            tell_of(lines); // behind the lines of `full`, where the lost ones belong
        write_all(full);
        full->length = 0; // until the next exchange it is this thread's
        lock();
    }
    ended = true;
    (void)pthread_cond_signal(&changed);
    unlock();
    return NULL;
}

enum outcome log_queue_start(void) {
    ending = ended = false;
    int code = clock_condition_init(&changed);
    if (code == 0)
        code = pthread_create(&thread, NULL, write_queued, NULL);
    if (code != 0) {
        log_line(LOG_ERROR, "log", "cause", strerror(code), NULL);
        return INTERNAL;
    }
    lock();
    running = true;
    unlock();
    return OK;
}

void log_queue_stop(void) {
    const struct timespec until = clock_deadline(GRACE_MS);
    bool wait = true;
    lock();
    bool started = running;
    ending = true;
    (void)pthread_cond_signal(&changed);
    while (started && wait && !ended)
        wait = pthread_cond_timedwait(&changed, &mutex, &until) == 0;
    running = false;
    bool given_up = !ended;
    if (given_up)
        filling->length = 0;
    unlock();
    if (started && given_up)
        (void)pthread_detach(
            thread); // it is in a write that nobody takes, and ends with the process
    else if (started)
        (void)pthread_join(thread, NULL);
}
