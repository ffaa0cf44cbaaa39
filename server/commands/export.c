// export.c: see command.h. The command export: to standard output, or into a folder.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "catalog/export.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/store.h"

// Well under what import takes, and no trouble to an editor.
enum { DOCUMENT_SIZE = 16 * 1024 * 1024 };

static enum outcome refuse(const char *path, const char *cause) {
    log_line(LOG_ERROR, "export", "path", path, "cause", cause, NULL);
    return INTERNAL;
}

static enum outcome fail_output(void *cls, int code) {
    (void)cls;
    return refuse("standard output", strerror(code));
}

static enum outcome open_output(void *cls, const char *list, FILE **out) {
    (void)cls;
    (void)list;
    *out = stdout;
    return OK;
}

static enum outcome close_output(void *cls, FILE *out) {
    (void)cls;
    (void)out;
    return finish_output();
}

// A folder that takes its name when all is in it.
struct folder {
    struct arena *arena;
    const char *name;   // that it is to have
    char *path;         // that it has meanwhile
    const char **files; // in it
    size_t file_count;
    const char *list; // of the last file
    size_t number;    // of that file among the list's
};

static enum outcome fail_file(void *cls, int code) {
    const struct folder *folder = cls;
    return refuse(folder->files[folder->file_count - 1], strerror(code));
}

static enum outcome open_file(void *cls, const char *list, FILE **out) {
    struct folder *folder = cls;
    folder->number = folder->list && strcmp(folder->list, list) == 0 ? folder->number + 1 : 1;
    folder->list = list;
    const char *file =
        arena_format(folder->arena, "%s/%s-%05zu.json", folder->path, list, folder->number);
    *out = fopen(file, "wxe");
    if (!*out)
        return refuse(file, strerror(errno));
    folder->files =
        arena_one_more(folder->arena, folder->files, &folder->file_count, sizeof *folder->files);
    folder->files[folder->file_count - 1] = file;
    return OK;
}

static enum outcome close_file(void *cls, FILE *out) {
    int code = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0 ? 0 : errno;
    if (fclose(out) != 0 && code == 0)
        code = errno;
    return code == 0 ? OK : fail_file(cls, code);
}

static void remove_all(const struct folder *folder) {
    for (size_t i = 0; i < folder->file_count; i++)
        (void)unlink(folder->files[i]); // what stays, the next line tells
    if (rmdir(folder->path) != 0)
        log_line(LOG_WARNING, "export", "path", folder->path, "cause", strerror(errno), NULL);
}

// A folder of this name is replaced if it is empty.
static enum outcome take_name(const struct folder *folder) {
    if (rename(folder->path, folder->name) == 0)
        return OK;
    if (errno == EBUSY || errno == EINVAL)
        return refuse(folder->name, "cannot be replaced; name a folder that is not there yet");
    return refuse(folder->name, strerror(errno));
}

static int is_no_dot(const struct dirent *entry) {
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

// Before the work is done: whether anything stands in its place.
static enum outcome check_name(const char *name) {
    struct dirent **entries = NULL;
    int count = scandir(name, &entries, is_no_dot, NULL);
    if (count < 0)
        return errno == ENOENT ? OK : refuse(name, strerror(errno));
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return count == 0 ? OK : refuse(name, "is not empty; name a folder that is not there yet");
}

static const char *without_slash(struct arena *arena, const char *name) {
    size_t length = strlen(name);
    while (length > 1 && name[length - 1] == '/')
        length--;
    return arena_copy(arena, name, length);
}

static enum outcome export_to_folder(struct store *store, const char *name, struct arena *arena) {
    struct folder folder = {.arena = arena, .name = without_slash(arena, name)};
    const struct export_target target = {DOCUMENT_SIZE, open_file, close_file, fail_file, &folder};
    TRY(check_name(folder.name));
    folder.path = arena_format(arena, "%s.part-XXXXXX", folder.name);
    if (!mkdtemp(folder.path))
        return refuse(folder.path, strerror(errno));
    enum outcome outcome = catalog_export(store, &target);
    if (outcome == OK)
        outcome = take_name(&folder);
    if (outcome != OK)
        remove_all(&folder);
    else
        (void)printf("%zu documents in %s\n", folder.file_count, folder.name);
    return outcome == OK ? finish_output() : outcome;
}

enum outcome command_export(const struct command_run *run) {
    static const struct export_target output = {0, open_output, close_output, fail_output, NULL};
    if (run->config->folder)
        return export_to_folder(run->store, run->config->folder, run->arena);
    return catalog_export(run->store, &output);
}
