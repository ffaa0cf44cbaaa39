// store.c: see db/store.h. Opens SQLite hardened, one writer at a time, and runs transactions.
#include "db/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/log.h"
#include "db/queries.h"
#include "db/sqlite/connection.h"
#include "db/sqlite/wal.h"

static const int64_t APPLICATION_ID = 0x56726463; // as in open_new.sql

static enum outcome refuse(enum outcome outcome, const char *path, const char *cause,
                           const char *hint) {
    log_line(LOG_ERROR, "store", "path", path, "cause", cause, hint ? "hint" : NULL, hint, NULL);
    return outcome;
}

static enum outcome join_path(char out[PATH_MAX], const char *folder, const char *name) {
    int length = snprintf(out, PATH_MAX, "%s/%s", folder, name);
    if (length < 0 || length >= PATH_MAX)
        return refuse(INVALID, folder, "the path is too long", NULL);
    return OK;
}

static enum outcome make_folder(const char *folder) {
    struct stat status;
    if (mkdir(folder, 0700) == 0)
        return OK;
    if (errno != EEXIST)
        return refuse(INVALID, folder, strerror(errno), "name a folder that can be made: --data");
    if (stat(folder, &status) != 0)
        return refuse(INTERNAL, folder, strerror(errno), NULL);
    if (!S_ISDIR(status.st_mode))
        return refuse(INVALID, folder, "is not a folder", "name the folder of the store: --data");
    return OK;
}

// Leaves the process number in the lock file for the one who is kept out. That is a courtesy:
// the lock holds without it.
static void sign_lock(int lock) {
    char text[32];
    int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) == 0) {
        ssize_t ignored = pwrite(lock, text, (size_t)length, 0);
        (void)ignored;
    }
}

static enum outcome refuse_locked(const char *folder, int lock) {
    char owner[32] = "";
    ssize_t length = pread(lock, owner, sizeof owner - 1, 0);
    owner[length > 0 ? strcspn(owner, "\n") : 0] = '\0';
    char cause[96];
    (void)snprintf(cause, sizeof cause, "the store is in use by another verdict (process %s)",
                   owner[0] ? owner : "unknown");
    return refuse(CONFLICT, folder, cause, "stop it first, or name another store: --data");
}

static enum outcome take_lock(const char *folder, int *out) {
    char path[PATH_MAX];
    TRY(join_path(path, folder, "verdict.lock"));
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return refuse(INVALID, path, strerror(errno), "the folder of the store must be writable");
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        enum outcome outcome = errno == EWOULDBLOCK ? refuse_locked(folder, lock)
                                                    : refuse(INTERNAL, path, strerror(errno), NULL);
        close_unwritten(lock);
        return outcome;
    }
    sign_lock(lock);
    *out = lock;
    return OK;
}

enum outcome store_lock(const char *folder, int *lock) {
    TRY(make_folder(folder));
    return take_lock(folder, lock);
}

enum outcome store_path(const char *folder, char out[PATH_MAX]) {
    return join_path(out, folder, "verdict.db");
}

// A new store where an old one was just taken away would hide it.
static enum outcome check_no_restore(const char *path) {
    char fresh[PATH_MAX];
    int length = snprintf(fresh, sizeof fresh, "%s.new", path);
    if (length < 0 || length >= PATH_MAX)
        return refuse(INVALID, path, "the path is too long", NULL);
    struct stat status;
    if (stat(fresh, &status) != 0)
        return OK;
    return refuse(INVALID, fresh, "was left by a restore that came to no end",
                  "run it again: verdict restore FILE (or remove this file, for a new store)");
}

static enum outcome check_file(const char *path, enum store_mode mode) {
    struct stat status;
    if (stat(path, &status) != 0) {
        if (errno != ENOENT)
            return refuse(INVALID, path, strerror(errno), NULL);
        TRY(check_no_restore(path));
        if (mode == STORE_READ)
            return refuse(NOT_FOUND, path, "there is no store here yet",
                          "make one with: verdict migrate");
        return wal_check(NULL, path);
    }
    if (S_ISDIR(status.st_mode))
        return refuse(INVALID, path, "is a folder, where the store's file should be",
                      "move it away, or name another store: --data");
    if (access(path, R_OK) != 0)
        return refuse(INVALID, path, "may not be read",
                      "give this user the right to read it, or name another store: --data");
    if (mode == STORE_WRITE && access(path, W_OK) != 0)
        return refuse(INVALID, path, "may not be written",
                      "give this user the right to write it, or name another store: --data");
    return OK;
}

