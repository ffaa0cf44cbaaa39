// bounce.h: reads a mail that came back to a return path. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/report.h"

struct arena;

enum { RETURN_SECRET_LENGTH = 32 }; // hexadecimal digits in a return path

struct bounce {
    int64_t delivery_id; // 0: no return path of ours is in it
    char secret[RETURN_SECRET_LENGTH + 1];
    const char *token; // of a complaint: in a link of the mail that it quotes; or NULL
    struct report report;
};

// Reads a mail: the delivery from the return path "bounces+<id>-<secret>@…", in any case of
// letters, and what is reported of it. The path is looked for in `recipients` (what the mail server
// says that it delivers to, NULLs allowed), then in the fields of the mail's head that say the
// same, then, in a report, in the mail that it quotes. Providers take it out of complaints; then
// the token in a link of the quoted mail proves whose it was, and the Message-ID, which anybody may
// guess, says which: secret is "". All is in the arena.
struct bounce bounce_read(struct arena *arena, const char *const *recipients, size_t count,
                          struct bytes mail);
