// views.h: the one door to the templates. A page fills a tree of values and has it rendered;
// all escaping is the templates' business. Markers are named in keys.def, templates in
// templates.def; a name that is missing on either side stops the start.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct text;

enum view_key {
#define KEY(name) KEY_##name,
#include "views/keys.def"
#undef KEY
    KEY_COUNT
};

enum view_template {
#define TEMPLATE(name, path) TEMPLATE_##name,
#include "views/templates.def"
#undef TEMPLATE
    TEMPLATE_COUNT
};

// Parsed templates. One per thread: it takes no lock when it renders.
struct views;

// Parses every template, from the program itself or, when `folder` is not NULL, from that folder
// again at each rendering. INTERNAL, logged with the template's name, when one is missing or
// broken. The caller owns *out and ends it with views_close.
MUST_USE enum outcome views_open(const char *folder, struct views **out);
void views_close(struct views *views);

// A node of the tree of values: the page, a part of it, or one row of a section.
// It copies what it is given and goes with the arena of its root.
struct view;

// The root of a new tree, which is released with the arena.
struct view *view_new(struct arena *arena);

// {{#SECTION}}: one more row of it, for a section that repeats.
struct view *view_row(struct view *view, enum view_key section);
// {{#SECTION}}: shown once, with this node's own values.
void view_show(struct view *view, enum view_key section);
// {{>PART}}: another template at this place. It sees the values set on the returned node only.
struct view *view_part(struct view *view, enum view_key part, enum view_template which);

// {{KEY}}: a value. NULL is the empty text.
void view_text(struct view *view, enum view_key key, const char *text);
void view_number(struct view *view, enum view_key key, long long number);
void view_format(struct view *view, enum view_key key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Expands `which` with the tree's values and appends the result to `out`.
// INTERNAL, logged, when that fails; `out` may then hold a part and must not be sent.
MUST_USE enum outcome view_render(struct views *views, struct view *root, enum view_template which,
                                  struct text *out);

#ifdef __cplusplus
}
#endif
