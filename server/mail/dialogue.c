// dialogue.c: see dialogue.h.
#include "mail/dialogue.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

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
    return dialogue->stage == SMTP_AT_DATA && dialogue->answer[0] == '3';
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
}

int smtp_code(const char *answer) {
    if (!is_digit(answer[0]) || !is_digit(answer[1]) || !is_digit(answer[2]))
        return 0;
    return (answer[0] - '0') * 100 + (answer[1] - '0') * 10 + (answer[2] - '0');
}

struct enhanced {
    int class; // 0: the answer has no enhanced code
    int subject;
    int detail;
};

// "550 5.1.1 …" or "550-5.1.1 …". The class must be that of the reply.
static struct enhanced read_enhanced(const char *answer) {
    struct enhanced code = {0, 0, 0};
    int end = 0;
    if (smtp_code(answer) == 0 || !answer[3] ||
        sscanf(answer + 4, "%1d.%3d.%3d%n", &code.class, &code.subject, &code.detail, &end) != 3 ||
        isalnum((unsigned char)answer[4 + end]) || answer[4 + end] == '.' ||
        code.class != answer[0] - '0')
        return (struct enhanced){0, 0, 0};
    return code;
}

static bool is_about_address(struct enhanced code) {
    return code.subject == 1 && code.detail != 7 && code.detail != 8;
}

static bool is_too_large(int code, struct enhanced enhanced) {
    return code == 552 || (enhanced.class == 5 && enhanced.subject == 3 && enhanced.detail == 4);
}

static enum smtp_result judge_later(enum smtp_stage stage, int code, struct enhanced enhanced) {
    if (code == 421)
        return SMTP_UNREACHABLE;
    bool mailbox = enhanced.class ? is_about_address(enhanced) || enhanced.subject == 2
                                  : stage == SMTP_AT_RCPT && code == 450;
    return mailbox ? SMTP_BUSY_MAILBOX : SMTP_LATER;
}

static enum smtp_result judge_refusal(enum smtp_stage stage, int code, struct enhanced enhanced) {
    bool recipient = stage == SMTP_AT_RCPT;
    if (!enhanced.class)
        return recipient && (code == 550 || code == 551 || code == 553) ? SMTP_SHUT_MAILBOX
                                                                        : SMTP_REFUSED;
    bool nobody = (enhanced.subject == 2 && enhanced.detail == 1) ||
                  (enhanced.subject == 4 && enhanced.detail == 4);
    if (is_about_address(enhanced) || (recipient && nobody))
        return SMTP_NO_ADDRESS;
    return enhanced.subject == 2 ? SMTP_SHUT_MAILBOX : SMTP_REFUSED;
}

enum smtp_result smtp_judge(enum smtp_stage stage, const char *answer) {
    int code = smtp_code(answer);
    struct enhanced enhanced = read_enhanced(answer);
    if (stage <= SMTP_AT_MAIL)
        return stage == SMTP_AT_MAIL && is_too_large(code, enhanced) ? SMTP_REFUSED
                                                                     : SMTP_UNREACHABLE;
    if (code / 100 == 4)
        return judge_later(stage, code, enhanced);
    if (code / 100 == 5)
        return judge_refusal(stage, code, enhanced);
    return stage == SMTP_AT_RCPT ? SMTP_BROKEN : SMTP_UNSURE;
}
