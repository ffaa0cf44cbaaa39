// vote.c: `POST /tool/:slug/vote`: ship, skip, or take it back.
#include <string.h>

#include "base/arena.h"
#include "db/tools.h"
#include "db/votes.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/tool_community.h"
#include "pages/session.h"
#include "pages/site.h"
#include "present/sentences.h"

struct vote {
    struct write write; // first
    struct tool tool;   // as the page showed it: a tool keeps its id, and no other ever gets it
    enum choice choice;
    struct tally tally; // after it
};

static enum outcome read_choice(struct exchange *exchange, enum choice *choice) {
    const char *text = form_value(exchange, "choice");
    if (text && strcmp(text, "ship") == 0)
        *choice = CHOICE_SHIP;
    else if (text && strcmp(text, "skip") == 0)
        *choice = CHOICE_SKIP;
    else if (text && strcmp(text, "none") == 0)
        *choice = CHOICE_NONE;
    else {
        exchange->problem = "choice: must be ship, skip or none, once.";
        return INVALID;
    }
    return OK;
}

static enum outcome apply(struct store *store, struct change *change) {
    struct vote *vote = (struct vote *)change;
    TRY(votes_put(store, vote->write.session.id, vote->tool.id, vote->choice));
    return votes_tally(store, vote->tool.id, &vote->tally);
}

static enum outcome finish(struct exchange *exchange) {
    struct vote *vote = exchange->work;
    TRY(write_outcome(exchange));
    if (exchange->wants_json) {
        struct view *view = view_new(exchange->arena);
        view_text(view, KEY_SLUG, vote->tool.slug);
        view_text(view, KEY_CHOICE,
                  vote->choice == CHOICE_SHIP   ? "ship"
                  : vote->choice == CHOICE_SKIP ? "skip"
                                                : "none");
        view_number(view, KEY_SHIP, vote->tally.ship);
        view_number(view, KEY_SKIP, vote->tally.skip);
        view_text(view, KEY_COMMUNITY_LINE, community_line(exchange->arena, vote->tally));
        return page_send_json(exchange, view, TEMPLATE_VOTE_JSON, 200);
    }
    write_redirect(exchange, arena_format(exchange->arena, "/tool/%s", vote->tool.slug),
                   arena_format(exchange->arena, "community-%s", vote->tool.slug));
    return OK;
}

enum outcome post_vote(struct exchange *exchange) {
    struct vote *vote = arena_take(exchange->arena, sizeof *vote);
    if (slug_fault(exchange->parameter))
        return NOT_FOUND;
    TRY(tools_find(exchange->site->store, exchange->arena, exchange->parameter, &vote->tool));
    TRY(read_choice(exchange, &vote->choice));
    return write_submit_as_reader(exchange, &vote->write, apply, finish);
}
