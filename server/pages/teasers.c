// teasers.c: listed comparisons in short, and tools on shelves; see parts.h.
#include <string.h>

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

static bool is_among(const char *slug, const char *const *slugs, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(slug, slugs[i]) == 0)
            return true;
    }
    return false;
}

static void fill_shelf(struct view *view, const struct tool *tools, size_t count,
                       const struct category *category, const char *const *chosen,
                       size_t chosen_count) {
    struct view *shelf = view_row(view, KEY_SHELF);
    view_text(shelf, KEY_CATEGORY, category->name);
    for (size_t i = 0; i < count; i++) {
        if (tools[i].category.id != category->id)
            continue;
        struct view *tool = view_row(shelf, KEY_SHELF_TOOL);
        view_text(tool, KEY_SLUG, tools[i].slug);
        view_text(tool, KEY_NAME, tools[i].name);
        if (is_among(tools[i].slug, chosen, chosen_count))
            view_show(tool, KEY_CHOSEN);
    }
}

void fill_shelves(struct view *view, const struct tool *tools, size_t count,
                  const char *const *chosen, size_t chosen_count) {
    for (int64_t last = 0;;) { // the categories in the order of their ids
        const struct category *next = NULL;
        for (size_t i = 0; i < count; i++) {
            const struct category *category = &tools[i].category;
            if (category->id > last && (!next || category->id < next->id))
                next = category;
        }
        if (!next)
            return;
        fill_shelf(view, tools, count, next, chosen, chosen_count);
        last = next->id;
    }
}
