// steps.c: see steps.h.
#include "commands/steps.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "config.h"
#include "db/migrate.h"
#include "db/store.h"
#include "operator/client.h"
#include "operator/operation.h"

enum outcome complain(enum outcome outcome, const char *what) {
    (void)fprintf(stderr, "verdict: %s\n", what);
    return outcome;
}

enum outcome finish_output(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return OK;
    (void)fprintf(stderr, "verdict: standard output: %s\n", strerror(errno));
    return INTERNAL;
}

enum outcome migrate_to_date(struct store *store) {
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    return migrate(store, migrations, count);
}

enum outcome check_to_date(struct store *store) {
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

static enum outcome run_here(const struct operation_kind *kind, struct operation *operation,
                             struct store *store) {
    TRY(token_start());
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

enum outcome print_output(const struct operation *operation, enum outcome outcome) {
    const struct text *output = &operation->output;
    if (output->length > 0) // finish_output says what does not arrive
        (void)fwrite(output->bytes, 1, output->length, outcome == OK ? stdout : stderr);
    return outcome == OK ? finish_output() : outcome;
}

enum outcome run_operation(const struct config *config, const char *name,
                           struct operation *operation) {
    const struct operation_kind *kind = operation_find(name);
    if (!kind)
        return NOT_FOUND; // a command names its own row
    enum outcome outcome = client_ask(config->data, name, operation);
    if (outcome == NOT_FOUND)
        outcome = open_and_run(config->data, kind, operation);
    return print_output(operation, outcome);
}
