// smtp.h: one connection to a mail server, for many mails one after another. smtp.c is the only
// file that names <curl/curl.h>.
//
// A smtp:// connection must be encrypted with STARTTLS before anything of a mail is said, and the
// server's certificate must be for its name; smtps:// is encrypted from the start. Only a server
// at "localhost", 127.x.x.x or [::1] without ca_file is spoken to in the clear.
// Of several mechanisms of AUTH curl takes the first that it knows, which may be one that the
// server offers and cannot do. So PLAIN is asked for, which needs nothing but the password, and
// LOGIN when PLAIN is not offered or refused; each once, and what worked is kept for the next
// connection. The environment's proxies and ~/.netrc are not asked.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

struct smtp;
struct text;

struct smtp_settings {
    const char *url;      // "smtp://host[:port]" or "smtps://host[:port]", without user or path
    const char *user;     // NULL: no AUTH
    const char *password; // NULL: empty
    const char *auth;     // the one mechanism of AUTH, "CRAM-MD5"; NULL: PLAIN, then LOGIN
    const char *ca_file;  // NULL: the system's authorities; a PEM file of those to believe instead
    const char *own_name; // for EHLO: a host name, or an address in brackets
    int timeout_seconds;  // for one mail as a whole, and at most 10 of them to connect; 0: 600
};

enum smtp_result {
    SMTP_ACCEPTED,     // 2xx after the data: the mail is the server's now
    SMTP_LATER,        // 4xx for this mail, not about its mailbox
    SMTP_BUSY_MAILBOX, // 4xx: the mailbox takes no mail for now
    SMTP_REFUSED,      // 5xx for this mail, not about its mailbox (content, policy, size, relaying)
    SMTP_SHUT_MAILBOX, // 5xx: the mailbox takes no mail, though it may be there
    SMTP_DOUBTFUL_MAILBOX, // 5xx: there may be no such mailbox (REFUSAL_PERHAPS_GONE)
    SMTP_NO_ADDRESS,       // 5xx: there is no such mailbox, in so many words
    SMTP_CLOSING,          // 421 to this mail: the server ends the connection, maybe over it
    SMTP_BROKEN,           // the connection ended at this mail, before its data
    SMTP_UNSURE,           // no answer after this mail's data: the server may have it
    SMTP_UNREACHABLE,      // no answer about this mail: connection, TLS, AUTH, MAIL FROM, time
};

enum { SMTP_REASON_SIZE = 200 };

// Reads the settings (borrowed until the return) and connects nowhere yet. INVALID, logged, when
// the url, the name or the file of authorities cannot be used. The caller owns *out and ends it
// with smtp_close. One thread at a time may use it.
MUST_USE enum outcome smtp_open(const struct smtp_settings *settings, struct smtp **out);

// From any thread: ends the mail that is under way, and each later one, as SMTP_UNREACHABLE within
// about a second. NULL is allowed.
void smtp_break_off(struct smtp *smtp);

// Whether the last mail failed because the server would not have the user: it refused user and
// password, or offers no mechanism of AUTH that may be used. Asking again soon may lock the user
// out.
bool smtp_was_denied(const struct smtp *smtp);

// Says goodbye without waiting for the answer. NULL is allowed.
void smtp_close(struct smtp *smtp);

// Sends one mail, on the kept connection when there is one. The connection is made anew, unseen by
// the caller, when the server closed it since the last mail; after any result but SMTP_ACCEPTED
// the next mail makes its own. `return_path` (empty: none, "<>") and `to` are addresses in ASCII
// without angle brackets, blanks or control bytes: others are SMTP_REFUSED before a byte is sent.
// `message` is as from message_write, not empty.
// `reason` becomes the server's answer or what happened instead: one line of printable ASCII,
// empty for SMTP_ACCEPTED. What a server says to AUTH is told by its code alone, since some repeat
// what they were sent. When the connection ended after the data, the reason says so: the server may
// have the mail, and sending it again may make it arrive twice.
MUST_USE enum smtp_result smtp_send(struct smtp *smtp, const char *return_path, const char *to,
                                    const struct text *message, char reason[SMTP_REASON_SIZE]);
