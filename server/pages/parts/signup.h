// signup.h: the box to sign up for the newsletter.
#pragma once

#include <stdbool.h>

#include "views/views.h"

struct exchange;

// {{>NEWSLETTER}}: the box to sign up. `address` is what the reader typed, and `problem` what is
// wrong with it; or "" and NULL.
void fill_signup(struct view *view, const char *address, const char *problem);

// Whether the page is shown to a reader who sent a form of the newsletter a moment ago
// ("?asked=1").
bool signup_was_sent(const struct exchange *exchange);
