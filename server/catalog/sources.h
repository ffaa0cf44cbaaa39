// sources.h: finds what a command is to import, in its own process, and hands it on as the stream
// of documents.h.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/outcome.h"
#include "base/text.h"

struct arena;

struct source {
    const char *name;  // as messages name it
    const char *path;  // what is opened; NULL: `file` is it
    const char *fault; // why it cannot be read, or NULL
    int file;          // a copy in memory, of what is no file; -1: none
    size_t length;     // bytes
};

struct sources {
    struct arena *arena;
    bool if_empty;
    struct source *list;
    size_t count;
    const char **skipped; // names inside folders that are no documents
    size_t skipped_count;
    struct folder_id *folders; // that were read
    size_t folder_count;
    // The stream, as far as it was read.
    size_t next;      // source
    size_t head_used; // bytes of the text that stands before it
    struct text head;
    int open; // the source that is read; -1: none
    size_t left;
    const char *changed; // the source that is no more what it was, or NULL
};

// Finds the documents of the paths: a file, a pipe, "-" for standard input, or a folder with all
// that is below it, in byte order. There, documents end in ".json", in any case; hidden names,
// "schema.json", which lives beside the documents, and what is no file are skipped. A folder is
// read once, wherever links lead. Lives in the arena but for sources_end.
void sources_find(struct arena *arena, bool if_empty, char **paths, size_t count,
                  struct sources *out);
void sources_end(struct sources *sources);

// How long the stream is.
size_t sources_length(struct sources *sources);

// The stream's next bytes, at most `size`; 0 at its end; -1 when a file is no more what it was.
ssize_t sources_read(struct sources *sources, char *out, size_t size);

// Appends one line about what was skipped, if anything was.
void sources_print_skipped(const struct sources *sources, struct text *out);
