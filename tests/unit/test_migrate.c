// test_migrate.c: migrations against real stores in a folder of their own.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/migrate.h"
#include "db/store.h"
#include "unit/check.h"

#define SUM(digit)   digit digit digit digit digit digit digit digit
#define SUM64(digit) SUM(digit digit digit digit digit digit digit digit)

static const struct migration first = {"0001_first.sql", SUM64("1"),
                                       "CREATE TABLE a (x INTEGER) STRICT;"};
static const struct migration second = {"0002_second.sql", SUM64("2"),
                                        "CREATE TABLE b (x INTEGER) STRICT;"};
static const struct migration broken = {"0002_broken.sql", SUM64("3"),
                                        "CREATE TABLE c (x INTEGER) STRICT; CREATE TABLE a (x);"};

static char folder[] = "/tmp/verdict-migrate-XXXXXX";
static struct store *store;

static int begin(void **state) {
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/verdict-migrate-XXXXXX");
    return mkdtemp(folder) && store_open(folder, STORE_WRITE, &store) == OK ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    store_close(store);
    static const char *const files[] = {"verdict.db", "verdict.lock"};
    for (size_t i = 0; i < 2; i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

static size_t applied(const struct migration *list, size_t count) {
    struct arena *arena = arena_new();
    struct applied_migration *rows = NULL;
    assert_int_equal(migrate_check(store, list, count, arena, &rows), OK);
    size_t found = 0;
    while (found < count && rows[found].applied_at > 0)
        found++;
    arena_free(arena);
    return found;
}

static void each_is_applied_once(void **state) {
    (void)state;
    const struct migration list[] = {first, second};
    assert_int_equal(applied(list, 2), 0);
    assert_int_equal(migrate(store, list, 1), OK);
    assert_int_equal(applied(list, 2), 1);
    assert_int_equal(migrate(store, list, 2), OK);
    assert_int_equal(migrate(store, list, 2), OK);
    assert_int_equal(applied(list, 2), 2);
}

static void a_failing_one_leaves_nothing(void **state) {
    (void)state;
    const struct migration list[] = {first, broken};
    assert_int_equal(migrate(store, list, 2), INTERNAL);
    const struct migration mended[] = {first, second};
    assert_int_equal(applied(mended, 2), 1);
    // Table c of the broken one is not there, so it can be made.
    const struct migration again[] = {
        first, {"0002_again.sql", SUM64("4"), "CREATE TABLE c (x INTEGER) STRICT;"}};
    assert_int_equal(migrate(store, again, 2), OK);
}

static void a_changed_file_is_refused(void **state) {
    (void)state;
    assert_int_equal(migrate(store, &first, 1), OK);
    const struct migration changed[] = {{first.name, SUM64("9"), first.sql}, second};
    assert_int_equal(migrate(store, changed, 2), INVALID);
    const struct migration renamed[] = {{"0001_other.sql", first.sha256, first.sql}, second};
    assert_int_equal(migrate(store, renamed, 2), INVALID);
    const struct migration right[] = {first, second};
    assert_int_equal(applied(right, 2), 1); // the second was not applied on the way
}

static void a_newer_store_is_refused(void **state) {
    (void)state;
    const struct migration list[] = {first, second};
    assert_int_equal(migrate(store, list, 2), OK);
    assert_int_equal(migrate(store, list, 1), INVALID);
}

static void a_gap_is_refused(void **state) {
    (void)state;
    const struct migration gap[] = {first, {"0003_third.sql", SUM64("5"), second.sql}};
    assert_int_equal(migrate(store, gap, 2), INVALID);
    assert_int_equal(applied(&first, 1), 0);
}

static void the_built_in_ones_apply(void **state) {
    (void)state;
    size_t count = 0;
    const struct migration *list = migrations_built_in(&count);
    assert_true(count >= 1);
    assert_int_equal(migrate(store, list, count), OK);
    assert_int_equal(store_prepare(store), OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(each_is_applied_once),      TEST(a_failing_one_leaves_nothing),
        TEST(a_changed_file_is_refused), TEST(a_newer_store_is_refused),
        TEST(a_gap_is_refused),          TEST(the_built_in_ones_apply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
