// documents.c: see documents.h.
#include "catalog/documents.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"

static struct place whole(const char *file) {
    return (struct place){.file = file, .path = ""};
}

static void too_large(struct problems *problems, const char *file) {
    problem_at(problems, whole(file),
               "is larger than 64 MB; split it into several documents in one folder");
}

// NUL has a sentence of its own: JSON has the character, only a catalog's texts cannot hold it.
static void not_a_document(struct problems *problems, const char *file, const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    if (code == json_error_null_character || code == json_error_null_byte_in_key)
        problem_at(problems, whole(file), "line %d, column %d: holds the character NUL",
                   error->line, error->column);
    else
        problem_at(problems, whole(file), "line %d, column %d: is not valid JSON: %s", error->line,
                   error->column, error->text);
}

static void release(void *root) {
    json_decref(root);
}

// Some editors begin every file in UTF-8 with one.
static bool has_byte_order_mark(const struct text *bytes) {
    return bytes->length >= 3 && memcmp(bytes->bytes, "\xEF\xBB\xBF", 3) == 0;
}

static void parse(struct problems *problems, const char *file, const struct text *bytes,
                  struct documents *out) {
    json_error_t error;
    size_t mark = has_byte_order_mark(bytes) ? 3 : 0;
    json_t *root = json_loadb(bytes->bytes ? bytes->bytes + mark : "", bytes->length - mark,
                              JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        not_a_document(problems, file, &error);
        return;
    }
    arena_on_free(problems->arena, release, root);
    if (!json_is_object(root)) {
        problem_at(problems, whole(file), "is not a JSON object");
        return;
    }
    out->list = arena_one_more(problems->arena, out->list, &out->count, sizeof *out->list);
    out->list[out->count - 1] = (struct document){file, root};
}

// At most DOCUMENT_MAX + 1 bytes, so that what is too large is never held whole.
static bool read_all(struct problems *problems, const char *file, int descriptor,
                     struct text *out) {
    static const size_t piece = 65536;
    char *buffer = arena_take(problems->arena, piece);
    while (out->length <= DOCUMENT_MAX) {
        ssize_t length = read(descriptor, buffer, piece);
        if (length == 0)
            return true;
        if (length < 0 && errno != EINTR) {
            problem_at(problems, whole(file), "%s", strerror(errno));
            return false;
        }
        if (length > 0)
            text_append(out, buffer, (size_t)length);
    }
    too_large(problems, file);
    return false;
}

static void read_file(struct problems *problems, const char *file, int descriptor,
                      const struct stat *status, struct documents *out) {
    if (S_ISREG(status->st_mode) && status->st_size > DOCUMENT_MAX) {
        too_large(problems, file);
        return;
    }
    struct text bytes = {.arena = arena_new()}; // given back before the next document is read
    if (read_all(problems, file, descriptor, &bytes))
        parse(problems, file, &bytes, out);
    arena_free(bytes.arena);
}

static int is_document(const struct dirent *entry) {
    const char *name = entry->d_name;
    size_t length = strlen(name);
    return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0 &&
           strcmp(name, "schema.json") != 0;
}

static int by_bytes(const struct dirent **left, const struct dirent **right) {
    return strcmp((*left)->d_name, (*right)->d_name);
}

struct reading {
    struct problems *problems;
    bool files_only;
    struct documents *out;
};

static void read_source(const struct reading *reading, const struct source *source, bool inside);

static const char *inside_of(struct arena *arena, const char *folder, const char *file) {
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    return arena_format(arena, "%s%s%s", folder, slash, file);
}

static void read_folder(const struct reading *reading, const struct source *folder) {
    struct problems *problems = reading->problems;
    struct dirent **entries = NULL;
    int count = scandir(folder->path, &entries, is_document, by_bytes);
    if (count < 0) {
        problem_at(problems, whole(folder->name), "%s", strerror(errno));
        return;
    }
    if (count == 0)
        problem_at(problems, whole(folder->name), "is a folder without any .json document");
    for (int i = 0; i < count; i++) {
        const char *file = entries[i]->d_name;
        const struct source source = {.name = inside_of(problems->arena, folder->name, file),
                                      .path = inside_of(problems->arena, folder->path, file)};
        read_source(reading, &source, true);
        free(entries[i]);
    }
    free(entries);
}

static void read_source(const struct reading *reading, const struct source *source, bool inside) {
    struct problems *problems = reading->problems;
    struct place place = whole(source->name);
    // A pipe without a writer would hold the opening up, and a terminal would become the server's.
    int patience = reading->files_only ? O_NONBLOCK | O_NOCTTY : 0;
    int descriptor = open(source->path, O_RDONLY | O_CLOEXEC | patience);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        problem_at(problems, place, "%s", strerror(errno));
    else if (S_ISDIR(status.st_mode) && inside)
        problem_at(problems, place, "is a folder inside a folder; name it by itself");
    else if (S_ISDIR(status.st_mode))
        read_folder(reading, source);
    else if (reading->files_only && !S_ISREG(status.st_mode))
        problem_at(problems, place,
                   "is neither a file nor a folder, and a running server reads nothing else");
    else
        read_file(problems, source->name, descriptor, &status, reading->out);
    if (descriptor >= 0)
        (void)close(descriptor); // it was only read
}

void documents_read(struct problems *problems, const struct source *sources, size_t count,
                    bool files_only, struct documents *out) {
    *out = (struct documents){0};
    const struct reading reading = {problems, files_only, out};
    for (size_t i = 0; i < count; i++)
        read_source(&reading, &sources[i], false);
}
