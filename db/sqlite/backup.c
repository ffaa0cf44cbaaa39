// backup.c: see db/backup.h: writes a copy under a name of its own, then gives it its name.
#include "db/backup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "db/sqlite/copy.h"

// Where a copy goes.
struct target {
    char folder[PATH_MAX]; // absolute
    char path[PATH_MAX];   // the file's, below it
    char part[PATH_MAX];   // its name until it is whole
};

static enum outcome join(char out[PATH_MAX], const char *format, const char *a, const char *b) {
    int length = snprintf(out, PATH_MAX, "%s%s%s", a, format, b);
    return length >= 0 && length < PATH_MAX ? OK : copy_refuse(a, "the path is too long", NULL);
}

static enum outcome find_target(const char *file, struct target *target) {
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return copy_refuse(file, "is not the name of a file", "name the file to write");
    char folder[PATH_MAX];
    int length = snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - file) + 1 : 1,
                          slash ? file : ".");
    if (length < 0 || length >= PATH_MAX)
        return copy_refuse(file, "the path is too long", NULL);
    if (!realpath(folder, target->folder))
        return copy_refuse_errno(folder);
    TRY(join(target->path, "/", target->folder, name));
    return join(target->part, ".", target->path, "XXXXXX");
}

// A file of the store's own name in the store's own folder, whether it is there now or not.
static enum outcome check_not_store(const char *folder, const struct target *target) {
    static const char *const own[] = {"/verdict.db",         "/verdict.db-wal", "/verdict.db-shm",
                                      "/verdict.db-journal", "/verdict.lock",   "/operator.sock"};
    char real[PATH_MAX];
    if (!realpath(folder, real))
        return copy_refuse_errno(folder);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        char path[PATH_MAX];
        TRY(join(path, "", real, own[i]));
        if (strcmp(path, target->path) == 0)
            return copy_refuse(path, "belongs to the store itself", "name another file");
    }
    return OK;
}

static enum outcome check_target(const struct target *target) {
    struct stat status;
    if (lstat(target->path, &status) != 0)
        return errno == ENOENT ? OK : copy_refuse_errno(target->path);
    if (!S_ISREG(status.st_mode))
        return copy_refuse(target->path, "is there, and is not a file", "name another file");
    return OK;
}

static enum outcome write_part(struct store *store, struct target *target) {
    int file = mkstemp(target->part); // for its owner alone
    if (file < 0)
        return copy_refuse_errno(target->path);
    close_unwritten(file);
    enum outcome outcome = copy_write(store, target->part);
    if (outcome == OK && rename(target->part, target->path) != 0)
        outcome = copy_refuse_errno(target->path);
    if (outcome != OK)
        (void)unlink(target->part); // the copy's failure is told already
    return outcome;
}

enum outcome backup_write(const char *folder, const char *file) {
    struct store *store = NULL;
    TRY(store_open(folder, STORE_READ, &store));
    struct target target;
    enum outcome outcome = find_target(file, &target);
    if (outcome == OK)
        outcome = check_not_store(folder, &target);
    if (outcome == OK)
        outcome = check_target(&target);
    if (outcome == OK)
        outcome = write_part(store, &target);
    if (outcome == OK)
        outcome = copy_sync_folder(target.folder);
    store_close(store);
    return outcome;
}
