// dialogue.c: see dialogue.h.
#include "mail/dialogue.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail/refusal.h"

static bool begins(const char *bytes, size_t length, const char *verb) {
    size_t size = strlen(verb);
    return length >= size && strncasecmp(bytes, verb, size) == 0;
}

// A line of SASL is no verb. Should it look like one: DATA comes after RCPT alone, and base64
// holds neither a blank nor a colon.
void dialogue_sent(struct dialogue *dialogue, const char *bytes, size_t length) {
    dialogue->over = dialogue->over || begins(bytes, length, "QUIT\r\n");
    if (dialogue->over)
        return;
    dialogue->answer[0] = '\0';
    if (begins(bytes, length, "EHLO "))
        dialogue->offers_login = false; // what was said before STARTTLS counts for nothing
    dialogue->tried_plain = dialogue->tried_plain || begins(bytes, length, "AUTH PLAIN");
    if (begins(bytes, length, "AUTH "))
        dialogue->stage = SMTP_AT_AUTH;
    else if (begins(bytes, length, "MAIL FROM:"))
        dialogue->stage = SMTP_AT_MAIL;
    else if (begins(bytes, length, "RCPT TO:"))
        dialogue->stage = SMTP_AT_RCPT;
    else if (dialogue->stage == SMTP_AT_RCPT && begins(bytes, length, "DATA\r\n"))
        dialogue->stage = SMTP_AT_DATA;
}

static void add(struct dialogue *dialogue, const char *bytes, size_t length) {
    size_t have = strlen(dialogue->answer);
    (void)snprintf(dialogue->answer + have, SMTP_ANSWER_SIZE - have, "%s%.*s", have ? " " : "",
                   (int)length, bytes); // cut to fit
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

// "354 go on" is followed by the content and another reply, so it is not the last word.
static bool is_go_on(const struct dialogue *dialogue) {
    return dialogue->stage == SMTP_AT_CONTENT && dialogue->answer[0] == '3';
}

// "250-AUTH PLAIN LOGIN", a line of the answer to EHLO.
static void note_mechanisms(struct dialogue *dialogue, const char *line, size_t length) {
    enum { BEFORE = 4 }; // the code and what follows it
    if (dialogue->stage != SMTP_AT_START || length < BEFORE ||
        !begins(line + BEFORE, length - BEFORE, "AUTH "))
        return;
    const char *end = line + length;
    for (const char *at = line + BEFORE; at < end; at++) {
        if (at[0] == ' ' && begins(at + 1, (size_t)(end - at) - 1, "LOGIN") &&
            (at + 6 == end || at[6] == ' '))
            dialogue->offers_login = true;
    }
}

void dialogue_heard(struct dialogue *dialogue, const char *bytes, size_t length) {
    if (dialogue->over)
        return;
    if (is_go_on(dialogue))
        dialogue->answer[0] = '\0';
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t taken = end ? (size_t)(end - bytes) + 1 : length;
        size_t line = taken;
        while (line > 0 && (bytes[line - 1] == '\n' || bytes[line - 1] == '\r'))
            line--;
        if (line > SMTP_ANSWER_SIZE)
            line = SMTP_ANSWER_SIZE;
        if (line > 0) {
            note_mechanisms(dialogue, bytes, line);
            add(dialogue, bytes, line);
        }
        bytes += taken;
        length -= taken;
    }
    if (dialogue->stage == SMTP_AT_DATA && dialogue->answer[0] == '3')
        dialogue->stage = SMTP_AT_CONTENT;
}

int smtp_code(const char *answer) {
    if (!is_digit(answer[0]) || !is_digit(answer[1]) || !is_digit(answer[2]))
        return 0;
    return (answer[0] - '0') * 100 + (answer[1] - '0') * 10 + (answer[2] - '0');
}

static bool is_too_large(const struct refusal_evidence *evidence) {
    struct enhanced_code code = evidence->diagnosis;
    return evidence->reply == 552 || (code.class == 5 && code.subject == 3 && code.detail == 4);
}

static enum smtp_result result_of(enum refusal refusal, bool for_now) {
    if (for_now)
        return refusal == REFUSAL_SOFT ? SMTP_BUSY_MAILBOX : SMTP_LATER;
    switch (refusal) {
    case REFUSAL_GONE: return SMTP_NO_ADDRESS;
    case REFUSAL_PERHAPS_GONE: return SMTP_DOUBTFUL_MAILBOX;
    case REFUSAL_SOFT: return SMTP_SHUT_MAILBOX;
    case REFUSAL_UNCLEAR:
    case REFUSAL_ABOUT_US: break;
    }
    return SMTP_REFUSED;
}

enum smtp_result smtp_judge(enum smtp_stage stage, const char *answer) {
    int code = smtp_code(answer);
    struct refusal_evidence evidence = {.at = stage == SMTP_AT_RCPT ? REFUSED_AT_RCPT
                                                                    : REFUSED_AT_DATA};
    refusal_read(answer, strlen(answer), &evidence);
    if (stage <= SMTP_AT_MAIL)
        return stage == SMTP_AT_MAIL && is_too_large(&evidence) ? SMTP_REFUSED : SMTP_UNREACHABLE;
    if (code == 421)
        return SMTP_CLOSING;
    if (code / 100 == 4 || code / 100 == 5)
        return result_of(refusal_judge(&evidence), code / 100 == 4);
    return stage == SMTP_AT_CONTENT ? SMTP_UNSURE : SMTP_BROKEN;
}
