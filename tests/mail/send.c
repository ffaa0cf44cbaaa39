// send.c: send URL USER PASSWORD CA_FILE SECONDS RETURN_PATH MESSAGE_FILE [AUTH]
// Sends the file once to each address that standard input names, a line each, over one struct
// smtp; prints "RESULT reason" for each. An empty word is a setting that is not there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "mail/smtp.h"

static const char *const results[] = {
    [SMTP_ACCEPTED] = "ACCEPTED",
    [SMTP_LATER] = "LATER",
    [SMTP_BUSY_MAILBOX] = "BUSY_MAILBOX",
    [SMTP_REFUSED] = "REFUSED",
    [SMTP_SHUT_MAILBOX] = "SHUT_MAILBOX",
    [SMTP_DOUBTFUL_MAILBOX] = "DOUBTFUL_MAILBOX",
    [SMTP_NO_ADDRESS] = "NO_ADDRESS",
    [SMTP_CLOSING] = "CLOSING",
    [SMTP_BROKEN] = "BROKEN",
    [SMTP_UNSURE] = "UNSURE",
    [SMTP_UNREACHABLE] = "UNREACHABLE",
};

static const char *word(const char *given) {
    return *given ? given : NULL;
}

static int read_file(const char *path, struct text *out) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    char piece[4096];
    for (size_t length; (length = fread(piece, 1, sizeof piece, file)) > 0;)
        text_append(out, piece, length);
    int whole = !ferror(file);
    return fclose(file) == 0 && whole;
}

static void send_all(struct smtp *smtp, const char *return_path, const struct text *message) {
    char *line = NULL;
    size_t size = 0;
    for (ssize_t length; (length = getline(&line, &size, stdin)) > 0;) {
        line[length - 1] = '\0';
        char reason[SMTP_REASON_SIZE];
        enum smtp_result result = smtp_send(smtp, return_path, line, message, reason);
        (void)printf("%s %s\n", results[result], reason);
        (void)fflush(stdout); // a test that reads nothing fails
    }
    free(line);
}

int main(int count, char **words) {
    if (count != 8 && count != 9)
        return 2;
    struct smtp_settings settings = {
        .url = words[1],
        .user = word(words[2]),
        .password = word(words[3]),
        .ca_file = word(words[4]),
        .auth = count == 9 ? word(words[8]) : NULL,
        .own_name = "verdict.example.org",
        .timeout_seconds = (int)strtol(words[5], NULL, 10),
    };
    struct arena *arena = arena_new();
    struct text message = {.arena = arena};
    struct smtp *smtp = NULL;
    int status = 1;
    if (read_file(words[7], &message) && smtp_open(&settings, &smtp) == OK) {
        send_all(smtp, words[6], &message);
        smtp_close(smtp);
        status = 0;
    }
    arena_free(arena);
    return status;
}
