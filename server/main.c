// main.c: reads the settings, runs one command, says by the exit status how it went: 0 done, 1 it
// could not be done, 2 the command line or a setting is wrong. For a mail server, which calls
// `bounce`, "could not be done" is 75, on which it tries again (EX_TEMPFAIL of sysexits.h).
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/log.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/store.h"

enum { DONE = 0, FAILED = 1, MISUSED = 2 };

static int hint(void) {
    (void)fputs("Try: verdict help\n", stderr);
    return MISUSED;
}

static int refuse_option(const char *option) {
    (void)fprintf(stderr, "verdict: --%s belongs to the command %s\n", option,
                  command_of_option(option)->name);
    return hint();
}

static int refuse_words(const struct command *command, char **words) {
    if (command && command->most == 0 && !strchr(command->name, ' ') && words[1])
        (void)fprintf(stderr, "verdict: this word is one too many: %s\n", words[1]);
    else
        command_print_usage(words[0]);
    return hint();
}

static enum outcome open_store(const struct command *command, struct command_run *run) {
    if (command->store == STORE_BY_ITSELF)
        return OK;
    TRY(store_open(run->config->data, STORE_READ, &run->store));
    if (command->store == STORE_OF_ANY_AGE)
        return OK;
    TRY(check_to_date(run->store));
    return store_prepare(run->store);
}

static int run_command(const struct command *command, const struct config *config, char **words) {
    struct command_run run = {.config = config, .arguments = words, .arena = arena_new()};
    enum outcome outcome = open_store(command, &run);
    if (outcome == OK)
        outcome = command->run(&run);
    store_close(run.store);
    arena_free(run.arena);
    return outcome == OK ? DONE : command->failed;
}

// Whether the only word is an option that stands for a command of its own.
static bool is_alone(int argc, char **argv, const char *option) {
    return argc == 2 && strcmp(argv[1], option) == 0;
}

static int print_version(void) {
    (void)puts("verdict " VERDICT_VERSION);
    return finish_output() == OK ? DONE : FAILED;
}

int main(int argc, char **argv) {
    (void)umask(077);               // the store holds what readers trusted it with
    (void)signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a full disk
    if (is_alone(argc, argv, "--version"))
        return print_version();
    if (is_alone(argc, argv, "--help"))
        argv[1] = "help";
    struct config config;
    int rest = argc;
    if (config_read(argc, argv, &config, &rest) != OK)
        return MISUSED;
    if (rest >= argc) {
        (void)fputs("verdict: a command is missing\n", stderr);
        return hint();
    }
    char **words = argv + rest;
    int named = 0;
    const struct command *command = command_find(words, &named);
    int count = argc - rest - named;
    if (!command || count < command->least || count > command->most)
        return refuse_words(command, words);
    if (config.option && (!command->option || strcmp(config.option, command->option) != 0))
        return refuse_option(config.option);
    if (command->run == command_serve)
        log_set_level((enum log_level)config.log);
    else
        log_set_plain();
    return run_command(command, &config, words + named);
}
