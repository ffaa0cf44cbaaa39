// teasers.c: listed comparisons and bookmarks in short; see parts.h.
#include "base/arena.h"
#include "db/bookmarks.h"
#include "db/tools.h"
#include "domain/panel.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/answer_view.h"
#include "pages/parts.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/words.h"

static enum outcome load(const struct site *site, struct arena *arena,
                         const struct comparison *comparison, struct tool *tools) {
    for (size_t i = 0; i < comparison->tool_count; i++) {
        TRY(tools_find(site->store, arena, comparison->tools[i], &tools[i]));
        TRY(tools_load_reviews(site->store, arena, &tools[i]));
    }
    return OK;
}

static enum outcome fill_teaser(struct view *part, struct arena *arena, const struct site *site,
                                const struct comparison *comparison) {
    struct tool tools[COMPARISON_MAX];
    TRY(load(site, arena, comparison, tools));
    struct answer answer;
    answer_reviewers(arena, tools, comparison->tool_count, &answer);
    answer_find(comparison->tool_count, &answer);
    struct view *teaser = view_row(part, KEY_COMPARISON);
    view_text(teaser, KEY_ADDRESS,
              comparison_address(arena, comparison->tools, comparison->tool_count));
    view_text(teaser, KEY_SENTENCE, answer_sentence(arena, tools, comparison->tool_count, &answer));
    for (size_t i = 0; i < comparison->tool_count; i++) {
        struct view *tool = view_row(teaser, KEY_TEASER_TOOL);
        view_text(tool, KEY_NAME, tools[i].name);
        view_text(tool, KEY_STAMP, stamp_of(&tools[i]));
        view_text(tool, KEY_VERDICT, panel_verdict_words(panel_of(&tools[i]).verdict));
    }
    return OK;
}

enum outcome fill_teasers(struct view *view, struct arena *arena, const struct site *site,
                          const struct comparison *comparisons, size_t count) {
    struct view *part = view_part(view, KEY_TEASERS, TEMPLATE_TEASERS);
    for (size_t i = 0; i < count; i++)
        TRY(fill_teaser(part, arena, site, &comparisons[i]));
    return OK;
}

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
