// spellings.c: see spellings.h.
#include "domain/spellings.h"

#include <string.h>

const char *const byline_spellings[] = {
    [BYLINE_HUMAN] = "human", [BYLINE_AI] = "ai", [BYLINE_MIXED] = "mixed", NULL};
const char *const entry_spellings[] = {
    [ENTRY_FREE] = "free", [ENTRY_FREEMIUM] = "freemium", [ENTRY_PAID] = "paid", NULL};
const char *const verdict_spellings[] = {[VERDICT_SHIP] = "ship", [VERDICT_SKIP] = "skip", NULL};

// The place of `spelling` among the spellings, or -1.
static int place_of(const char *spelling, const char *const *spellings) {
    for (int place = 0; spellings[place]; place++) {
        if (strcmp(spelling, spellings[place]) == 0)
            return place;
    }
    return -1;
}

const char *byline_spelling(enum byline byline) {
    return byline_spellings[byline];
}

const char *entry_spelling(enum entry entry) {
    return entry_spellings[entry];
}

const char *verdict_spelling(enum verdict verdict) {
    return verdict_spellings[verdict];
}

enum outcome byline_of_spelling(const char *spelling, enum byline *out) {
    int place = place_of(spelling, byline_spellings);
    if (place < 0)
        return INVALID;
    *out = (enum byline)place;
    return OK;
}

enum outcome entry_of_spelling(const char *spelling, enum entry *out) {
    int place = place_of(spelling, entry_spellings);
    if (place < 0)
        return INVALID;
    *out = (enum entry)place;
    return OK;
}

enum outcome verdict_of_spelling(const char *spelling, enum verdict *out) {
    int place = place_of(spelling, verdict_spellings);
    if (place < 0)
        return INVALID;
    *out = (enum verdict)place;
    return OK;
}
