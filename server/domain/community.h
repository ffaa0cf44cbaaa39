// community.h: what readers say of a tool, by the rules of the domain.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "domain/catalog.h"

enum {
    CALL_AT = 10,        // votes from which the community makes a call
    BOOKMARKS_MAX = 500, // of one session
};

struct tally {
    int64_t ship;
    int64_t skip;
};

// A reader's own vote.
enum choice { CHOICE_NONE, CHOICE_SHIP, CHOICE_SKIP };

struct community {
    int64_t votes;
    bool called;                   // CALL_AT votes or more: what follows stands
    int ship_percent;              // rounded half up
    double low, high;              // the 95 % Wilson score interval of the share, 0 to 1
    int low_percent, high_percent; // the same, rounded half up
};

// From E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927:
// with n votes, share p and z = 1.959964, the interval is
// (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
struct community community_of(struct tally tally);

// What the community calls a tool: ship or skip once the whole interval lies on one side of one
// half; open while it holds one half, and below CALL_AT votes.
enum call { CALL_OPEN, CALL_SHIP, CALL_SKIP };
enum call call_of(struct tally tally);

// "open", "ship", "skip". A static string; and back, any other word being open.
const char *call_word(enum call call);
enum call call_of_word(const char *word);
