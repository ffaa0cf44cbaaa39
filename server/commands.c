// commands.c: see commands.h. The commands that run and end: migrate, import, export.
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "catalog/export.h"
#include "config.h"
#include "db/migrate.h"
#include "db/store.h"
#include "operator/client.h"
#include "operator/import.h"
#include "operator/operation.h"

static enum outcome complain(enum outcome outcome, const char *what) {
    (void)fprintf(stderr, "verdict: %s\n", what);
    return outcome;
}

// What was printed is only done when it has arrived.
static enum outcome finish_output(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return OK;
    (void)fprintf(stderr, "verdict: standard output: %s\n", strerror(errno));
    return INTERNAL;
}

static enum outcome migrate_to_date(struct store *store) {
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    return migrate(store, migrations, count);
}

static enum outcome print_status(struct store *store, struct arena *arena) {
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    struct applied_migration *rows = NULL;
    TRY(migrate_check(store, migrations, count, arena, &rows));
    for (size_t i = 0; i < count; i++) {
        char when[32] = "not applied";
        time_t seconds = (time_t)(rows[i].applied_at / 1000);
        struct tm utc;
        if (rows[i].applied_at > 0 && gmtime_r(&seconds, &utc))
            (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc); // fits: 20 bytes
        (void)printf("%-20s  %s\n", when, rows[i].name);
    }
    return finish_output();
}

static enum outcome migrate_status(const struct config *config) {
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_READ, &store));
    struct arena *arena = arena_new();
    enum outcome outcome = print_status(store, arena);
    arena_free(arena);
    store_close(store);
    return outcome;
}

enum outcome command_migrate(const struct config *config, char **words) {
    bool status = words[0] && strcmp(words[0], "status") == 0;
    if (words[0] && (!status || words[1]))
        return complain(INVALID, "usage: verdict migrate [status]");
    if (status)
        return migrate_status(config);
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_WRITE, &store));
    enum outcome outcome = migrate_to_date(store);
    store_close(store);
    return outcome;
}

static enum outcome run_here(const struct operation_kind *kind, struct operation *operation,
                             struct store *store) {
    TRY(migrate_to_date(store));
    TRY(store_prepare(store));
    return operation_run(kind, operation, store);
}

static enum outcome open_and_run(const char *folder, const struct operation_kind *kind,
                                 struct operation *operation) {
    struct store *store = NULL;
    TRY(store_open(folder, STORE_WRITE, &store));
    enum outcome outcome = run_here(kind, operation, store);
    store_close(store);
    return outcome;
}

// Asks the server that holds the store, or, when none listens, does it in this process. Should
// another process hold the store all the same, opening it tells so.
static enum outcome run_operation(const struct config *config, const char *name,
                                  struct operation *operation) {
    const struct operation_kind *kind = operation_find(name);
    if (!kind)
        return NOT_FOUND; // a command names its own row
    enum outcome outcome = client_ask(config->data, name, operation);
    if (outcome == NOT_FOUND)
        outcome = open_and_run(config->data, kind, operation);
    const struct text *told = &operation->told;
    if (told->length > 0) // finish_output tells of what does not arrive
        (void)fwrite(told->bytes, 1, told->length, outcome == OK ? stdout : stderr);
    return outcome == OK ? finish_output() : outcome;
}

enum outcome command_import(const struct config *config, char **words) {
    size_t count = 0;
    while (words[count])
        count++;
    if (count == 0)
        return complain(INVALID, "usage: verdict import [--if-empty] PATH…");
    struct arena *arena = arena_new();
    struct operation operation = {.arena = arena, .told = {.arena = arena}};
    import_words(&operation, config->if_empty, words, count);
    enum outcome outcome = run_operation(config, "import", &operation);
    arena_free(arena);
    return outcome;
}

static enum outcome check_to_date(struct store *store) {
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    struct arena *arena = arena_new();
    struct applied_migration *rows = NULL;
    enum outcome outcome = migrate_check(store, migrations, count, arena, &rows);
    if (outcome == OK && rows[count - 1].applied_at == 0)
        outcome = complain(INVALID, "the store is older than this program: run verdict migrate");
    arena_free(arena);
    return outcome;
}

static enum outcome export_to_output(struct store *store) {
    TRY(check_to_date(store));
    TRY(store_prepare(store));
    TRY(catalog_export(store, stdout));
    return finish_output();
}

enum outcome command_export(const struct config *config) {
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_READ, &store));
    enum outcome outcome = export_to_output(store);
    store_close(store);
    return outcome;
}
