// restore.c: see db/backup.h: puts a copy in the store's place.
//
// A crash at any moment leaves either the old store, or the new one, or a start that refuses and
// tells to restore again. The old files first get a second name (a hard link), so nothing is ever
// lost. Then the new file takes the name verdict.db, in one step. Then the old log goes. Between
// the last two the old log lies beside the new file, which a start refuses (wal.h). In another
// order the old store would stand without its log, and nobody would see what it lacks.
//
// Where files cannot have a second name (FAT, some volumes of containers) they change theirs, the
// store's file first. Until the new one has its name, a start sees that one waiting, and refuses.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "db/backup.h"
#include "db/sqlite/copy.h"
#include "db/sqlite/wal.h"

struct places {
    char path[PATH_MAX];   // of verdict.db
    char fresh[PATH_MAX];  // of the new file, until it is whole
    char source[PATH_MAX]; // of the copy, absolute
    char aside[PATH_MAX];  // of the old store
    const char *folder;
};

static enum outcome add(char out[PATH_MAX], const char *path, const char *ending) {
    int length = snprintf(out, PATH_MAX, "%s%s", path, ending);
    return length >= 0 && length < PATH_MAX ? OK : copy_refuse(path, "the path is too long", NULL);
}

static enum outcome check_source(const char *file, struct places *places) {
    struct stat source;
    struct stat store;
    if (!realpath(file, places->source) || stat(places->source, &source) != 0)
        return copy_refuse_errno(file);
    if (!S_ISREG(source.st_mode))
        return copy_refuse(file, "is not a file", "name a file that verdict backup made");
    if (stat(places->path, &store) == 0 && store.st_dev == source.st_dev &&
        store.st_ino == source.st_ino)
        return copy_refuse(file, "is the store itself", "name a file that verdict backup made");
    return OK;
}

// What was set aside after a crash has a log that holds the last votes.
static enum outcome open_source(const struct places *places, struct store **out) {
    char wal[PATH_MAX];
    TRY(wal_path(places->source, wal));
    struct stat status;
    bool alone = stat(wal, &status) != 0 || status.st_size == 0;
    return store_open_file(places->source, alone, out);
}

static enum outcome copy_from(struct store *source, const struct places *places) {
    TRY(copy_check(source, places->source));
    if (unlink(places->fresh) != 0 && errno != ENOENT) // of a restore that was killed
        return copy_refuse_errno(places->fresh);
    int file = open(places->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return copy_refuse_errno(places->fresh);
    close_unwritten(file);
    return copy_write(source, places->fresh);
}

static enum outcome make_fresh(const struct places *places) {
    struct store *source = NULL;
    TRY(open_source(places, &source));
    enum outcome outcome = copy_from(source, places);
    store_close(source);
    return outcome;
}

// A name by the time of day that no file has yet.
static enum outcome choose_aside(struct places *places) {
    struct stat status;
    time_t seconds = (time_t)(clock_wall_ms() / 1000);
    for (int i = 0; i < 1000; i++, seconds++) {
        char ending[40];
        struct tm utc;
        if (!gmtime_r(&seconds, &utc) ||
            strftime(ending, sizeof ending, ".before-%Y%m%dT%H%M%SZ", &utc) == 0)
            return copy_refuse(places->path, "the clock cannot be read", NULL);
        TRY(add(places->aside, places->path, ending));
        if (lstat(places->aside, &status) != 0)
            return errno == ENOENT ? OK : copy_refuse_errno(places->aside);
    }
    return copy_refuse(places->aside, "is taken, and so are the names behind it", NULL);
}

static const char *const endings[] = {"", "-wal"}; // of the files of a store
enum { ENDINGS = sizeof endings / sizeof endings[0] };

// Gives the files of the old store, if it has them, the names aside by `name`: link or rename. What
// fails is left in errno.
static bool set_aside(const struct places *places, int (*name)(const char *, const char *)) {
    for (size_t i = 0; i < ENDINGS; i++) {
        char from[PATH_MAX];
        char to[PATH_MAX];
        errno = ENAMETOOLONG;
        if (add(from, places->path, endings[i]) != OK || add(to, places->aside, endings[i]) != OK ||
            (name(from, to) != 0 && errno != ENOENT))
            return false;
    }
    return true;
}

// Whether errno says that a file cannot have a second name here, whatever is done.
static bool has_no_links(int number) {
    return number == EPERM || number == EOPNOTSUPP || number == ENOSYS || number == EMLINK;
}

static enum outcome remove_old(const struct places *places, const char *ending) {
    char path[PATH_MAX];
    TRY(add(path, places->path, ending));
    return unlink(path) == 0 || errno == ENOENT ? OK : copy_refuse_errno(path);
}

// Takes the names aside off again, when it came to nothing: its failure is told already. The log
// comes back before the file that it belongs to.
static void undo_aside(const struct places *places) {
    for (size_t i = ENDINGS; i-- > 0;) {
        char own[PATH_MAX];
        char aside[PATH_MAX];
        struct stat status;
        if (add(own, places->path, endings[i]) != OK || add(aside, places->aside, endings[i]) != OK)
            continue;
        if (lstat(own, &status) == 0)
            (void)unlink(aside);
        else
            (void)rename(aside, own);
    }
}

static enum outcome set_all_aside(const struct places *places) {
    bool done = set_aside(places, link);
    if (!done && has_no_links(errno)) {
        undo_aside(places);
        done = set_aside(places, rename);
    }
    return done ? copy_sync_folder(places->folder) : copy_refuse_errno(places->aside);
}

static enum outcome name_fresh(const struct places *places) {
    TRY(set_all_aside(places));
    if (rename(places->fresh, places->path) != 0)
        return copy_refuse_errno(places->path);
    return OK;
}

static enum outcome swap(const struct places *places) {
    enum outcome outcome = name_fresh(places);
    if (outcome != OK) {
        undo_aside(places);
        return outcome;
    }
    TRY(copy_sync_folder(places->folder));
    TRY(remove_old(places, "-wal"));
    TRY(remove_old(places, "-shm"));
    return copy_sync_folder(places->folder);
}

// A store that was killed while it was made has a rollback journal instead of a log. Beside the new
// file nothing would refuse it.
static enum outcome check_no_journal(const struct places *places) {
    char path[PATH_MAX];
    struct stat status;
    TRY(add(path, places->path, "-journal"));
    if (lstat(path, &status) == 0)
        return copy_refuse(path, "is what an unfinished change left", "let verdict migrate end it");
    return errno == ENOENT ? OK : copy_refuse_errno(path);
}

static enum outcome restore(const char *file, struct places *places) {
    TRY(store_path(places->folder, places->path));
    TRY(add(places->fresh, places->path, ".new"));
    TRY(check_no_journal(places));
    TRY(check_source(file, places));
    enum outcome outcome = make_fresh(places);
    if (outcome == OK)
        outcome = choose_aside(places);
    if (outcome == OK)
        outcome = swap(places);
    if (outcome != OK)
        (void)unlink(places->fresh); // the failure is told already
    return outcome;
}

enum outcome backup_restore(const char *folder, const char *file, char aside[PATH_MAX]) {
    int lock = -1;
    TRY(store_lock(folder, &lock));
    struct places places = {.folder = folder};
    enum outcome outcome = restore(file, &places);
    struct stat status;
    aside[0] = '\0';
    if (outcome == OK && lstat(places.aside, &status) == 0)
        outcome = add(aside, places.aside, "");
    close_unwritten(lock);
    return outcome;
}
