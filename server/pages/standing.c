// standing.c: see standing.h.
#include "pages/standing.h"

#include "base/arena.h"
#include "db/bookmarks.h"
#include "db/votes.h"
#include "http/exchange.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/words.h"

static bool is_bookmarked(const struct bookmark *bookmarks, size_t count, int64_t tool_id) {
    for (size_t i = 0; i < count; i++) {
        if (bookmarks[i].tool_id == tool_id)
            return true;
    }
    return false;
}

enum outcome standings_load(struct exchange *exchange, const struct session *session,
                            const struct tool *tools, size_t count, struct standing **out) {
    struct store *store = exchange->site->store;
    struct standing *standings = arena_take_array(exchange->arena, count, sizeof *standings);
    struct bookmark *bookmarks = NULL;
    size_t bookmark_count = 0;
    if (session->id > 0)
        TRY(bookmarks_list(store, exchange->arena, session->id, &bookmarks, &bookmark_count));
    for (size_t i = 0; i < count; i++) {
        TRY(votes_tally(store, tools[i].id, &standings[i].tally));
        if (session->id > 0)
            TRY(votes_find(store, session->id, tools[i].id, &standings[i].choice));
        standings[i].bookmarked = is_bookmarked(bookmarks, bookmark_count, tools[i].id);
    }
    *out = standings;
    return OK;
}

static void fill_interval(struct view *card, const struct community *community) {
    struct view *interval = view_row(card, KEY_INTERVAL);
    view_format(interval, KEY_LOW, "%.2f", community->low * 100);
    view_format(interval, KEY_WIDTH, "%.2f", (community->high - community->low) * 100);
    view_number(interval, KEY_AT, community->ship_percent);
}

void fill_standing(struct view *card, struct exchange *exchange, const struct standing *standing) {
    struct community community = community_of(standing->tally);
    view_text(card, KEY_COMMUNITY_LINE, community_line(exchange->arena, standing->tally));
    view_text(card, KEY_COMMUNITY_FIGURE, community_figure(exchange->arena, standing->tally));
    if (community.called)
        fill_interval(card, &community);
    view_text(card, KEY_SHIP_PRESSED, standing->choice == CHOICE_SHIP ? "true" : "false");
    view_text(card, KEY_SKIP_PRESSED, standing->choice == CHOICE_SKIP ? "true" : "false");
    if (standing->choice != CHOICE_NONE)
        view_text(view_row(card, KEY_VOTED), KEY_CHOICE,
                  standing->choice == CHOICE_SHIP ? "ship" : "skip");
    view_show(card, standing->bookmarked ? KEY_BOOKMARKED : KEY_NOT_BOOKMARKED);
    view_text(card, KEY_BACK,
              arena_format(exchange->arena, "%s%s", exchange->raw_path, raw_query(exchange)));
}
