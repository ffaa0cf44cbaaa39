// print.c: prints a mail. Each argument is NAME=VALUE, a member of struct mail and its value.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "mail/message.h"

static bool set(struct mail *mail, const char *name, const char *value) {
    const struct {
        const char *name;
        const char **value;
    } members[] = {
        {"from_name", &mail->from_name},
        {"from_address", &mail->from_address},
        {"to", &mail->to},
        {"subject", &mail->subject},
        {"message_id", &mail->message_id},
        {"list_id", &mail->list_id},
        {"list_name", &mail->list_name},
        {"unsubscribe_url", &mail->unsubscribe_url},
        {"text", &mail->text},
        {"html", &mail->html},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (strcmp(members[i].name, name) == 0) {
            *members[i].value = value;
            return true;
        }
    }
    if (strcmp(name, "date") == 0)
        mail->date = strtoll(value, NULL, 10);
    return strcmp(name, "date") == 0;
}

int main(int count, char **words) {
    struct mail mail = {
        .from_name = "Verdict",
        .from_address = "verdict@verdict.example.org",
        .to = "reader@example.net",
        .subject = "The week",
        .message_id = "1.reader@verdict.example.org",
        .text = "Hello\n",
        .html = "<p>Hello</p>\n",
    };
    for (int i = 1; i < count; i++) {
        char *equals = strchr(words[i], '=');
        if (!equals)
            return 2;
        *equals = '\0';
        if (!set(&mail, words[i], equals + 1))
            return 2;
    }
    struct arena *arena = arena_new();
    struct text out = {.arena = arena};
    message_write(&mail, &out);
    bool written = fwrite(out.bytes, 1, out.length, stdout) == out.length && fflush(stdout) == 0;
    arena_free(arena);
    return written ? 0 : 1;
}
