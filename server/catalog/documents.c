// documents.c: see documents.h.
#include "catalog/documents.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"

enum { NAME_MAX_BYTES = 64 * 1024 }; // of a name with the length behind it

void documents_head(struct text *out, const char *name, bool fault, size_t length) {
    text_append(out, name, strlen(name) + 1);
    text_format(out, "%s%zu", fault ? "F" : "D", length);
    text_append(out, "", 1);
}

static enum outcome complain(const char *cause) {
    log_line(LOG_ERROR, "import", "cause", cause, NULL);
    return INTERNAL;
}

// Reads as many bytes as there are, at most `size`.
static enum outcome read_at(int file, off_t offset, char *out, size_t size, size_t *length) {
    *length = 0;
    while (*length < size) {
        ssize_t got = pread(file, out + *length, size - *length, offset + (off_t)*length);
        if (got == 0)
            return OK;
        if (got < 0 && errno != EINTR)
            return complain(strerror(errno));
        *length += got > 0 ? (size_t)got : 0;
    }
    return OK;
}

// The record that begins at *offset, which moves behind it.
static enum outcome read_record(struct arena *arena, const struct documents *documents,
                                char *buffer, off_t end, off_t *offset, struct document *out) {
    size_t length = 0;
    TRY(read_at(documents->file, *offset, buffer, NAME_MAX_BYTES, &length));
    const char *kind = memchr(buffer, '\0', length);
    const char *head_end =
        kind ? memchr(kind + 1, '\0', length - (size_t)(kind + 1 - buffer)) : NULL;
    if (!head_end || (kind[1] != 'D' && kind[1] != 'F'))
        return INVALID;
    char *digits_end = NULL;
    unsigned long long bytes = strtoull(kind + 2, &digits_end, 10);
    off_t begin = *offset + (head_end + 1 - buffer);
    if (digits_end != head_end || bytes > DOCUMENT_MAX || begin + (off_t)bytes > end)
        return INVALID;
    *out = (struct document){
        .name = arena_copy_string(arena, buffer), .offset = begin, .length = (size_t)bytes};
    *offset = begin + (off_t)bytes;
    if (kind[1] == 'D')
        return OK;
    char *fault = arena_take(arena, out->length + 1);
    out->fault = fault;
    return read_at(documents->file, begin, fault, out->length, &length);
}

enum outcome documents_list(struct arena *arena, int file, struct documents *out) {
    *out = (struct documents){.file = file};
    struct stat status;
    if (fstat(file, &status) != 0)
        return complain(strerror(errno));
    char *buffer = arena_take(arena, NAME_MAX_BYTES);
    size_t length = 0;
    TRY(read_at(file, 0, buffer, 1, &length));
    if (length == 0 || (buffer[0] != '0' && buffer[0] != '1'))
        return INVALID;
    out->if_empty = buffer[0] == '1';
    for (off_t offset = 1; offset < status.st_size;) {
        out->list = arena_one_more(arena, out->list, &out->count, sizeof *out->list);
        struct document *document = &out->list[out->count - 1];
        TRY(read_record(arena, out, buffer, status.st_size, &offset, document));
        out->bytes += document->length;
    }
    return OK;
}

static size_t before_page(const struct document *document) {
    return (size_t)document->offset % (size_t)sysconf(_SC_PAGESIZE);
}

const char *document_open(const struct documents *documents, const struct document *document) {
    if (document->length == 0)
        return "";
    size_t before = before_page(document);
    char *bytes = mmap(NULL, document->length + before, PROT_READ, MAP_PRIVATE, documents->file,
                       document->offset - (off_t)before);
    if (bytes != MAP_FAILED)
        return bytes + before;
    (void)complain(strerror(errno)); // the caller has only NULL to return
    return NULL;
}

void document_close(const struct document *document, const char *bytes) {
    size_t before = before_page(document);
    if (document->length > 0)
        (void)munmap((void *)(uintptr_t)(bytes - before), document->length + before);
}
