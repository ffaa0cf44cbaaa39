// documents.h: finds and reads the JSON documents of an import.
#pragma once

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

// Reads every path: a file, or a folder's *.json in byte order ("schema.json", which lives beside
// the documents, is left out). What cannot be read becomes a problem.
void documents_read(struct problems *problems, const char *const *paths, size_t count,
                    struct documents *out);
