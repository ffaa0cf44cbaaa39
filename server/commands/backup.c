// backup.c: see command.h. The commands backup and restore.
#include <limits.h>
#include <stdio.h>

#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/backup.h"

enum outcome command_backup(const struct command_run *run) {
    const char *file = run->arguments[0];
    TRY(backup_write(run->config->data, file));
    (void)printf("The store is in %s, whole and checked.\n", file); // finish_output tells
    return finish_output();
}

enum outcome command_restore(const struct command_run *run) {
    const char *file = run->arguments[0];
    const char *data = run->config->data;
    char aside[PATH_MAX];
    TRY(backup_restore(data, file, aside));
    (void)printf("The store is now what %s holds.\n", file); // finish_output tells
    if (aside[0])
        (void)printf("The store before is in %s; to have it back: verdict restore %s --data %s\n",
                     aside, aside, data);
    return finish_output();
}
