// streak.h: refusals in a row that say the same, for several recipients: a quota, a sender that is
// not verified, a limit. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "newsletter/outbox.h"

enum { STREAK_MAX = 3 }; // so many in a row are not about their recipients

// Begins as {0}. Until it is known whether they are about their recipients, the mails stay leased:
// a process that is killed meanwhile loses nothing, for they did not arrive.
struct streak {
    char words[SMTP_REASON_SIZE];
    struct attempt attempts[STREAK_MAX];
    size_t count;
};

// What a refusal says to any recipient: the code and the words of the answer in lower case, cut
// after the first hundred bytes or so, without those that name the recipient or hold a digit, such
// as the mail's number at the server. "" when it is no answer that could be about us: not 5xx, or
// one that says that there is no such mailbox.
void streak_words(enum smtp_result result, const char *answer, const char *address,
                  char words[SMTP_REASON_SIZE]);

// Whether the refusal says what those before it say, and so belongs to them.
bool streak_goes_on(const struct streak *streak, const char *words);

// Adds it; there is room as long as count < STREAK_MAX.
void streak_add(struct streak *streak, const struct attempt *attempt, const char *words);
