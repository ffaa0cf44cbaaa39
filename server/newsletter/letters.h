// letters.h: the newsletter's mails, written out for one subscriber each.
#pragma once

#include <stdint.h>

#include "base/outcome.h"
#include "db/deliveries.h"

struct arena;
struct store;
struct text;
struct views;

// What the operator says of the mail. Borrowed.
struct post {
    const char *base_url; // of the site, without a slash at its end; NULL: no mail can be written
    const char *from_address; // "verdict@example.org"
    const char
        *return_address; // where mails that come back go, before the "+": "bounces@example.org"
};

// Writes the whole mail of a delivery, headers and all, as the mail server takes it. `token` goes
// into its link; `now` is epoch milliseconds. Its Message-ID depends on the delivery alone, so a
// mail that is sent twice can be told as one. INTERNAL, logged, when it cannot be rendered.
MUST_USE enum outcome letter_write(struct views *views, struct store *store, struct arena *arena,
                                   const struct post *post, const struct delivery *delivery,
                                   const char *token, int64_t now, struct text *out);

// The mail of an issue that may not be written yet, to nobody, for the operator to look at.
MUST_USE enum outcome letter_preview(struct views *views, struct arena *arena,
                                     const struct post *post, const struct issue *issue,
                                     struct text *out);

// "bounces+17-<secret>@example.org". In the arena.
const char *letter_return_path(struct arena *arena, const struct post *post, int64_t delivery_id,
                               const char *secret);
