// newsletter.c: see newsletter.h.
#include "domain/newsletter.h"

#include <string.h>

static const char *const consents[] = {
    "We use your address for the weekly verdicts and nothing else. We do not pass it on, and no "
    "mail of ours counts who opens it. Every weekly mail has a link to unsubscribe.",
};

int consent_version(void) {
    return (int)(sizeof consents / sizeof *consents);
}

const char *consent_words(int version) {
    return consents[version - 1];
}

const char *purpose_word(enum purpose purpose) {
    static const char *const words[] = {[PURPOSE_CONFIRM] = "confirm",
                                        [PURPOSE_LEAVE] = "leave",
                                        [PURPOSE_RETURN] = "return",
                                        [PURPOSE_ERASE] = "erase"};
    return words[purpose];
}

const char *mail_kind_word(enum mail_kind kind) {
    static const char *const words[] = {
        [MAIL_CONFIRM] = "confirm", [MAIL_FAREWELL] = "farewell", [MAIL_ISSUE] = "issue"};
    return words[kind];
}

static const char *const reports[] = {
    [REPORTED_NOTHING] = "nothing",           [REPORTED_ABOUT_US] = "about us",
    [REPORTED_UNCLEAR] = "unclear",           [REPORTED_SOFT] = "soft",
    [REPORTED_PERHAPS_GONE] = "perhaps gone", [REPORTED_GONE] = "gone",
    [REPORTED_COMPLAINT] = "complaint"};

const char *report_word(enum report_weight weight) {
    return reports[weight];
}

enum outcome report_of_word(const char *word, enum report_weight *out) {
    for (int i = REPORTED_NOTHING; i <= REPORTED_COMPLAINT; i++) {
        if (strcmp(word, reports[i]) == 0) {
            *out = (enum report_weight)i;
            return OK;
        }
    }
    return INVALID;
}

static const char *const item_kinds[] = {[ITEM_VERDICT] = "verdict",
                                         [ITEM_COMPARISON] = "comparison",
                                         [ITEM_CALL] = "call",
                                         [ITEM_DIVIDED] = "divided"};

const char *item_kind_word(enum item_kind kind) {
    return item_kinds[kind];
}

enum outcome item_kind_of_word(const char *word, enum item_kind *out) {
    for (int i = ITEM_VERDICT; i <= ITEM_DIVIDED; i++) {
        if (strcmp(word, item_kinds[i]) == 0) {
            *out = (enum item_kind)i;
            return OK;
        }
    }
    return INVALID;
}

bool share_is_unusual(int64_t refused, int64_t tried) {
    return (refused >= 10 && refused * 5 >= tried) || (refused >= 3 && refused * 2 > tried);
}

// `first`, doubled `steps` times up to `most`, times 0.75 to 1.25.
static int64_t growing(int64_t first, int steps, int64_t most, uint32_t random) {
    int64_t pause = first;
    for (int i = 0; i < steps && pause < most; i++)
        pause *= 2;
    if (pause > most)
        pause = most;
    return pause * 3 / 4 + (int64_t)((uint64_t)pause / 2 * random / UINT32_MAX);
}

int64_t retry_pause(int attempts, uint32_t random) {
    return growing(5 * MINUTE_MS, attempts - 1, 4 * HOUR_MS, random);
}

int64_t unreachable_pause(int failures, uint32_t random) {
    return growing(5000, failures - 1, 5 * MINUTE_MS, random);
}
