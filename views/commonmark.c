// commonmark.c: see commonmark.h. The only file that names <cmark.h>; libcmark's safe mode is its
// default.
#include "views/commonmark.h"

#include <cmark.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/characters.h"
#include "base/text.h"
#include "base/utf8.h"

enum { HEADING_LEVEL = 4 }; // the page's own end at 3

// Stands at the beginning of a line that CommonMark would take out of the text: before "<", so that
// no block of HTML begins there and what would be inside of it is CommonMark like the rest; and
// before the definition of a link that nothing names. No text of a catalog holds this character,
// and it is taken out of what is rendered.
static const char MARK = '\x01';

// What may stand before the first word of a line: blanks, quotes and items of lists.
static const char before_words[] = " \t>-+*.)0123456789";

// "[label]: …", where the rest of the text says nowhere "[label]"; or a footnote, which CommonMark
// has not.
static bool is_unused_definition(struct arena *arena, const char *text, const char *line) {
    size_t length = strcspn(line, "]\r\n");
    if (line[0] != '[' || line[length] != ']' || line[length + 1] != ':')
        return false;
    if (line[1] == '^')
        return true;
    const char *label = arena_copy(arena, line, length + 1);
    const char *first = strcasestr(text, label);
    return first == line && !strcasestr(line + 1, label);
}

static const char *marked(struct arena *arena, const char *text) {
    struct text out = {.arena = arena};
    for (const char *at = text; *at;) {
        size_t before = strspn(at, before_words);
        const char *words = at + before;
        size_t length = strcspn(words, "\r\n");
        length += words[length] != '\0';
        text_append(&out, at, before);
        if (words[0] == '<' || is_unused_definition(arena, text, words))
            text_append(&out, &MARK, 1);
        text_append(&out, words, length);
        at = words + length;
    }
    return out.bytes ? out.bytes : "";
}

static char *without_marks(char *html) {
    char *to = html;
    for (const char *from = html; *from; from++) {
        if (*from != MARK)
            *to++ = *from;
    }
    *to = '\0';
    return html;
}

// Whether a link, or an image that is to become one, is around this node.
static bool is_linked(cmark_node *node) {
    while ((node = cmark_node_parent(node))) {
        if (cmark_node_get_type(node) == CMARK_NODE_LINK ||
            cmark_node_get_type(node) == CMARK_NODE_IMAGE)
            return true;
    }
    return false;
}

// Whether a reader may follow it: to the web, to a mailbox, or to a place of this site.
static bool is_followed(const char *url) {
    static const char *const schemes[] = {"https:", "http:", "mailto:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    }
    return url[0] == '/' || url[0] == '#';
}

// A link without words shows its address.
static void give_words(cmark_node *link) {
    const char *url = cmark_node_get_url(link);
    cmark_node *words = cmark_node_first_child(link) ? NULL : cmark_node_new(CMARK_NODE_TEXT);
    if (words && (!cmark_node_set_literal(words, url) || !cmark_node_append_child(link, words)))
        cmark_node_free(words); // cannot be: a link holds text
}

static void leave_words(cmark_node *node) {
    for (cmark_node *child; (child = cmark_node_first_child(node));) {
        if (!cmark_node_insert_before(node, child))
            cmark_node_unlink(child); // cannot be: a link stands where inline text may
    }
    cmark_node_free(node);
}

static void settle_link(cmark_node *link) {
    give_words(link);
    if (!is_followed(cmark_node_get_url(link)))
        leave_words(link);
}

// The page asks nothing of another host, so an image is offered as a link; inside of a link,
// where another cannot be, its words are left.
static void turn_into_link(cmark_node *image) {
    give_words(image);
    bool linked = is_linked(image) || !is_followed(cmark_node_get_url(image));
    cmark_node *link = linked ? NULL : cmark_node_new(CMARK_NODE_LINK);
    if (link && (!cmark_node_set_url(link, cmark_node_get_url(image)) ||
                 !cmark_node_insert_before(image, link) || !cmark_node_append_child(link, image)))
        cmark_node_free(link); // cannot be: a link stands where an image may, and holds inline text
    leave_words(image);
}

// All on one level below the page's own, so that the outline has no gap.
static void lower_heading(cmark_node *heading) {
    if (!cmark_node_set_heading_level(heading, HEADING_LEVEL))
        cmark_node_unlink(heading); // cannot be: it is a heading
}

static void turn_into_text(cmark_node *tag) {
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    if (text && cmark_node_set_literal(text, cmark_node_get_literal(tag)) &&
        cmark_node_replace(tag, text))
        cmark_node_free(tag);
    else
        cmark_node_free(text); // cannot be: text stands where a tag may
}

static void adapt(cmark_node *document) {
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;) {
        cmark_node *node = cmark_iter_get_node(iterator);
        cmark_node_type type = cmark_node_get_type(node);
        if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_HEADING)
            lower_heading(node);
        if (event == CMARK_EVENT_ENTER && type == CMARK_NODE_HTML_INLINE)
            turn_into_text(node);
        if (event == CMARK_EVENT_EXIT && type == CMARK_NODE_LINK)
            settle_link(node);
        if (event == CMARK_EVENT_EXIT && type == CMARK_NODE_IMAGE)
            turn_into_link(node);
    }
    cmark_iter_free(iterator);
}

// The caller ends it with cmark_node_free; NULL when there is no memory.
static cmark_node *parse(struct arena *arena, const char *text) {
    const char *source = marked(arena, text);
    cmark_node *document = cmark_parse_document(source, strlen(source), CMARK_OPT_DEFAULT);
    if (document)
        adapt(document);
    return document;
}

const char *commonmark_to_html(struct arena *arena, const char *text) {
    cmark_node *document = parse(arena, text);
    if (!document)
        return "";
    char *html = cmark_render_html(document, CMARK_OPT_DEFAULT);
    char *kept = html ? arena_copy_string(arena, without_marks(html)) : NULL;
    free(html);
    cmark_node_free(document);
    if (!kept)
        return "";
    text_make_xml(kept, strlen(kept)); // what an older program let in
    return kept;
}

bool commonmark_names_forbidden(const char *text) {
    if (!strstr(text, "&#"))
        return false;
    cmark_node *document = cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
    char *html = document ? cmark_render_html(document, CMARK_OPT_DEFAULT) : NULL;
    bool forbidden = html && !utf8_valid(html, strlen(html)); // so libcmark writes U+FFFE
    for (const char *at = html ? html : "", *end = at + strlen(at); at < end && !forbidden;)
        forbidden = character_is_forbidden(utf8_next(&at, end));
    free(html);
    cmark_node_free(document);
    return forbidden;
}

bool commonmark_shows(struct arena *arena, const char *text) {
    if (isalpha((unsigned char)text[0]))
        return true; // it begins a paragraph, as nearly every text does
    cmark_node *document = parse(arena, text);
    if (!document)
        return true; // without memory it cannot be told
    bool shows = false;
    cmark_iter *iterator = cmark_iter_new(document);
    while (!shows && cmark_iter_next(iterator) != CMARK_EVENT_DONE) {
        const char *literal = cmark_node_get_literal(cmark_iter_get_node(iterator));
        shows = literal && text_is_visible(literal);
    }
    cmark_iter_free(iterator);
    cmark_node_free(document);
    return shows;
}
