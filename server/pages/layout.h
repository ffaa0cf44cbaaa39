// layout.h: what every page has around it: head, site header, footer.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "views/views.h"

struct exchange;

struct page {
    struct exchange *exchange;
    struct view *root; // the layout's values
    struct view *body; // the page's own
};

// What the head says of a page.
struct page_head {
    const char *title;
    const char *description;
    const char *canonical; // the path, "/tool/smolvlm2"; NULL: it has none
    bool noindex;          // search engines are asked to leave it out
    bool has_newsletter;   // the body has the box to sign up; else the layout adds it
};

// Begins a page whose own template is `body`.
struct page page_new(struct exchange *exchange, enum view_template body);

// Renders it and makes it the response.
MUST_USE enum outcome page_send(const struct page *page, const struct page_head *head, int status);

// Renders a tree through a JSON template and makes it the response.
MUST_USE enum outcome page_send_json(struct exchange *exchange, struct view *view,
                                     enum view_template which, int status);

// An address of this site with its host, where that is known, in the exchange's arena.
const char *absolute_url(const struct exchange *exchange, const char *path);
