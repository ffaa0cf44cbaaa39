// words.c: see words.h.
#include "domain/words.h"

#include <string.h>

const char *const byline_choices[] = {
    [BYLINE_HUMAN] = "human", [BYLINE_AI] = "ai", [BYLINE_MIXED] = "mixed", NULL};
const char *const entry_choices[] = {
    [ENTRY_FREE] = "free", [ENTRY_FREEMIUM] = "freemium", [ENTRY_PAID] = "paid", NULL};
const char *const verdict_choices[] = {[VERDICT_SHIP] = "ship", [VERDICT_SKIP] = "skip", NULL};

// The place of `word` among the choices, or -1.
static int place_of(const char *word, const char *const *choices) {
    for (int place = 0; choices[place]; place++) {
        if (strcmp(word, choices[place]) == 0)
            return place;
    }
    return -1;
}

const char *byline_word(enum byline byline) {
    return byline_choices[byline];
}

const char *entry_word(enum entry entry) {
    return entry_choices[entry];
}

const char *verdict_word(enum verdict verdict) {
    return verdict_choices[verdict];
}

enum outcome byline_of_word(const char *word, enum byline *out) {
    int place = place_of(word, byline_choices);
    if (place < 0)
        return INVALID;
    *out = (enum byline)place;
    return OK;
}

enum outcome entry_of_word(const char *word, enum entry *out) {
    int place = place_of(word, entry_choices);
    if (place < 0)
        return INVALID;
    *out = (enum entry)place;
    return OK;
}

enum outcome verdict_of_word(const char *word, enum verdict *out) {
    int place = place_of(word, verdict_choices);
    if (place < 0)
        return INVALID;
    *out = (enum verdict)place;
    return OK;
}
