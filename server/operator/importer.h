// importer.h: the thread that runs imports while the site is served, one after the other, so that
// event loops and the writer are free meanwhile.
#pragma once

#include "base/outcome.h"
#include "base/text.h"

struct importer;
struct writer;

// One import that waits or runs. Embedded by whoever submits it; must live until `done` was called.
struct import_request {
    int file;                                     // as in catalog/documents.h; borrowed
    void (*done)(struct import_request *request); // called in the importer's thread
    struct text output;                           // as import_run's, in the submitter's arena
    enum outcome outcome;
    struct import_request *next; // the importer's own
};

// Starts it on the store in `folder`, first to clear away what an import left that came to no end.
// The writer is borrowed until importer_free. INTERNAL, logged, when it cannot start.
MUST_USE enum outcome importer_start(const char *folder, struct writer *writer,
                                     struct importer **out);

// From any thread.
void importer_submit(struct importer *importer, struct import_request *request);

// Gives up what runs and what waits; each is output BUSY soon. NULL is allowed.
void importer_stop(struct importer *importer);

// Stops it, waits for its end and frees it. NULL is allowed.
void importer_free(struct importer *importer);