static int run_embedded(sqlite3 *connection, const char *name) {
    const struct embedded_file *file = embedded_find(embedded_queries, name);
    return file ? sqlite3_exec(connection, file->bytes, NULL, NULL, NULL) : SQLITE_ERROR;
}

// What identity.sql answers.
struct identity {
    int64_t application_id;
    int64_t tables;
};

static int read_identity(sqlite3 *connection, struct identity *identity) {
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/identity.sql");
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(connection, file ? file->bytes : "", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        identity->application_id = sqlite3_column_int64(statement, 0);
        identity->tables = sqlite3_column_int64(statement, 1);
    }
    (void)sqlite3_finalize(statement); // repeats the code above
    return code;
}

// Before anything is written: is it ours, or new?
static enum outcome check_identity(struct store *store, const char *path, enum store_mode mode) {
    struct identity identity = {0};
    int code = read_identity(store->connection, &identity);
    if (code == SQLITE_NOTADB)
        return refuse(INVALID, path, "is not an SQLite file",
                      "move it away, or name another store: --data");
    if (code != SQLITE_ROW)
        return refuse(INTERNAL, path, sqlite3_errmsg(store->connection), NULL);
    bool fresh = identity.tables == 0 && identity.application_id == 0;
    if (identity.application_id != APPLICATION_ID && !fresh)
        return refuse(INVALID, path, "is an SQLite file, but not Verdict's",
                      "move it away, or name another store: --data");
    if (fresh && mode == STORE_WRITE && run_embedded(store->connection, "sqlite/open_new.sql"))
        return refuse(INVALID, path, sqlite3_errmsg(store->connection), NULL);
    return OK;
}

static enum outcome harden(struct store *store, const char *path, enum store_mode mode) {
    sqlite3 *connection = store->connection;
    const char *settings = mode == STORE_WRITE ? "sqlite/open_write.sql" : "sqlite/open_read.sql";
    if (sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL) !=
            SQLITE_OK ||
        run_embedded(connection, settings) != SQLITE_OK)
        return refuse(INTERNAL, path, sqlite3_errmsg(connection), NULL);
    return OK;
}

// A file beside the store's: its log (-wal) or the log's index (-shm).
struct companion {
    bool there;
    bool readable;
    bool empty;
};

static enum outcome look_at(const char *path, const char *suffix, struct companion *companion) {
    char beside[PATH_MAX];
    int length = snprintf(beside, sizeof beside, "%s%s", path, suffix);
    if (length < 0 || length >= PATH_MAX)
        return refuse(INVALID, path, "the path is too long", NULL);
    struct stat status;
    companion->there = stat(beside, &status) == 0;
    companion->readable = companion->there && access(beside, R_OK) == 0;
    companion->empty = !companion->there || status.st_size == 0;
    return OK;
}

// Where a reader may not write, SQLite cannot make the log's index, and refuses. Without a log
// nothing is missing from the store's file, and nobody else is there who would change it: then
// *frozen. With a log that cannot be read, what it holds would be missing: that is refused.
static enum outcome look_for_log(const char *path, const char *folder, bool *frozen) {
    *frozen = false;
    if (access(folder, W_OK) == 0)
        return OK;
    struct companion log;
    struct companion index;
    TRY(look_at(path, "-wal", &log));
    TRY(look_at(path, "-shm", &index));
    if (log.readable && index.readable)
        return OK;
    *frozen = log.empty && !index.there;
    if (*frozen)
        return OK;
    return refuse(INVALID, path,
                  "its last changes are in verdict.db-wal, which this user cannot read here",
                  "run this as the store's owner, or on a copy of the folder that may be written");
}

// `name` is the path, or a "file:" URI of it.
static enum outcome connect(struct store *store, const char *path, const char *name,
                            enum store_mode mode) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= name == path ? 0 : SQLITE_OPEN_URI;
    flags |=
        mode == STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(name, &store->connection, flags, NULL) != SQLITE_OK)
        return refuse(INTERNAL, path, sqlite3_errmsg(store->connection), NULL);
    TRY(wal_check(store, path));
    TRY(check_identity(store, path, mode));
    return harden(store, path, mode);
}

// SQLite's URI for a file that nobody writes.
static enum outcome immutable_name(const char *path, char *out, size_t size) {
    size_t length = (size_t)snprintf(out, size, path[0] == '/' ? "file://" : "file:");
    for (const char *at = path; *at && length + 4 < size; at++) {
        if (strchr("%?#", *at))
            length += (size_t)snprintf(out + length, 4, "%%%02X", (unsigned)*at);
        else
            out[length++] = *at;
    }
    int end = snprintf(out + length, size - length, "?immutable=1");
    if (end < 0 || (size_t)end >= size - length)
        return refuse(INVALID, path, "the path is too long", NULL);
    return OK;
}

