// bounce.h: reads a mail that came back to a return path. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RETURN_SECRET_LENGTH = 32 }; // hexadecimal digits in a return path

enum bounce_kind {
    BOUNCE_NONE, // no report, or one that says nothing about the mailbox
    BOUNCE_SOFT, // did not arrive, for a cause that may pass
    BOUNCE_HARD, // there is no such mailbox
};

struct bounce {
    int64_t delivery_id; // 0: no return path of ours is in it
    char secret[RETURN_SECRET_LENGTH + 1];
    enum bounce_kind kind;
};

// Reads `length` bytes of a mail: the delivery from the return path that Delivered-To,
// X-Original-To or To name ("bounces+<id>-<secret>@…"), and the kind from the fields Action and
// Status of its delivery report (RFC 3464; codes: RFC 3463): 5.1.x but for 5.1.7 and 5.1.8, which
// blame the sender, 5.2.1 and 5.4.4 are hard; other 5.2.x, 5.4.x, and 4.x.x, when delivery was
// given up, are soft; what is said of content, policy or the mail system says nothing about the
// mailbox.
struct bounce bounce_read(const char *bytes, size_t length);
