// main.c: the commands. Reads the settings, runs one command, says by the exit status how it went:
// 0 done, 1 it could not be done, 2 the command line or a setting is wrong.
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "commands.h"
#include "config.h"

enum { DONE = 0, FAILED = 1, MISUSED = 2 };

static int usage(const char *reason, const char *word) {
    (void)fprintf(stderr, "verdict: %s%s\nTry: verdict help\n", reason, word);
    return MISUSED;
}

static int print_help(void) {
    (void)fputs(
        "Verdict tells people which AI tool to ship with.\n"
        "\n"
        "Usage: verdict COMMAND [SETTINGS]\n"
        "\n"
        "  serve            migrates the store, then serves the site until Ctrl-C\n"
        "  migrate          brings the store to this program's shape\n"
        "  migrate status   lists the migrations and when each was applied\n"
        "  import PATH…     publishes catalog files, or folders of them, all or nothing;\n"
        "                   with --if-empty only into a store that has no tools;\n"
        "                   while a server runs, it does the writing\n"
        "  export           prints the catalog as import reads it\n"
        "  newsletter preview | compose | send | status\n"
        "                   prints the next issue as a mail; writes it, to all subscribers;\n"
        "                   sends what waits; prints how it stands\n"
        "  bounce           reads a mail that came back, and takes note of it\n"
        "  config           prints the settings as they are\n"
        "  help             prints this\n"
        "\n"
        "Settings, as a flag or from the environment:\n"
        "\n",
        stdout);
    config_print_help(stdout);
    return fflush(stdout) == 0 ? DONE : FAILED;
}

static int print_config(void) {
    config_print(stdout);
    return fflush(stdout) == 0 ? DONE : FAILED;
}

static int run(const char *command, const struct config *config, char **words) {
    bool takes_words = strcmp(command, "import") == 0 || strcmp(command, "migrate") == 0 ||
                       strcmp(command, "newsletter") == 0;
    if (!takes_words && words[0])
        return usage("this word is one too many: ", words[0]);
    if (config->if_empty && strcmp(command, "import") != 0)
        return usage("--if-empty belongs to the command import", "");
    if (strcmp(command, "help") == 0)
        return print_help();
    if (strcmp(command, "config") == 0)
        return print_config();
    if (strcmp(command, "serve") == 0) {
        log_set_level(config->log);
        return command_serve(config) == OK ? DONE : FAILED;
    }
    log_set_plain();
    if (strcmp(command, "migrate") == 0)
        return command_migrate(config, words) == OK ? DONE : FAILED;
    if (strcmp(command, "import") == 0)
        return command_import(config, words) == OK ? DONE : FAILED;
    if (strcmp(command, "newsletter") == 0)
        return command_newsletter(config, words) == OK ? DONE : FAILED;
    if (strcmp(command, "bounce") == 0)
        return command_bounce(config) == OK ? DONE : FAILED;
    if (strcmp(command, "export") == 0)
        return command_export(config) == OK ? DONE : FAILED;
    return usage("there is no such command: ", command);
}

int main(int argc, char **argv) {
    (void)umask(077); // the store holds what readers trusted it with
    struct config config;
    int rest = argc;
    if (config_read(argc, argv, &config, &rest) != OK)
        return MISUSED;
    if (rest >= argc)
        return usage("a command is missing", "");
    return run(argv[rest], &config, argv + rest + 1);
}
