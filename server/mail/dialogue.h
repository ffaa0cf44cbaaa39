// dialogue.h: what was said last between this program and a mail server, and what that means for
// the mail that is under way (RFC 5321; enhanced codes: RFC 3463 and its registry). Touches no
// network.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/smtp.h"

// How far the conversation about one mail has come: the last command that was sent.
enum smtp_stage {
    SMTP_AT_START, // connecting, greeting, EHLO, STARTTLS; or nothing said on a kept connection
    SMTP_AT_AUTH,
    SMTP_AT_MAIL,
    SMTP_AT_RCPT,
    SMTP_AT_DATA, // the command or the end of the content
};

enum { SMTP_ANSWER_SIZE = 512 }; // RFC 5321's longest line of a reply

// Begins as {.stage = SMTP_AT_START}.
struct dialogue {
    enum smtp_stage stage;
    bool offers_login; // the server names LOGIN among its mechanisms of AUTH
    bool tried_plain;  // AUTH PLAIN was said
    bool over; // QUIT was said, which follows a failure: what comes now is not about the mail
    char answer[SMTP_ANSWER_SIZE]; // the reply to the last command, its lines joined by blanks, cut
                                   // to fit; empty: none yet
};

// Takes note of a command that was sent: a new question, without an answer yet. What is said about
// user and password changes nothing but the stage, and is not kept.
void dialogue_sent(struct dialogue *dialogue, const char *bytes, size_t length);

// Takes note of a whole line, or several, that the server sent.
void dialogue_heard(struct dialogue *dialogue, const char *bytes, size_t length);

// The code of an answer, 0 when it holds none.
int smtp_code(const char *answer);

// What a mail that was not accepted has met. `answer` is as in struct dialogue.
//
//   stage           answer                                             result
//   up to MAIL      552, or enhanced 5.3.4: the mail is too large      SMTP_REFUSED
//   up to MAIL      any other, none                                    SMTP_UNREACHABLE
//   RCPT, DATA      421: the server goes away                          SMTP_UNREACHABLE
//   RCPT, DATA      4.1.x, 4.2.x; 450 to RCPT without enhanced code    SMTP_BUSY_MAILBOX
//   RCPT, DATA      any other 4xx                                      SMTP_LATER
//   RCPT, DATA      5.1.x but for 5.1.7 and 5.1.8                      SMTP_NO_ADDRESS
//   RCPT            5.2.1, 5.4.4                                       SMTP_NO_ADDRESS
//   RCPT, DATA      any other 5.2.x                                    SMTP_SHUT_MAILBOX
//   RCPT            550, 551, 553 without enhanced code                SMTP_SHUT_MAILBOX
//   RCPT, DATA      any other 5xx                                      SMTP_REFUSED
//   RCPT            2xx, 3xx, none: the connection ended               SMTP_BROKEN
//   DATA            2xx, 3xx, none: the connection ended               SMTP_UNSURE
//
// A code that speaks of the sender, of the order of commands (503), of missing AUTH (530), of
// relaying or of content is the same for every recipient: it must not count as news about one
// reader's mailbox. A plain 550 may be one of these, so it is not taken for proof that there is no
// such mailbox.
enum smtp_result smtp_judge(enum smtp_stage stage, const char *answer);
