// import.c: see import.h.
#include "operator/import.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "catalog/import.h"
#include "db/tools.h"
#include "operator/operation.h"

static const char if_empty_word[] = "--if-empty";

static const char *copy_and_free(struct arena *arena, char *path) {
    const char *copy = arena_copy_string(arena, path);
    free(path);
    return copy;
}

// What cannot be found is named all the same, so that the other process tells why, as this one
// would.
static const char *absolute(struct arena *arena, const char *path) {
    struct stat status;
    char *real = realpath(path, NULL);
    if (real)
        return copy_and_free(arena, real);
    // A pipe that only this process has open: the other one may not take its own for it. It refuses
    // a device, as it refuses a pipe.
    if (stat(path, &status) == 0)
        return "/dev/null";
    char *folder = path[0] == '/' || path[0] == '\0' ? NULL : getcwd(NULL, 0);
    if (!folder)
        return path;
    return arena_format(arena, "%s/%s", copy_and_free(arena, folder), path);
}

void import_words(struct operation *operation, bool if_empty, char **paths, size_t count) {
    const char **words = arena_take_array(operation->arena, 1 + 2 * count, sizeof *words);
    words[0] = if_empty ? if_empty_word : "";
    for (size_t i = 0; i < count; i++) {
        words[1 + 2 * i] = paths[i];
        words[2 + 2 * i] = absolute(operation->arena, paths[i]);
    }
    operation->words = words;
    operation->word_count = 1 + 2 * count;
}

enum outcome import_prepare(struct operation *operation) {
    if (operation->word_count % 2 == 0)
        return INVALID; // no client sends it
    size_t count = operation->word_count / 2;
    struct source *sources = arena_take_array(operation->arena, count, sizeof *sources);
    for (size_t i = 0; i < count; i++) {
        sources[i].name = operation->words[1 + 2 * i];
        sources[i].path = operation->words[(operation->served ? 2 : 1) + 2 * i];
    }
    operation->work = import_read(operation->arena, sources, count, operation->served);
    return OK;
}

enum outcome import_apply(struct operation *operation, struct store *store) {
    if (strcmp(operation->words[0], if_empty_word) == 0) {
        bool any = false;
        TRY(tools_any(store, &any));
        if (any)
            return OK;
    }
    return import_publish(operation->work, store, &operation->told);
}
