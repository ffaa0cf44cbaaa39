// commonmark.c: see commonmark.h. The only file that names <cmark.h>; libcmark's safe mode is its
// default.
#include "views/commonmark.h"

#include <cmark.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { HEADING_LEVEL = 4 }; // the page's own end at 3

// Whether a link, or an image that is to become one, is around this node.
static bool is_linked(cmark_node *node) {
    while ((node = cmark_node_parent(node))) {
        if (cmark_node_get_type(node) == CMARK_NODE_LINK ||
            cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            return true;
    }
    return false;
}

static void turn_into_text(cmark_node *image) {
    for (cmark_node *child; (child = cmark_node_first_child(image));) {
        if (!cmark_node_insert_before(image, child))
            cmark_node_unlink(child); // cannot be: an image stands where inline text may
    }
    cmark_node_free(image);
}

// The page asks nothing of another host, so an image is offered as a link; inside of a link,
// where another cannot be, its words are left.
static void turn_into_link(cmark_node *image) {
    cmark_node *link = is_linked(image) ? NULL : cmark_node_new(CMARK_NODE_LINK);
    if (link && (!cmark_node_set_url(link, cmark_node_get_url(image)) ||
                 !cmark_node_insert_before(image, link) || !cmark_node_append_child(link, image)))
        cmark_node_free(link); // cannot be: a link stands where an image may, and holds inline text
    turn_into_text(image);
}

// All on one level below the page's own, so that the outline has no gap.
static void lower_heading(cmark_node *heading) {
    if (!cmark_node_set_heading_level(heading, HEADING_LEVEL))
        cmark_node_unlink(heading); // cannot be: it is a heading
}

static void adapt(cmark_node *document) {
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_HEADING)
            lower_heading(node);
        if (event == CMARK_EVENT_EXIT && cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            turn_into_link(node);
    }
    cmark_iter_free(iterator);
}

const char *commonmark_to_html(struct arena *arena, const char *text) {
    const int options = CMARK_OPT_DEFAULT | CMARK_OPT_SMART;
    cmark_node *document = cmark_parse_document(text, strlen(text), options);
    if (!document)
        return "";
    adapt(document);
    char *html = cmark_render_html(document, options);
    const char *kept = html ? arena_copy_string(arena, html) : "";
    free(html);
    cmark_node_free(document);
    return kept;
}
