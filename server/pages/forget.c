// forget.c: `POST /forget` deletes the reader's session, votes and bookmarks; `/about/votes` says
// how votes are counted.
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/session.h"

static enum outcome finish(struct exchange *exchange) {
    respond_redirect(exchange, 303, "/about/votes?forgotten=1#main");
    return OK;
}

enum outcome post_forget(struct exchange *exchange) {
    session_forget(exchange, finish);
    return OK;
}

enum outcome get_about_votes(struct exchange *exchange) {
    struct session session;
    TRY(session_read(exchange, &session));
    struct page page = page_new(exchange, TEMPLATE_ABOUT_VOTES);
    if (session.id > 0)
        view_show(page.body, KEY_HAS_SESSION);
    else if (query_value(exchange, "forgotten"))
        view_show(page.body, KEY_FORGOTTEN);
    session_mark_private(exchange, &session);
    const struct page_head head = {
        .title = "How votes are counted · Verdict",
        .description = "What a vote on Verdict is, how it is counted, and what is kept of you.",
        .canonical = "/about/votes"};
    return page_send(&page, &head, 200);
}
