// forget.c: `POST /forget` deletes the reader's session, votes and bookmarks; `/about/votes` says
// how votes are counted.
#include "base/arena.h"
#include "db/sessions.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/session.h"

static enum outcome apply(struct store *store, struct change *change) {
    const struct write *write = (const struct write *)change;
    return sessions_forget(store, write->session.id);
}

static enum outcome finish(struct exchange *exchange) {
    TRY(write_outcome(exchange));
    session_drop_cookie(exchange);
    reply_redirect(exchange, 303, "/about/votes?forgotten=1#main");
    return OK;
}

enum outcome forget_page(struct exchange *exchange) {
    struct write *write = arena_take(exchange->arena, sizeof *write);
    TRY(session_read(exchange, &write->session));
    write_submit(exchange, write, apply, finish);
    return OK;
}

enum outcome about_votes_page(struct exchange *exchange) {
    struct session session;
    TRY(session_read(exchange, &session));
    struct page page = page_new(exchange, TEMPLATE_ABOUT_VOTES);
    if (session.id > 0)
        view_show(page.body, KEY_HAS_SESSION);
    else if (exchange->query_count > 0)
        view_show(page.body, KEY_FORGOTTEN);
    session_mark_private(exchange, &session);
    const struct page_head head = {
        .title = "How votes are counted · Verdict",
        .description = "What a vote on Verdict is, how it is counted, and what is kept of you.",
        .canonical = "/about/votes"};
    return page_send(&page, &head, 200);
}
