// test_wal.c: which log belongs to which database. A store is written step by step, with
// checkpoints and a log that starts anew again and again, and its files are kept as a crash after
// each step, or within a checkpoint, would leave them; then each log meets each database.
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "db/sqlite/connection.h"
#include "db/sqlite/wal.h"
#include "db/store.h"
#include "unit/check.h"

enum { STEPS = 48, PAGE = 4096, PATH_LENGTH = 128 };

static char folder[] = "/tmp/verdict-wal-XXXXXX";
static struct store *store;

static const char *path_of(const char *kind, int step) {
    static char paths[8][PATH_LENGTH];
    static int next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, PATH_LENGTH, "%s/%s-%d", folder, kind, step);
    return path;
}

static const char *live(const char *suffix) {
    static char paths[4][PATH_LENGTH];
    static int next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, PATH_LENGTH, "%s/verdict.db%s", folder, suffix);
    return path;
}

static void copy(const char *from, const char *to) {
    char bytes[PAGE];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    assert_true(in >= 0 || errno == ENOENT);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(out >= 0);
    for (ssize_t count; in >= 0 && (count = read(in, bytes, sizeof bytes)) > 0;)
        assert_int_equal(write(out, bytes, (size_t)count), count);
    assert_int_equal(close(out), 0);
    if (in >= 0)
        assert_int_equal(close(in), 0);
}

static bool is_foreign(const char *log, const char *database) {
    unsigned char header[DATABASE_HEADER];
    int file = open(database, O_RDONLY | O_CLOEXEC);
    bool whole = file >= 0 && read(file, header, sizeof header) == (ssize_t)sizeof header;
    if (file >= 0)
        assert_int_equal(close(file), 0);
    return wal_is_foreign(log, whole ? header : NULL);
}

