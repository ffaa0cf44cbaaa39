// commands_backup.c: see commands.h. The commands backup and restore.
#include <stdio.h>

#include "commands.h"
#include "config.h"
#include "db/backup.h"
#include "steps.h"

enum outcome command_backup(const struct config *config, const char *word) {
    TRY(backup_write(config->data, word));
    (void)printf("The store is in %s, whole and checked.\n", word); // finish_output tells
    return finish_output();
}

enum outcome command_restore(const struct config *config, const char *word) {
    char aside[PATH_MAX];
    TRY(backup_restore(config->data, word, aside));
    (void)printf("The store is now what %s holds.\n", word); // finish_output tells
    if (aside[0])
        (void)printf("The store before is in %s; to have it back: verdict restore %s --data %s\n",
                     aside, aside, config->data);
    return finish_output();
}
