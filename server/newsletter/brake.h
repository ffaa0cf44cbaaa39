// brake.h: stops the sending where more is refused than readers can be to blame for, so that nobody
// is lost to a fault of their provider, of the mail server that relays, or of ours. For the writer.
//
// Of an issue, or of an issue's mails to one domain: when share_is_unusual of the mails that were
// tried about the same time, by an answer or by a report, the refusals are doubted: they count
// against nobody, and the mails wait with all others. Of all mails: when several in a row were
// refused in the same words. Then one mail is tried after each pause, and when it is taken the rest
// follows. A mail that is refused again, though others were taken since, is refused for itself.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "db/brakes.h"

struct arena;
struct store;

// What a brake holds, in words: "issue 3 at example.org". A domain is named only when enough
// subscribers share it that it gives nobody away. In the arena or static. Also for readers.
const char *brake_place(struct store *store, struct arena *arena, struct scope scope);

// Notes that a delivery was refused for good. *doubted: it counts against nobody.
MUST_USE enum outcome brake_refused(struct store *store, int64_t delivery_id, const char *reason,
                                    int64_t now, bool *doubted);

// A delivery was not taken, `refused` for good or for now. *held: there is a brake on, so it waits
// for its end, and the next one is tried after a longer pause.
MUST_USE enum outcome brake_not_taken(struct store *store, int64_t delivery_id, bool refused,
                                      int64_t now, bool *held);

// A delivery found no mail server. Nothing was learnt, so brakes where it belongs try one again as
// soon as there is a server.
MUST_USE enum outcome brake_not_reached(struct store *store, int64_t delivery_id, int64_t now);

// A delivery was taken: ends the brakes that are on where it belongs.
MUST_USE enum outcome brake_taken(struct store *store, int64_t delivery_id);

// All mail: these were refused in the same words. They wait again, and so does all that is to be
// sent; each further call makes the pause longer.
MUST_USE enum outcome brake_all(struct store *store, const int64_t *delivery_ids, size_t count,
                                const char *reason, int64_t now);

struct braking {
    bool all;      // the brake on all mail is on
    int64_t until; // all mail waits until then; 0: it does not
    int64_t probe; // the mail to try now, since the pause of its brake is over; 0: none
};

// What the brakes say of the mail that is to go next.
MUST_USE enum outcome brake_next(struct store *store, int64_t now, struct braking *out);
