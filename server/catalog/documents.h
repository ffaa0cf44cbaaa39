// documents.h: finds and reads the JSON documents of an import.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "catalog/problems.h"

enum { DOCUMENT_MAX = 64 * 1024 * 1024 }; // bytes

struct document {
    const char *file;
    const json_t *root; // an object; released with the arena
};

struct documents {
    struct document *list;
    size_t count;
};

// Where documents are: a file, or a folder of them.
struct source {
    const char *name; // as messages tell of it
    const char *path; // what is opened
};

// Reads every source: a file, or a folder's *.json in byte order ("schema.json", which lives beside
// the documents, is left out). What cannot be read becomes a problem; with `files_only` so does
// whatever could keep the reader waiting, such as a pipe.
void documents_read(struct problems *problems, const struct source *sources, size_t count,
                    bool files_only, struct documents *out);
