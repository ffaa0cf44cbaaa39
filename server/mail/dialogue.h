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
    SMTP_AT_DATA,
    SMTP_AT_CONTENT, // the server said 354: what follows, to its end
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
//   RCPT and later  421: the server ends the connection                SMTP_CLOSING
//   RCPT, DATA      any other 4xx                  SMTP_BUSY_MAILBOX when refusal.h finds it
//                                                  about the mailbox, else SMTP_LATER
//   RCPT, DATA      5xx                            as refusal.h judges: SMTP_NO_ADDRESS,
//                                                  SMTP_DOUBTFUL_MAILBOX, SMTP_SHUT_MAILBOX for
//                                                  soft; else SMTP_REFUSED
//   RCPT, DATA      2xx, 3xx, none: the connection ended               SMTP_BROKEN
//   CONTENT         2xx, 3xx, none: the connection ended               SMTP_UNSURE
//
// DATA in this table means CONTENT too, but for the two last lines: before 354 nothing was sent.
enum smtp_result smtp_judge(enum smtp_stage stage, const char *answer);