static enum outcome open_parts(struct store *store, const char *folder, enum store_mode mode) {
    char path[PATH_MAX];
    TRY(store_path(folder, path));
    if (mode == STORE_WRITE)
        TRY(store_lock(folder, &store->lock));
    TRY(check_file(path, mode));
    bool frozen = false;
    if (mode == STORE_READ)
        TRY(look_for_log(path, folder, &frozen));
    char name[PATH_MAX + 64];
    if (frozen)
        TRY(immutable_name(path, name, sizeof name));
    return connect(store, path, frozen ? name : path, mode);
}

static struct store *new_store(void) {
    struct store *store = calloc(1, sizeof *store);
    if (!store) {
        log_line(LOG_ERROR, "store", "cause", strerror(errno), NULL);
        return NULL;
    }
    store->lock = -1;
    for (int query = 0; query < QUERY_COUNT; query++) {
        store->statements[query].store = store;
        store->statements[query].query = (enum query)query;
    }
    return store;
}

// Gives it to the caller, or ends it.
static enum outcome hand_over(struct store *store, enum outcome outcome, struct store **out) {
    if (outcome != OK)
        store_close(store);
    else
        *out = store;
    return outcome;
}

enum outcome store_open_file(const char *path, bool alone, struct store **out) {
    char name[PATH_MAX + 64];
    if (alone)
        TRY(immutable_name(path, name, sizeof name));
    struct store *store = new_store();
    if (!store)
        return INTERNAL;
    return hand_over(store, connect(store, path, alone ? name : path, STORE_READ), out);
}

enum outcome store_open(const char *folder, enum store_mode mode, struct store **out) {
    struct store *store = new_store();
    if (!store)
        return INTERNAL;
    return hand_over(store, open_parts(store, folder, mode), out);
}

void store_close(struct store *store) {
    if (!store)
        return;
    for (int query = 0; query < QUERY_COUNT; query++)
        (void)sqlite3_finalize(store->statements[query].handle); // repeats an earlier code
    (void)sqlite3_finalize(store->marks);                        // as well
    if (sqlite3_close(store->connection) != SQLITE_OK)
        log_line(LOG_ERROR, "store", "cause", sqlite3_errmsg(store->connection), NULL);
    if (store->lock >= 0)
        close_unwritten(store->lock);
    free(store);
}

enum outcome store_prepare(struct store *store) {
    char missing[64];
    if (queries_check(missing, sizeof missing) != OK) {
        log_line(LOG_ERROR, "store", "query", missing, "cause", "is not in queries.def", NULL);
        return INTERNAL;
    }
    for (int query = 0; query < QUERY_COUNT; query++) {
        if (query != QUERY_MIGRATIONS_CREATE) // its table is there by now
            TRY(statement_prepare(&store->statements[query]));
    }
    return OK;
}

static enum outcome run(struct store *store, const char *command) {
    int code = sqlite3_exec(store->connection, command, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_fault(store, code, command);
}

enum outcome store_begin(struct store *store) {
    TRY(run(store, "BEGIN IMMEDIATE"));
    enum outcome outcome = wal_mark(store);
    if (outcome != OK)
        store_rollback(store);
    return outcome;
}

enum outcome store_begin_reading(struct store *store) {
    return run(store, "BEGIN");
}

enum outcome store_commit(struct store *store) {
    return run(store, "COMMIT");
}

void store_rollback(struct store *store) {
    if (!sqlite3_get_autocommit(store->connection) && run(store, "ROLLBACK") != OK)
        log_line(LOG_ERROR, "store", "cause", "a rollback failed; the next start repairs it", NULL);
}

long long store_rows_written(struct store *store) {
    return sqlite3_total_changes64(store->connection);
}

enum outcome store_run_script(struct store *store, const char *name, const char *sql) {
    int code = sqlite3_exec(store->connection, sql, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return OK;
    log_line(LOG_ERROR, "store", "script", name, "cause", sqlite3_errmsg(store->connection), NULL);
    return INTERNAL;
}

enum outcome store_is_empty(struct store *store, bool *empty) {
    struct identity identity = {0};
    int code = read_identity(store->connection, &identity);
    if (code != SQLITE_ROW)
        return sqlite_fault(store, code, "looking for tables");
    *empty = identity.tables == 0;
    return OK;
}
