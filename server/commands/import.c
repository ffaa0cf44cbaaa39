// import.c: see command.h. The command import, beside a server or alone.
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/token.h"
#include "catalog/sources.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/store.h"
#include "operator/import.h"
#include "operator/operation.h"

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

enum outcome command_import(const struct command_run *run) {
    const struct config *config = run->config;
    struct arena *arena = run->arena;
    size_t count = 0;
    while (run->arguments[count])
        count++;
    struct operation operation = {.arena = arena, .output = {.arena = arena}};
    struct text skipped = {.arena = arena};
    struct sources sources;
    sources_find(arena, config->option != NULL, run->arguments, count, &sources);
    enum outcome outcome = import_ask(config->data, &sources, &operation);
    if (outcome == NOT_FOUND)
        outcome = import_alone(config, &sources, &operation);
    sources_print_skipped(&sources, &skipped);
    sources_end(&sources);
    if (skipped.length > 0 && outcome == OK)
        text_append(&operation.output, skipped.bytes, skipped.length);
    else if (skipped.length > 0) // what is output goes to standard error then
        (void)fwrite(skipped.bytes, 1, skipped.length, stdout);
    return print_output(&operation, outcome);
}
