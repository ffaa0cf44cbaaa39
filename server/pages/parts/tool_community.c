// tool_community.c: see tool_community.h.
#include "pages/parts/tool_community.h"

#include "base/arena.h"
#include "db/bookmarks.h"
#include "db/votes.h"
#include "http/exchange.h"
#include "pages/session.h"
#include "pages/site.h"
#include "present/sentences.h"

static bool is_bookmarked(const struct bookmark *bookmarks, size_t count, int64_t tool_id) {
    for (size_t i = 0; i < count; i++) {
        if (bookmarks[i].tool_id == tool_id)
            return true;
    }
    return false;
}

enum outcome tool_communities_load(struct exchange *exchange, const struct session *session,
                                   const struct tool *tools, size_t count,
                                   struct tool_community **out) {
    struct store *store = exchange->site->store;
    struct tool_community *communities =
        arena_take_array(exchange->arena, count, sizeof *communities);
    struct bookmark *bookmarks = NULL;
    size_t bookmark_count = 0;
    if (session->id > 0)
        TRY(bookmarks_list(store, exchange->arena, session->id, &bookmarks, &bookmark_count));
    for (size_t i = 0; i < count; i++) {
        TRY(votes_tally(store, tools[i].id, &communities[i].tally));
        if (session->id > 0)
            TRY(votes_find(store, session->id, tools[i].id, &communities[i].choice));
        communities[i].bookmarked = is_bookmarked(bookmarks, bookmark_count, tools[i].id);
    }
    *out = communities;
    return OK;
}

static void fill_interval(struct view *card, const struct community *community) {
    struct view *interval = view_row(card, KEY_INTERVAL);
    view_format(interval, KEY_LOW, "%.2f", community->low * 100);
    view_format(interval, KEY_WIDTH, "%.2f", (community->high - community->low) * 100);
    view_number(interval, KEY_AT, community->ship_percent);
}

void fill_tool_community(struct view *card, struct exchange *exchange,
                         const struct tool_community *tool_community) {
    struct community community = community_of(tool_community->tally);
    view_text(card, KEY_COMMUNITY_LINE, community_line(exchange->arena, tool_community->tally));
    view_text(card, KEY_COMMUNITY_FIGURE, community_figure(exchange->arena, tool_community->tally));
    if (community.called)
        fill_interval(card, &community);
    view_text(card, KEY_SHIP_PRESSED, tool_community->choice == CHOICE_SHIP ? "true" : "false");
    view_text(card, KEY_SKIP_PRESSED, tool_community->choice == CHOICE_SKIP ? "true" : "false");
    if (tool_community->choice != CHOICE_NONE)
        view_text(view_row(card, KEY_VOTED), KEY_CHOICE,
                  tool_community->choice == CHOICE_SHIP ? "ship" : "skip");
    view_show(card, tool_community->bookmarked ? KEY_BOOKMARKED : KEY_NOT_BOOKMARKED);
    view_text(card, KEY_BACK,
              arena_format(exchange->arena, "%s%s", exchange->raw_path, raw_query(exchange)));
}
