// bookmark_panel.h: the panel with the reader's bookmarks.
#pragma once

#include "base/outcome.h"
#include "views/views.h"

struct exchange;
struct session;

// {{>BOOKMARKS}}: the panel with the reader's bookmarks.
MUST_USE enum outcome fill_bookmarks(struct view *view, struct exchange *exchange,
                                     const struct session *session);
