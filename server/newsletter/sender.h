// sender.h: the thread that keeps the newsletter's schedule and empties the outbox.
//
// One mail at a time: lease its row, send it, record what became of it; each of the two writes is
// on disk before the next step. So whenever the process is killed nobody is skipped, and at most
// the one mail that was on its way is sent twice, with the same Message-ID.
#pragma once

#include <stdint.h>

#include "base/outcome.h"
#include "mail/smtp.h"
#include "newsletter/letters.h"
#include "newsletter/schedule.h"

struct event;
struct sender;
struct writer;

struct sender_settings {
    const char *data; // the store's folder; without a mail server, mails are written below it
    const struct smtp_settings *smtp; // NULL: no mail server
    int per_second;                   // mails; 0: as many as the mail server takes
    int64_t suppressed_ms;            // see subscribers_take_up
    struct post post;
    struct schedule schedule;
};

// Starts the thread. Everything is borrowed until sender_stop; `mail_due` wakes it when there is
// something new to send.
MUST_USE enum outcome sender_start(const struct sender_settings *settings, struct writer *writer,
                                   struct event *mail_due, struct sender **out);

// Ends the thread. A mail that is on its way has five seconds to arrive; then it is broken off and
// waits again. NULL is allowed.
void sender_stop(struct sender *sender);

// In the calling thread: sends all that is due and returns, OK when nothing that is due is left.
// BUSY, logged, when the mail server cannot be reached. *sent: so many mails were taken.
MUST_USE enum outcome sender_drain(const struct sender_settings *settings, struct writer *writer,
                                   int64_t *sent);
