// documents.h: the documents of an import, as the command hands them to whoever publishes them: one
// stream of bytes, kept in a file.
//
// The stream: "0" or "1" (whether to publish into an empty store alone), then a record for each
// document: its name as messages name it, NUL; "D", its length in decimal digits, NUL, its bytes.
// For a file that could not be read: its name, NUL; "F", the length, NUL, and what was wrong with
// it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/outcome.h"

enum { DOCUMENT_MAX = 64 * 1024 * 1024 }; // bytes

struct arena;
struct text;

struct document {
    const char *name;
    const char *fault; // why it could not be read; NULL: it was
    off_t offset;      // of its bytes in the file
    size_t length;
};

struct documents {
    int file; // borrowed
    bool if_empty;
    struct document *list;
    size_t count;
    size_t bytes; // of all
};

// Appends what stands in a stream before the document's bytes, or a fault's words.
void documents_head(struct text *out, const char *name, bool fault, size_t length);

// Finds the documents in a stream that lies in `file`, in the arena. INVALID: it is no such stream;
// INTERNAL, logged: it cannot be read.
MUST_USE enum outcome documents_list(struct arena *arena, int file, struct documents *out);

// A document's bytes as memory, until document_close; NULL, logged, when that cannot be.
const char *document_open(const struct documents *documents, const struct document *document);
void document_close(const struct document *document, const char *bytes);
