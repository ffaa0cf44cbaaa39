// bookmark_panel.c: see bookmark_panel.h.
#include "pages/parts/bookmark_panel.h"

#include "db/bookmarks.h"
#include "http/exchange.h"
#include "pages/session.h"
#include "pages/site.h"

enum outcome fill_bookmarks(struct view *view, struct exchange *exchange,
                            const struct session *session) {
    struct view *part = view_part(view, KEY_BOOKMARKS, TEMPLATE_BOOKMARKS);
    struct bookmark *bookmarks = NULL;
    size_t count = 0;
    if (session->id > 0)
        TRY(bookmarks_list(exchange->site->store, exchange->arena, session->id, &bookmarks,
                           &count));
    if (count == 0)
        view_show(part, KEY_EMPTY);
    else
        view_show(part, KEY_OWN);
    for (size_t i = 0; i < count; i++) {
        struct view *row = view_row(part, KEY_LISTED);
        view_text(row, KEY_SLUG, bookmarks[i].slug);
        view_text(row, KEY_NAME, bookmarks[i].name);
        view_show(row, bookmarks[i].withdrawn ? KEY_UNLINKED : KEY_LINKED);
    }
    return OK;
}
