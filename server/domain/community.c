// community.c: see community.h.
#include "domain/community.h"

#include <math.h>
#include <string.h>

struct community community_of(struct tally tally) {
    struct community community = {.votes = tally.ship + tally.skip};
    if (community.votes < CALL_AT)
        return community;
    const double z = 1.959963984540054; // the 97.5th percentile of the normal distribution
    double n = (double)community.votes;
    double p = (double)tally.ship / n;
    double middle = p + z * z / (2 * n);
    double reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    community.called = true;
    community.low = fmax(0, (middle - reach) / (1 + z * z / n));
    community.high = fmin(1, (middle + reach) / (1 + z * z / n));
    community.ship_percent = (int)((200 * tally.ship + community.votes) / (2 * community.votes));
    community.low_percent = (int)floor(community.low * 100 + 0.5);
    community.high_percent = (int)floor(community.high * 100 + 0.5);
    return community;
}

enum call call_of(struct tally tally) {
    struct community community = community_of(tally);
    if (!community.called)
        return CALL_OPEN;
    return community.low > 0.5 ? CALL_SHIP : community.high < 0.5 ? CALL_SKIP : CALL_OPEN;
}

static const char *const call_words[] = {
    [CALL_OPEN] = "open", [CALL_SHIP] = "ship", [CALL_SKIP] = "skip"};

const char *call_word(enum call call) {
    return call_words[call];
}

enum call call_of_word(const char *word) {
    return strcmp(word, call_words[CALL_SHIP]) == 0   ? CALL_SHIP
           : strcmp(word, call_words[CALL_SKIP]) == 0 ? CALL_SKIP
                                                      : CALL_OPEN;
}
