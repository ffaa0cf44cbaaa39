// migrate.c: see migrate.h. Knows the store only through its engine-neutral face.
#include "db/migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/embedded.h"
#include "base/log.h"
#include "db/statement.h"
#include "db/store.h"

enum { MIGRATIONS_MAX = 512 };

const struct migration *migrations_built_in(size_t *count) {
    static struct migration list[MIGRATIONS_MAX];
    size_t found = 0;
    for (const struct embedded_file *file = embedded_migrations; file->name; file++) {
        if (found < MIGRATIONS_MAX)
            list[found++] = (struct migration){file->name, file->sha256, file->bytes};
    }
    *count = found;
    return list;
}

static enum outcome refuse(const char *name, const char *cause, const char *hint) {
    log_line(LOG_ERROR, "migrate", "file", name, "cause", cause, "hint", hint, NULL);
    return INVALID;
}

// The files themselves: 0001_…, 0002_…, without a gap.
static enum outcome check_numbers(const struct migration *migrations, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%04zu_", i + 1);
        if (strncmp(migrations[i].name, number, 5) != 0)
            return refuse(migrations[i].name, "does not have the next number",
                          "migrations count 0001, 0002, … without a gap");
    }
    return OK;
}

// One row of the store's record against the file of the same place.
static enum outcome check_row(struct statement *row, size_t place, struct arena *arena,
                              const struct migration *migrations, size_t count) {
    const char *name = statement_text(row, 1, arena);
    const char *sum = statement_text(row, 2, arena);
    if (statement_integer(row, 0) != (int64_t)place + 1)
        return refuse(name, "a migration before it is missing in the store's record",
                      "restore the store from a backup");
    if (place >= count)
        return refuse(name, "is in the store, but this program does not know it",
                      "the store is newer: run the newer program");
    if (strcmp(name, migrations[place].name) != 0 || strcmp(sum, migrations[place].sha256) != 0)
        return refuse(migrations[place].name, "has changed since it was applied to this store",
                      "a migration is never edited: restore the file, and add a new one");
    return OK;
}

static enum outcome check_rows(struct store *store, const struct migration *migrations,
                               size_t count, struct arena *arena, struct applied_migration *rows) {
    struct statement *list STATEMENT_SCOPE = statement_start(store, QUERY_MIGRATIONS_LIST);
    bool row;
    size_t place = 0;
    for (;;) {
        TRY(statement_next(list, &row));
        if (!row)
            return OK;
        TRY(check_row(list, place, arena, migrations, count));
        rows[place++].applied_at = statement_integer(list, 3);
    }
}

enum outcome migrate_check(struct store *store, const struct migration *migrations, size_t count,
                           struct arena *arena, struct applied_migration **out) {
    TRY(check_numbers(migrations, count));
    struct applied_migration *rows = arena_take_array(arena, count, sizeof *rows);
    for (size_t i = 0; i < count; i++)
        rows[i].name = migrations[i].name;
    bool empty;
    TRY(store_is_empty(store, &empty));
    if (!empty)
        TRY(check_rows(store, migrations, count, arena, rows));
    if (out)
        *out = rows;
    return OK;
}

static enum outcome record(struct store *store, const struct migration *migration, size_t number) {
    struct statement *add STATEMENT_SCOPE = statement_start(store, QUERY_MIGRATIONS_ADD);
    statement_bind_integer(add, 1, (int64_t)number);
    statement_bind_text(add, 2, migration->name);
    statement_bind_text(add, 3, migration->sha256);
    statement_bind_integer(add, 4, clock_wall_ms());
    return statement_run(add);
}

static enum outcome create_record(struct store *store) {
    struct statement *create STATEMENT_SCOPE = statement_start(store, QUERY_MIGRATIONS_CREATE);
    return statement_run(create);
}

// Inside a transaction: the record's own table with the first one, the file, and its row.
static enum outcome apply_parts(struct store *store, const struct migration *migration,
                                size_t number) {
    if (number == 1)
        TRY(create_record(store));
    TRY(store_run_script(store, migration->name, migration->sql));
    return record(store, migration, number);
}

static enum outcome apply(struct store *store, const struct migration *migration, size_t number) {
    TRY(store_begin(store));
    enum outcome outcome = apply_parts(store, migration, number);
    if (outcome == OK)
        outcome = store_commit(store);
    if (outcome != OK) {
        store_rollback(store);
        return outcome;
    }
    log_line(LOG_INFO, "migrate", "applied", migration->name, NULL);
    return OK;
}

enum outcome migrate(struct store *store, const struct migration *migrations, size_t count) {
    struct arena *arena = arena_new();
    struct applied_migration *rows = NULL;
    enum outcome outcome = migrate_check(store, migrations, count, arena, &rows);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        if (rows[i].applied_at == 0)
            outcome = apply(store, &migrations[i], i + 1);
    }
    arena_free(arena);
    return outcome;
}
