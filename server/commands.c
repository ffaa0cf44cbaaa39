// commands.c: see commands.h. The commands that run and end: migrate, import, export.
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "catalog/export.h"
#include "config.h"
#include "db/migrate.h"
#include "db/store.h"
#include "operator/import.h"
#include "operator/operation.h"
#include "steps.h"

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
    if (words[0])
        return migrate_status(config);
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_WRITE, &store));
    enum outcome outcome = migrate_to_date(store);
    store_close(store);
    return outcome;
}

enum outcome command_import(const struct config *config, char **words) {
    size_t count = 0;
    while (words[count])
        count++;
    struct arena *arena = arena_new();
    struct operation operation = {.arena = arena, .told = {.arena = arena}};
    import_words(&operation, config->if_empty, words, count);
    enum outcome outcome = run_operation(config, "import", &operation);
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
