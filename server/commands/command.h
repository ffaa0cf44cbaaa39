// command.h: what the program does, one function a command. commands.def is the table.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

struct arena;
struct config;
struct store;

enum store_use {
    STORE_BY_ITSELF,  // it opens none, or the one that it needs
    STORE_OF_ANY_AGE, // it is given the store, to read
    STORE_UP_TO_DATE  // the same, refused when migrations are missing; statements are prepared
};

// One run of a command. All is borrowed.
struct command_run {
    const struct config *config;
    char **arguments; // that follow the command's name, ended by NULL
    struct arena *arena;
    struct store *store; // NULL for STORE_BY_ITSELF
};

struct command {
    const char *name;  // one word or two
    const char *usage; // what follows the name; "" is nothing
    int least;         // words that must and may follow
    int most;
    enum store_use store;
    const char *option; // the one that belongs to it alone, without "--"; or NULL
    int failed;         // the exit status when it could not be done
    const char *help;
    // Says on standard error what went wrong: where, and what to do.
    enum outcome (*run)(const struct command_run *run);
};

#define COMMAND(function, ...) MUST_USE enum outcome function(const struct command_run *run);
#include "commands/commands.def"
#undef COMMAND

// The command that `words` begin with: its row, static, and how many words name it; or NULL.
const struct command *command_find(char **words, int *named);

// The command that the option belongs to.
const struct command *command_of_option(const char *option);

// Prints to standard error how the commands that begin with this word are called.
void command_print_usage(const char *word);
