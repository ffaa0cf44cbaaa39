// commands.c: see commands.h. The commands that run and end: migrate, import.
#include "commands.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/token.h"
#include "catalog/sources.h"
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

static enum outcome import_alone(const struct config *config, struct sources *sources,
                                 struct operation *operation) {
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_WRITE, &store));
    enum outcome outcome = token_start();
    if (outcome == OK)
        outcome = migrate_to_date(store);
    if (outcome == OK)
        outcome = store_prepare(store);
    if (outcome == OK)
        outcome = import_here(config->data, store, sources, operation);
    store_close(store);
    return outcome;
}

enum outcome command_import(const struct config *config, char **words) {
    size_t count = 0;
    while (words[count])
        count++;
    struct arena *arena = arena_new();
    struct operation operation = {.arena = arena, .told = {.arena = arena}};
    struct text skipped = {.arena = arena};
    struct sources sources;
    sources_find(arena, config->if_empty, words, count, &sources);
    enum outcome outcome = import_ask(config->data, &sources, &operation);
    if (outcome == NOT_FOUND)
        outcome = import_alone(config, &sources, &operation);
    sources_tell_skipped(&sources, &skipped);
    sources_end(&sources);
    if (skipped.length > 0 && outcome == OK)
        text_append(&operation.told, skipped.bytes, skipped.length);
    else if (skipped.length > 0) // what is told goes to standard error then
        (void)fwrite(skipped.bytes, 1, skipped.length, stdout);
    outcome = tell(&operation, outcome);
    arena_free(arena);
    return outcome;
}
