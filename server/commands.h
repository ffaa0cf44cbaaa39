// commands.h: what the program does, one function a command. Each says on standard error what went
// wrong (where, and what to do) and returns how it went; main.c turns that into the exit status.
#pragma once

#include "base/outcome.h"

struct config;

// Serves until SIGTERM, SIGINT or SIGHUP. serve.c.
MUST_USE enum outcome command_serve(const struct config *config);

// `words` are the words behind the command, ended by NULL; main.c judges how many there are and
// what they may be. commands.c.
MUST_USE enum outcome command_migrate(const struct config *config, char **words);
MUST_USE enum outcome command_import(const struct config *config, char **words);

// commands_export.c.
MUST_USE enum outcome command_export(const struct config *config);

// commands_backup.c. `word` is the file to write, or to read.
MUST_USE enum outcome command_backup(const struct config *config, const char *word);
MUST_USE enum outcome command_restore(const struct config *config, const char *word);

// commands_newsletter.c. The second reads one mail from standard input.
MUST_USE enum outcome command_newsletter(const struct config *config, char **words);
MUST_USE enum outcome command_bounce(const struct config *config);