static int first_integer(sqlite3 *connection, const char *sql) {
    sqlite3_stmt *statement = NULL;
    int found = -1;
    if (sqlite3_prepare_v2(connection, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        found = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    return found;
}

// The step that the pair shows after recovery; -1 when it is damaged.
static int recovered(const char *log, const char *database) {
    copy(database, path_of("pair", 0));
    char beside[PATH_LENGTH + 8];
    (void)snprintf(beside, sizeof beside, "%s-wal", path_of("pair", 0));
    copy(log, beside);
    sqlite3 *connection = NULL;
    assert_int_equal(sqlite3_open(path_of("pair", 0), &connection), SQLITE_OK);
    int sound = first_integer(connection, "SELECT count(*) FROM pragma_integrity_check "
                                          "WHERE integrity_check <> 'ok'");
    int step = first_integer(connection, "SELECT max(step) FROM steps");
    assert_int_equal(sqlite3_close(connection), SQLITE_OK);
    return sound == 0 ? step : -1;
}

static void execute(const char *before, int number, const char *after) {
    char sql[256];
    (void)snprintf(sql, sizeof sql, "%s%d%s", before, number, after);
    assert_int_equal(store_run_script(store, "a step", sql), OK);
}

// One transaction: rows of some pages, now and then a change of the schema, or rows that go.
static void write_step(int step) {
    assert_int_equal(store_begin(store), OK);
    if (step % 7 == 3)
        execute("CREATE TABLE t", step, " (x INTEGER, y TEXT) STRICT;");
    if (step % 5 == 4)
        execute("DELETE FROM steps WHERE step < ", step - 6, ";");
    execute("INSERT INTO steps VALUES (", step, ", randomblob(abs(random() % 9000)));");
    assert_int_equal(store_commit(store), OK);
}

static void take_copies(int step) {
    copy(live(""), path_of("db", step));
    copy(live("-wal"), path_of("log", step));
    sqlite3 *backup = NULL;
    assert_int_equal(sqlite3_open(path_of("backup", step), &backup), SQLITE_OK);
    sqlite3_backup *run = sqlite3_backup_init(backup, "main", store->connection, "main");
    assert_non_null(run);
    assert_int_equal(sqlite3_backup_step(run, -1), SQLITE_DONE);
    assert_int_equal(sqlite3_backup_finish(run), SQLITE_OK);
    assert_int_equal(sqlite3_close(backup), SQLITE_OK);
    char vacuum[PATH_LENGTH + 32];
    (void)snprintf(vacuum, sizeof vacuum, "VACUUM INTO '%s'", path_of("vacuum", step));
    assert_int_equal(sqlite3_exec(store->connection, vacuum, NULL, NULL, NULL), SQLITE_OK);
}

static int begin(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/verdict-wal-XXXXXX");
    if (!mkdtemp(folder) || store_open(folder, STORE_WRITE, &store) != OK ||
        sqlite3_exec(store->connection, "PRAGMA wal_autocheckpoint = 12", NULL, NULL, NULL))
        return -1;
    assert_int_equal(store_begin(store), OK);
    execute("CREATE TABLE steps (step INTEGER, filler BLOB CHECK (", 0, " = 0)) STRICT;");
    assert_int_equal(store_commit(store), OK);
    for (int step = 1; step <= STEPS; step++) {
        write_step(step);
        take_copies(step);
    }
    return 0;
}

static int drop(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static int end(void **state) {
    (void)state;
    store_close(store);
    return nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS);
}

static void a_crash_is_never_foreign(void **state) {
    (void)state;
    for (int step = 1; step <= STEPS; step++) {
        assert_false(is_foreign(path_of("log", step), path_of("db", step)));
        assert_int_equal(recovered(path_of("log", step), path_of("db", step)), step);
    }
}

// A crash within the checkpoint after `step`: the first `pages` pages are of the new database.
static void mix(int step, off_t pages) {
    copy(path_of("db", step - 1), path_of("mixed", 0));
    char bytes[PAGE];
    int in = open(path_of("db", step), O_RDONLY | O_CLOEXEC);
    int out = open(path_of("mixed", 0), O_WRONLY | O_CLOEXEC);
    assert_true(in >= 0 && out >= 0);
    for (off_t at = 0; at < pages && pread(in, bytes, PAGE, at * PAGE) == PAGE; at++)
        assert_int_equal(pwrite(out, bytes, PAGE, at * PAGE), PAGE);
    assert_int_equal(close(in), 0);
    assert_int_equal(close(out), 0);
}

static void a_crash_within_a_checkpoint_is_never_foreign(void **state) {
    (void)state;
    int checkpoints = 0;
    for (int step = 2; step <= STEPS; step++) {
        if (is_foreign(path_of("log", step), path_of("db", step - 1)))
            continue; // the log has started anew since
        checkpoints++;
        for (off_t pages = 0; pages < 24; pages += 3) {
            mix(step, pages);
            assert_false(is_foreign(path_of("log", step), path_of("mixed", 0)));
            assert_int_equal(recovered(path_of("log", step), path_of("mixed", 0)), step);
        }
    }
    assert_true(checkpoints > STEPS / 4);
}

static void an_older_database_is_foreign_or_recovers(void **state) {
    (void)state;
    int foreign = 0;
    for (int step = 2; step <= STEPS; step++) {
        for (int older = 1; older < step; older++) {
            if (is_foreign(path_of("log", step), path_of("db", older)))
                foreign++;
            else
                assert_int_equal(recovered(path_of("log", step), path_of("db", older)), step);
        }
    }
    assert_true(foreign > STEPS * STEPS / 4);
}

static void a_newer_database_is_foreign_or_sound(void **state) {
    (void)state;
    for (int step = 1; step < STEPS; step++) {
        for (int newer = step + 1; newer <= STEPS; newer++) {
            if (!is_foreign(path_of("log", step), path_of("db", newer)))
                assert_int_not_equal(recovered(path_of("log", step), path_of("db", newer)), -1);
        }
    }
}

static void a_backup_is_always_foreign(void **state) {
    (void)state;
    for (int step = 1; step <= STEPS; step++) {
        for (int older = 1; older <= step; older++) {
            assert_true(is_foreign(path_of("log", step), path_of("backup", older)));
            assert_true(is_foreign(path_of("log", step), path_of("vacuum", older)));
        }
    }
}

static void no_database_is_foreign_and_no_log_is_not(void **state) {
    (void)state;
    assert_true(wal_is_foreign(path_of("log", STEPS), NULL));
    assert_false(is_foreign(path_of("none", 0), path_of("db", 1)));
    assert_false(is_foreign(path_of("db", 1), path_of("db", 2))); // that is no log
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crash_is_never_foreign),
        cmocka_unit_test(a_crash_within_a_checkpoint_is_never_foreign),
        cmocka_unit_test(an_older_database_is_foreign_or_recovers),
        cmocka_unit_test(a_newer_database_is_foreign_or_sound),
        cmocka_unit_test(a_backup_is_always_foreign),
        cmocka_unit_test(no_database_is_foreign_and_no_log_is_not),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
