// sources.c: see sources.h.
#include "catalog/sources.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/scratch.h"
#include "catalog/documents.h"

enum { SKIPPED_TOLD = 5, PIECE = 65536 };

static const char too_large[] = "is larger than 64 MB; split it into several documents in one "
                                "folder";

struct folder_id {
    dev_t device;
    ino_t inode;
};

static struct source *add(struct sources *sources, const char *name) {
    sources->list =
        arena_one_more(sources->arena, sources->list, &sources->count, sizeof *sources->list);
    struct source *source = &sources->list[sources->count - 1];
    *source = (struct source){.name = name, .file = -1};
    return source;
}

static void skip(struct sources *sources, const char *name) {
    sources->skipped = arena_one_more(sources->arena, sources->skipped, &sources->skipped_count,
                                      sizeof *sources->skipped);
    sources->skipped[sources->skipped_count - 1] = name;
}

// Copies what cannot be asked for its length, such as a pipe, up to a byte more than is allowed.
static const char *copy(int from, int to, size_t *length) {
    char buffer[PIECE];
    for (;;) {
        ssize_t got = read(from, buffer, sizeof buffer);
        if (got == 0)
            return NULL;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || !scratch_append(to, buffer, (size_t)got))
            return strerror(errno);
        *length += (size_t)got;
        if (*length > DOCUMENT_MAX)
            return too_large;
    }
}

static void read_stream(struct sources *sources, struct source *source, int file) {
    source->file = memfd_create("document", MFD_CLOEXEC);
    const char *fault =
        source->file < 0 ? strerror(errno) : copy(file, source->file, &source->length);
    if (fault)
        source->fault = arena_copy_string(sources->arena, fault);
}

static void read_file(struct sources *sources, const char *name, const char *path, int file,
                      const struct stat *status) {
    struct source *source = add(sources, name);
    if (!S_ISREG(status->st_mode) || status->st_size == 0) { // some files only seem to be empty
        read_stream(sources, source, file);
    } else if (status->st_size > DOCUMENT_MAX) {
        source->fault = too_large;
    } else {
        source->path = path;
        source->length = (size_t)status->st_size;
    }
}

static bool is_document(const char *name) {
    size_t length = strlen(name);
    return name[0] != '.' && length > 5 && strcasecmp(name + length - 5, ".json") == 0 &&
           strcasecmp(name, "schema.json") != 0;
}

// Links may lead to a folder again.
static bool was_read(struct sources *sources, const struct stat *status) {
    for (size_t i = 0; i < sources->folder_count; i++) {
        const struct folder_id *folder = &sources->folders[i];
        if (folder->device == status->st_dev && folder->inode == status->st_ino)
            return true;
    }
    sources->folders = arena_one_more(sources->arena, sources->folders, &sources->folder_count,
                                      sizeof *sources->folders);
    sources->folders[sources->folder_count - 1] =
        (struct folder_id){status->st_dev, status->st_ino};
    return false;
}

static int by_bytes(const struct dirent **left, const struct dirent **right) {
    return strcmp((*left)->d_name, (*right)->d_name);
}

static int is_no_dot(const struct dirent *entry) {
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static const char *inside_of(struct arena *arena, const char *folder, const char *file) {
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    return arena_format(arena, "%s%s%s", folder, slash, file);
}

static void fail(struct sources *sources, const char *name, int code) {
    add(sources, name)->fault = arena_copy_string(sources->arena, strerror(code));
}

static void read_folder(struct sources *sources, const char *folder);

static void read_entry(struct sources *sources, const char *path, const char *name) {
    struct stat status;
    if (name[0] == '.') {
        skip(sources, path);
        return;
    }
    int code = stat(path, &status) == 0 ? 0 : errno;
    bool folder = code == 0 && S_ISDIR(status.st_mode);
    if (folder && !was_read(sources, &status)) {
        read_folder(sources, path);
    } else if (folder || !is_document(name) || (code == 0 && !S_ISREG(status.st_mode))) {
        skip(sources, path);
    } else if (code != 0) {
        fail(sources, path, code);
    } else {
        int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (file < 0 || fstat(file, &status) != 0)
            fail(sources, path, errno);
        else
            read_file(sources, path, path, file, &status);
        if (file >= 0)
            close_unwritten(file);
    }
}

static void read_folder(struct sources *sources, const char *folder) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_no_dot, by_bytes);
    if (count < 0) {
        fail(sources, folder, errno);
        return;
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        read_entry(sources, inside_of(sources->arena, folder, name), name);
        free(entries[i]);
    }
    free(entries);
}

