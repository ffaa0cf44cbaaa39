// changes.h: what an issue of the newsletter tells, on its page and in its mail.
#pragma once

#include <stddef.h>

#include "views/views.h"

struct arena;
struct issue;

// {{#GROUP}}: what an issue of the newsletter tells, kind by kind. `base_url` goes before its
// addresses; "" on pages of the site. {{#MORE}}: how many items follow those, at `more_url`; NULL:
// not said.
void fill_changes(struct view *view, struct arena *arena, const struct issue *issue,
                  const char *base_url, const char *more_url);

// How many of the issue's items, from the first, {{>ISSUE}} shows in at most `bytes` as they travel
// in a mail, in which every byte that is not ASCII takes three.
size_t changes_that_fit(const struct issue *issue, const char *base_url, size_t bytes);
