// copy.c: see copy.h.
#include "db/sqlite/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/file.h"
#include "base/log.h"
#include "db/migrate.h"

enum outcome copy_refuse(const char *path, const char *cause, const char *hint) {
    log_line(LOG_ERROR, "store", "path", path, "cause", cause, hint ? "hint" : NULL, hint, NULL);
    return INVALID;
}

enum outcome copy_refuse_errno(const char *path) {
    int number = errno;
    enum outcome outcome = copy_refuse(path, strerror(number), NULL);
    return number == ENOSPC || number == EDQUOT ? BUSY : outcome;
}

static enum outcome prepare(struct store *store, const char *name, sqlite3_stmt **out) {
    const struct embedded_file *file = embedded_find(embedded_queries, name);
    int code = sqlite3_prepare_v2(store->connection, file ? file->bytes : "", -1, out, NULL);
    return code == SQLITE_OK && *out ? OK : sqlite_fault(store, code, name);
}

static enum outcome check_integrity(struct store *store, const char *path) {
    sqlite3_stmt *check = NULL;
    TRY(prepare(store, "sqlite/integrity.sql", &check));
    enum outcome outcome = OK;
    int code = sqlite3_step(check);
    if (code == SQLITE_ROW)
        outcome = copy_refuse(path, (const char *)sqlite3_column_text(check, 0),
                              "the file is damaged: use another copy");
    else if (code != SQLITE_DONE)
        outcome = copy_refuse(path, sqlite3_errmsg(store->connection),
                              "the file is damaged: use another copy");
    (void)sqlite3_finalize(check); // repeats the code above
    return outcome;
}

static enum outcome check_migrations(struct store *store, const char *path) {
    bool empty = false;
    TRY(store_is_empty(store, &empty));
    if (empty)
        return copy_refuse(path, "holds no store", "name a file that verdict backup made");
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    struct arena *arena = arena_new();
    enum outcome outcome = migrate_check(store, migrations, count, arena, NULL);
    arena_free(arena);
    return outcome;
}

enum outcome copy_check(struct store *store, const char *path) {
    TRY(check_integrity(store, path));
    return check_migrations(store, path);
}

static enum outcome copy_pages(struct store *from, const char *path) {
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/open_source.sql");
    int code = sqlite3_exec(from->connection, file ? file->bytes : "", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return sqlite_fault(from, code, "opening the store for a copy");
    sqlite3_stmt *copy = NULL;
    TRY(prepare(from, "sqlite/copy.sql", &copy));
    code = sqlite3_bind_text(copy, 1, path, -1, SQLITE_TRANSIENT);
    if (code == SQLITE_OK)
        code = sqlite3_step(copy);
    enum outcome outcome = code == SQLITE_DONE ? OK : sqlite_fault(from, code, path);
    (void)sqlite3_finalize(copy); // repeats the code above
    return outcome;
}

static enum outcome check_copy(const char *path) {
    struct store *copy = NULL;
    TRY(store_open_file(path, true, &copy));
    enum outcome outcome = copy_check(copy, path);
    store_close(copy);
    return outcome;
}

static enum outcome sync_path(const char *path, int flags) {
    int file = open(path, flags | O_CLOEXEC);
    if (file < 0)
        return copy_refuse_errno(path);
    enum outcome outcome = fsync(file) == 0 ? OK : copy_refuse_errno(path);
    close_unwritten(file);
    return outcome;
}

enum outcome copy_write(struct store *from, const char *path) {
    TRY(copy_pages(from, path));
    TRY(sync_path(path, O_RDWR));
    return check_copy(path);
}

enum outcome copy_sync_folder(const char *folder) {
    return sync_path(folder, O_RDONLY | O_DIRECTORY);
}
