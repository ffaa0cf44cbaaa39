// commonmark.h: review texts, written in CommonMark, as safe HTML.
#pragma once

#include <stdbool.h>

struct arena;

// `text` (UTF-8, without control characters) as HTML. Every word of it is shown: HTML tags and
// comments as they were typed, what stands between them as CommonMark. An image becomes a link to
// it; a link without words shows its address; a link inside of another, and one that leads neither
// to the web, nor to a mailbox, nor to a place of this site, leaves its words. Headings are all of
// level 4, below the page's own. The result is in the arena.
const char *commonmark_to_html(struct arena *arena, const char *text);

// Whether a reference such as "&#1;" stands for a character that no text of a catalog may hold.
bool commonmark_names_forbidden(const char *text);

// Whether anything of `text` can be seen once it is HTML.
bool commonmark_shows(struct arena *arena, const char *text);
