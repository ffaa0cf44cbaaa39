// report.h: reads a mail that tells what became of another: a delivery report (RFC 3464, RFC 6533),
// as text by qmail and Exim, or an abuse report (RFC 5965). Touches no network.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/entity.h"
#include "mail/refusal.h"

struct arena;

enum report_kind {
    REPORT_NONE,      // another mail: an answer, an out-of-office note, one that quotes a report
    REPORT_DELIVERY,  // what became of the mail
    REPORT_COMPLAINT, // its reader called it abuse
};

// What it says of one recipient.
struct report_group {
    const char *recipient;     // the final one, as written, ASCII or UTF-8; "" when it is not said
    bool failed;               // false: delayed, relayed, delivered, expanded
    enum refusal refusal;      // of one that failed
    struct enhanced_code code; // the one that counts; class 0: there is none
};

struct report {
    enum report_kind kind;
    struct report_group *groups; // of REPORT_DELIVERY, one at least, REPORT_GROUPS_MAX at most
    size_t group_count;
    // Of the mail that it is about, when it is quoted; or NULL.
    const char *return_path; // several, with blanks between, when it is told more than once
    const char *message_id;  // as it was written
    const char *token;       // of its link to unsubscribe or to confirm: see base/token.h
};

enum { REPORT_GROUPS_MAX = 50 };

// Reads a whole mail. All that it points to is in the arena.
struct report report_read(struct arena *arena, struct bytes mail);
