// migrate.c: see command.h. The commands migrate and migrate status.
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/migrate.h"
#include "db/store.h"

enum outcome command_migrate(const struct command_run *run) {
    struct store *store = NULL;
    TRY(store_open(run->config->data, STORE_WRITE, &store));
    enum outcome outcome = migrate_to_date(store);
    store_close(store);
    return outcome;
}

enum outcome command_migrate_status(const struct command_run *run) {
    size_t count = 0;
    const struct migration *migrations = migrations_built_in(&count);
    struct applied_migration *rows = NULL;
    TRY(migrate_check(run->store, migrations, count, run->arena, &rows));
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
