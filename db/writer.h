// writer.h: the one thread that writes while the site is served.
//
// Changes wait in a queue. The thread takes all that wait, runs them in one transaction, commits
// (which is on disk when it returns), and only then tells each that it is done. A change that
// fails is undone alone; when the commit fails, none of its batch is done.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

struct store;
struct writer;

// Embedded in a larger struct by whoever submits it; it must live until `done` was called.
struct change {
    // Writes. Runs in the writer's thread, inside the transaction. Votes wait meanwhile: what needs
    // more than some thousand rows is done in several changes, and a log line tells of one that is
    // not.
    enum outcome (*apply)(struct store *store, struct change *change);
    // Called in the writer's thread when `outcome` stands. The change is the submitter's again.
    void (*done)(struct change *change);
    enum outcome outcome; // BUSY when the disk did not take it
    struct change *next;  // the writer's own
};

// Starts the thread on the writing connection, borrowed until writer_stop. `alone`: commit each
// change by itself, for measuring what batches save.
MUST_USE enum outcome writer_start(struct store *store, bool alone, struct writer **out);

// From any thread.
void writer_submit(struct writer *writer, struct change *change);

// Submits it and waits until it is done: `done` is not the caller's to set. Not from the writer's
// own thread. Returns the outcome.
MUST_USE enum outcome writer_run(struct writer *writer, struct change *change);

// Finishes what was submitted, ends the thread and frees it. NULL is allowed.
void writer_stop(struct writer *writer);
