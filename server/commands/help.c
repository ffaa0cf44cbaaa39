// help.c: see command.h. Finds commands, and tells how they are called: the command help.
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"

enum { HELP_WIDTH = 60, HELP_COLUMN = 34 }; // characters

static const struct command commands[] = {
#define COMMAND(function, name, usage, least, most, store, option, failed, help)                   \
    {name, usage, least, most, store, option, failed, help, function},
#include "commands/commands.def"
#undef COMMAND
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

// How many of the words name the command; 0 when they do not.
static int count_named(const struct command *command, char **words) {
    size_t first = strcspn(command->name, " ");
    if (strlen(words[0]) != first || strncmp(words[0], command->name, first) != 0)
        return 0;
    if (!command->name[first])
        return 1;
    return words[1] && strcmp(words[1], command->name + first + 1) == 0 ? 2 : 0;
}

const struct command *command_find(char **words, int *named) {
    const struct command *found = NULL;
    *named = 0;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        int count = count_named(&commands[i], words);
        if (count > *named) {
            found = &commands[i];
            *named = count;
        }
    }
    return found;
}

const struct command *command_of_option(const char *option) {
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (commands[i].option && strcmp(commands[i].option, option) == 0)
            return &commands[i];
    }
    return NULL;
}

void command_print_usage(const char *word) {
    bool one = false;
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = &commands[i];
        size_t length = strlen(word);
        if (strncmp(command->name, word, length) != 0 || !strchr(" ", command->name[length]))
            continue;
        (void)fprintf(stderr, "%s%s%s%s", one ? " | " : "verdict: usage: verdict ", command->name,
                      command->usage[0] ? " " : "", command->usage);
        one = true;
    }
    if (one)
        (void)fputc('\n', stderr);
    else
        (void)fprintf(stderr, "verdict: there is no such command: %s\n", word);
}

// Characters, not bytes: "…" is one.
static int count_characters(const char *text) {
    int count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

// In lines that are no wider than they should be, each but the first behind HELP_COLUMN blanks.
static void print_wrapped(const char *text) {
    while (strlen(text) > HELP_WIDTH) {
        int cut = HELP_WIDTH;
        while (cut > 0 && text[cut] != ' ')
            cut--;
        if (cut == 0)
            break;
        (void)printf("%.*s\n%*s", cut, text, HELP_COLUMN, "");
        text += cut + 1;
    }
    (void)printf("%s\n", text);
}

enum outcome command_help(const struct command_run *run) {
    (void)run;
    (void)fputs("Verdict tells people which AI tool to ship with.\n\n"
                "Usage: verdict COMMAND [SETTINGS]\n\n",
                stdout);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const struct command *command = &commands[i];
        int written = 3 + count_characters(command->name) + count_characters(command->usage);
        (void)printf("  %s %s%*s", command->name, command->usage, HELP_COLUMN - written, "");
        print_wrapped(command->help);
    }
    (void)fputs("\nSettings, as a flag or from the environment:\n\n", stdout);
    config_print_help(stdout);
    return finish_output();
}

enum outcome command_config(const struct command_run *run) {
    (void)run;
    config_print(stdout);
    return finish_output();
}
