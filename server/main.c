// main.c: the commands. Reads the settings, runs one command, says by the exit status how it went:
// 0 done, 1 it could not be done, 2 the command line or a setting is wrong. For a mail server,
// which calls `bounce`, "could not be done" is 75, on which it tries again (EX_TEMPFAIL of
// sysexits.h).
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "commands.h"
#include "config.h"

enum { DONE = 0, FAILED = 1, MISUSED = 2, TRY_AGAIN = 75 };

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
        "  import PATH…     publishes catalog files, folders of them, or - for standard\n"
        "                   input, all or nothing;\n"
        "                   with --if-empty only into a store that has no tools;\n"
        "                   while a server runs, it does the writing\n"
        "  export           prints the catalog as import reads it; with --folder DIR it\n"
        "                   writes a folder of documents, for a large one\n"
        "  backup FILE      writes a whole, checked copy of the store, also beside a server\n"
        "  restore FILE     puts such a copy in the store's place, and the store aside\n"
        "  newsletter preview | compose | send | status\n"
        "                   prints the next issue as a mail; writes it, to all subscribers;\n"
        "                   sends what waits; prints how it stands\n"
        "  newsletter release ADDRESS | retry ISSUE\n"
        "                   lets a suppressed address get mail again; has an issue's failed\n"
        "                   mails sent again\n"
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

static bool is(const char *word, const char *other) {
    return word && strcmp(word, other) == 0;
}

static bool is_newsletter(char **words) {
    static const char *const alone[] = {"preview", "compose", "send", "status"};
    if (is(words[0], "release") || is(words[0], "retry"))
        return words[1] && !words[2];
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++) {
        if (is(words[0], alone[i]))
            return !words[1];
    }
    return false;
}

// Says what is wrong with the words behind a command, if anything is.
static int check_words(const char *command, char **words) {
    const char *first = words[0];
    bool one = first && !words[1];
    if (is(command, "import"))
        return first ? DONE : usage("usage: verdict import [--if-empty] PATH…", "");
    if (is(command, "migrate"))
        return !first || (one && is(first, "status"))
                   ? DONE
                   : usage("usage: verdict migrate [status]", "");
    if (is(command, "backup"))
        return one ? DONE : usage("usage: verdict backup FILE", "");
    if (is(command, "restore"))
        return one ? DONE : usage("usage: verdict restore FILE", "");
    if (is(command, "newsletter"))
        return is_newsletter(words) ? DONE
                                    : usage("usage: verdict newsletter preview | compose | send | "
                                            "status | release ADDRESS | retry ISSUE",
                                            "");
    return first ? usage("this word is one too many: ", first) : DONE;
}

static int run(const char *command, const struct config *config, char **words) {
    if (check_words(command, words) != DONE)
        return MISUSED;
    if (config->if_empty && !is(command, "import"))
        return usage("--if-empty belongs to the command import", "");
    if (config->folder && !is(command, "export"))
        return usage("--folder belongs to the command export", "");
    if (is(command, "help"))
        return print_help();
    if (is(command, "config"))
        return print_config();
    if (is(command, "serve")) {
        log_set_level((enum log_level)config->log);
        return command_serve(config) == OK ? DONE : FAILED;
    }
    log_set_plain();
    if (is(command, "migrate"))
        return command_migrate(config, words) == OK ? DONE : FAILED;
    if (is(command, "import"))
        return command_import(config, words) == OK ? DONE : FAILED;
    if (is(command, "backup"))
        return command_backup(config, words[0]) == OK ? DONE : FAILED;
    if (is(command, "restore"))
        return command_restore(config, words[0]) == OK ? DONE : FAILED;
    if (is(command, "newsletter"))
        return command_newsletter(config, words) == OK ? DONE : FAILED;
    if (is(command, "bounce"))
        return command_bounce(config) == OK ? DONE : TRY_AGAIN;
    if (is(command, "export"))
        return command_export(config) == OK ? DONE : FAILED;
    return usage("there is no such command: ", command);
}

int main(int argc, char **argv) {
    (void)umask(077);               // the store holds what readers trusted it with
    (void)signal(SIGXFSZ, SIG_IGN); // a file that may not grow is a full disk
    struct config config;
    int rest = argc;
    if (config_read(argc, argv, &config, &rest) != OK)
        return MISUSED;
    if (rest >= argc)
        return usage("a command is missing", "");
    return run(argv[rest], &config, argv + rest + 1);
}
