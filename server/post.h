// post.h: what the settings say of mail, as the newsletter wants it.
#pragma once

#include "base/outcome.h"
#include "newsletter/sender.h"

struct arena;
struct config;

struct post_office {
    struct smtp_settings smtp;
    struct sender_settings sender; // may point to ->smtp, so the whole must stay where it is
};

// Fills it in; its texts are borrowed from the settings or live in the arena. Reads the password's
// file: INVALID, logged, when it cannot be read.
MUST_USE enum outcome post_open(const struct config *config, const char *base_url,
                                struct arena *arena, struct post_office *out);

// Warns in the log when mails go to a mail server whose links lead to this machine: where no base
// URL is set, or one of its own names.
void post_warn(const struct config *config);