// What is named by itself is read whatever it is.
static void read_path(struct sources *sources, const char *path) {
    struct stat status;
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    size_t before = sources->count;
    if (file < 0 || fstat(file, &status) != 0) {
        fail(sources, path, errno);
    } else if (standard) {
        read_stream(sources, add(sources, "standard input"), file);
    } else if (!S_ISDIR(status.st_mode)) {
        read_file(sources, path, path, file, &status);
    } else {
        if (!was_read(sources, &status))
            read_folder(sources, path);
        if (sources->count == before)
            add(sources, path)->fault = "is a folder without any .json document";
    }
    if (file >= 0 && !standard)
        close_unwritten(file);
}

void sources_find(struct arena *arena, bool if_empty, char **paths, size_t count,
                  struct sources *out) {
    *out = (struct sources){
        .arena = arena, .if_empty = if_empty, .head = {.arena = arena}, .open = -1};
    for (size_t i = 0; i < count; i++)
        read_path(out, paths[i]);
    text_append_string(&out->head, if_empty ? "1" : "0");
}

void sources_end(struct sources *sources) {
    for (size_t i = 0; i < sources->count; i++) {
        if (sources->list[i].file >= 0)
            close_unwritten(sources->list[i].file);
    }
    if (sources->open >= 0)
        close_unwritten(sources->open);
}

static void put_head(const struct source *source, struct text *out) {
    documents_head(out, source->name, source->fault,
                   source->fault ? strlen(source->fault) : source->length);
    if (source->fault)
        text_append_string(out, source->fault);
}

size_t sources_length(struct sources *sources) {
    struct text heads = {.arena = sources->arena};
    size_t length = 1;
    for (size_t i = 0; i < sources->count; i++) {
        put_head(&sources->list[i], &heads);
        length += sources->list[i].fault ? 0 : sources->list[i].length;
    }
    return length + heads.length;
}

// Opens the next source for reading. False when it is not what was found.
static bool open_next(struct sources *sources) {
    const struct source *source = &sources->list[sources->next];
    struct stat status;
    sources->left = source->fault ? 0 : source->length;
    sources->head.length = sources->head_used = 0;
    put_head(source, &sources->head);
    if (source->fault || source->length == 0)
        return true;
    if (source->path)
        sources->open = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    else
        sources->open = fcntl(source->file, F_DUPFD_CLOEXEC, 0);
    return sources->open >= 0 && lseek(sources->open, 0, SEEK_SET) == 0 &&
           fstat(sources->open, &status) == 0 && (size_t)status.st_size == source->length;
}

static ssize_t read_bytes(struct sources *sources, char *out, size_t size) {
    for (;;) {
        ssize_t got = read(sources->open, out, size < sources->left ? size : sources->left);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return -1; // it ends before its length
        sources->left -= (size_t)got;
        return got;
    }
}

ssize_t sources_read(struct sources *sources, char *out, size_t size) {
    while (sources->head_used == sources->head.length && sources->left == 0) {
        if (sources->open >= 0)
            close_unwritten(sources->open);
        sources->open = -1;
        if (sources->next == sources->count)
            return 0;
        if (!open_next(sources)) {
            sources->changed = sources->list[sources->next].name;
            return -1;
        }
        sources->next++;
    }
    size_t head = sources->head.length - sources->head_used;
    if (head > 0) {
        size_t length = head < size ? head : size;
        memcpy(out, sources->head.bytes + sources->head_used, length);
        sources->head_used += length;
        return (ssize_t)length;
    }
    ssize_t got = read_bytes(sources, out, size);
    if (got < 0)
        sources->changed = sources->list[sources->next - 1].name;
    return got;
}

void sources_print_skipped(const struct sources *sources, struct text *out) {
    if (sources->skipped_count == 0)
        return;
    text_format(out, "%-12s ", "skipped");
    for (size_t i = 0; i < sources->skipped_count && i < SKIPPED_TOLD; i++) {
        text_append_string(out, i ? ", " : "");
        log_plain_text(out, sources->skipped[i]);
    }
    if (sources->skipped_count > SKIPPED_TOLD)
        text_format(out, " and %zu more", sources->skipped_count - SKIPPED_TOLD);
    text_append_string(out, "\n");
}
