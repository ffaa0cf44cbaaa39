// changes.c: see changes.h.
#include "present/changes.h"

#include <string.h>

#include "base/arena.h"
#include "domain/newsletter.h"

static const char *heading_of(enum item_kind kind) {
    static const char *const headings[] = {[ITEM_COMPARISON] = "New comparisons",
                                           [ITEM_VERDICT] = "Verdicts that changed",
                                           [ITEM_CALL] = "What readers say now",
                                           [ITEM_DIVIDED] = "Most divided panels"};
    return headings[kind];
}

// The most that a text can become by escaping for HTML, and then for a mail.
static size_t size_in_mail(const char *text) {
    enum { ESCAPED = 6, QUOTED = 3 }; // "&" becomes five bytes, a double quote six
    size_t size = 0;
    for (; *text; text++) {
        bool plain = *text >= ' ' && *text <= '~' && *text != '=';
        size += strchr("&<>\"'", *text) ? ESCAPED : plain ? 1 : QUOTED;
    }
    return size;
}

size_t changes_that_fit(const struct issue *issue, const char *base_url, size_t bytes) {
    enum { AROUND = 64, HEADINGS = 512 }; // what parts/issue.tpl has around an item, and once
    size_t size = HEADINGS;
    for (size_t i = 0; i < issue->item_count; i++) {
        const struct item *item = &issue->items[i];
        size += AROUND + size_in_mail(item->title) + size_in_mail(item->detail) +
                size_in_mail(base_url) + size_in_mail(item->path);
        if (size > bytes)
            return i;
    }
    return issue->item_count;
}

void fill_changes(struct view *view, struct arena *arena, const struct issue *issue,
                  const char *base_url, const char *more_url) {
    struct view *group = NULL;
    for (size_t i = 0; i < issue->item_count; i++) {
        const struct item *item = &issue->items[i];
        if (!group || issue->items[i - 1].kind != item->kind) {
            group = view_row(view, KEY_GROUP);
            view_text(group, KEY_HEADING, heading_of(item->kind));
        }
        struct view *row = view_row(group, KEY_ITEM);
        view_text(row, KEY_TITLE, item->title);
        view_text(row, KEY_DETAIL, item->detail);
        view_text(row, KEY_URL, arena_format(arena, "%s%s", base_url, item->path));
    }
    if (!more_url || issue->items_in_all <= issue->item_count)
        return;
    struct view *more = view_row(view, KEY_MORE);
    view_number(more, KEY_REST, (long long)(issue->items_in_all - issue->item_count));
    view_text(more, KEY_URL, more_url);
}
