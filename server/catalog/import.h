// import.h: publishes the editor's documents. It takes a thread of its own: reading, checking and
// comparing are done in it, and only rows that differ go to the writer, in pieces.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

struct store;
struct text;
struct writer;

struct import_job {
    int file;              // the documents, as in documents.h; borrowed
    struct store *store;   // reads
    struct writer *writer; // writes
    // Called now and then, with how much of the documents is published, of 100. False: give up.
    bool (*go_on)(void *cls, int done);
    void *cls;
};

// Checks the documents and writes what they say, all or nothing; one import runs at a time.
// `output` gets what changed, a line a noun; or, when anything is wrong (INVALID), every problem as
// a line that a command prints. BUSY: the disk did not take it, or it was given up. Logs its own
// failures.
MUST_USE enum outcome import_run(const struct import_job *job, struct text *output);

// Takes off what an import left that came to no end, some rows at a time.
MUST_USE enum outcome import_clear(struct writer *writer);
