// newsletter.h: the nouns and rules of the newsletter. Plain data and arithmetic.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"

#define MINUTE_MS ((int64_t)60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

#define CONFIRM_LINK_MS  (2 * DAY_MS)   // how long the link in a confirmation mail lives
#define LEAVE_LINK_MS    (100 * DAY_MS) // the link to unsubscribe, in every mail
#define COMEBACK_MS      (30 * DAY_MS)  // after unsubscribing: links to come back and to erase
#define UNCONFIRMED_MS   (7 * DAY_MS)   // then an address that was not confirmed is erased
#define ASKED_MAIL_MS    DAY_MS         // between two mails that a page was asked for
#define DELIVERY_DAY_MS  DAY_MS         // a mail that is refused for now is tried for so long
#define UNREACHABLE_MS   (7 * DAY_MS)   // … and one that no mail server answers for
#define DELIVERY_KEPT_MS (60 * DAY_MS)  // then what became of a mail is forgotten
#define PROOF_MS         (3 * DAY_MS)   // between two refusals that prove that a mailbox is gone
#define BOUNCES_LATE_MS                                                                            \
    (60 * DAY_MS) // soft bounces further apart than this are not counted together

enum {
    SOFT_BOUNCES_MAX = 3, // so many suppress an address; one hard bounce does
    QUIET_ISSUES = 3,     // so many issues in a row that arrived have bounces forgotten
    UNSURE_MAX = 3,       // so often a mail is sent that a server takes without an answer
};

// What a reader agrees to by signing up. The store keeps the version, which is the place in this
// list, from 1; the last is in force. Never change a wording that was in use: add one.
const char *consent_words(int version);
int consent_version(void);

enum purpose { PURPOSE_CONFIRM, PURPOSE_LEAVE, PURPOSE_RETURN, PURPOSE_ERASE };

// "confirm", "leave", "return", "erase". A static string.
const char *purpose_word(enum purpose purpose);

// What was reported of a mail, or answered to it, in the order of weight. The middle ones: enum
// refusal of mail/refusal.h.
enum report_weight {
    REPORTED_NOTHING, // delayed, relayed, delivered
    REPORTED_ABOUT_US,
    REPORTED_UNCLEAR, // from here on it did not arrive
    REPORTED_SOFT,
    REPORTED_PERHAPS_GONE,
    REPORTED_GONE,
    REPORTED_COMPLAINT,
};

// "nothing", "about us", "unclear", "soft", "perhaps gone", "gone", "complaint". A static string.
const char *report_word(enum report_weight weight);
// INVALID, with *out untouched, for any other word.
MUST_USE enum outcome report_of_word(const char *word, enum report_weight *out);

enum mail_kind { MAIL_CONFIRM, MAIL_FAREWELL, MAIL_ISSUE };

// "confirm", "farewell", "issue". A static string.
const char *mail_kind_word(enum mail_kind kind);

// In the order in which an issue tells them.
enum item_kind { ITEM_VERDICT, ITEM_COMPARISON, ITEM_CALL, ITEM_DIVIDED };

// "verdict", "comparison", "call", "divided". A static string.
const char *item_kind_word(enum item_kind kind);
// INVALID, with *out untouched, for any other word.
MUST_USE enum outcome item_kind_of_word(const char *word, enum item_kind *out);

// One thing that changed.
struct item {
    enum item_kind kind;
    const char *title;  // "Aider vs vLLM"
    const char *detail; // a sentence
    const char *path;   // of the page that says more
};

struct issue {
    int64_t id; // its number
    int64_t composed_at;
    const char *subject;
    const char
        *preheader;     // what mail programs show behind the subject, and goes on from there; or ""
    struct item *items; // kind by kind: all of them, or some that follow one another
    size_t item_count;
    size_t items_in_all;
};

// Whether so many refusals, of so many mails that were tried about the same time, are more than
// mailboxes that are gone can make: 10 or more, and a fifth at least; or, of few mails, 3 or more
// and over a half. Subscribers confirmed their addresses, so a few in a hundred are gone at most.
bool share_is_unusual(int64_t refused, int64_t tried);

// The pause after the `attempts`th answer of "not now", from 1: five minutes, doubled each time up
// to four hours, times 0.75 to 1.25 by `random`. Milliseconds.
int64_t retry_pause(int attempts, uint32_t random);
#define RETRY_PAUSE_MAX_MS (5 * HOUR_MS) // the longest of them

// The same after the `failures`th time in a row that no mail server answered: 5 seconds to 5
// minutes.
int64_t unreachable_pause(int failures, uint32_t random);
