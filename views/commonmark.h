// commonmark.h: review texts, written in CommonMark, as safe HTML.
#pragma once

struct arena;

// `text` (UTF-8) as HTML: raw HTML in it is left out, addresses like "javascript:" too, an image
// becomes a link to it (inside of a link, its words), and headings are all of level 4, below
// the page's own. The result is in the arena.
const char *commonmark_to_html(struct arena *arena, const char *text);
