// bookmarks.c: `/bookmarks` with the session's bookmarks, or a list that a link carries, and
// `POST /bookmarks`, which adds and removes.
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/bookmarks.h"
#include "db/sessions.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/standing.h"

enum { LIST_MAX = 60 }; // tools in one form or link

struct tools {
    struct tool list[LIST_MAX];
    size_t count;
    size_t withdrawn; // tools that were asked for and are none of these
};

// What becomes of a tool that is withdrawn.
enum withdrawn_rule { WITHDRAWN_REFUSED, WITHDRAWN_LEFT_OUT, WITHDRAWN_TAKEN };

struct bookmarking {
    struct write write; // first
    struct tools tools;
    bool remove;
    bool import; // a list from a link: the session gets a new token
};

// The tools that fields of this name give; NOT_FOUND with the first that is none. GONE when all
// that are left out leave nothing.
static enum outcome read_tools(struct exchange *exchange, const struct field *fields, size_t count,
                               enum withdrawn_rule rule, struct tools *out) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, "tool") != 0)
            continue;
        if (out->count == LIST_MAX) {
            exchange->problem = "tool: sixty at once are the most.";
            return INVALID;
        }
        if (slug_fault(fields[i].value))
            return NOT_FOUND;
        enum outcome outcome = tools_find(exchange->site->store, exchange->arena, fields[i].value,
                                          &out->list[out->count]);
        bool left_out = outcome == GONE && rule == WITHDRAWN_LEFT_OUT;
        out->withdrawn += left_out;
        if (left_out)
            continue;
        if (outcome != GONE || rule == WITHDRAWN_REFUSED)
            TRY(outcome);
        out->count++;
    }
    return out->count == 0 && out->withdrawn > 0 ? GONE : OK;
}

static enum outcome read_form(struct exchange *exchange, struct bookmarking *bookmarking) {
    const char *action = form_value(exchange, "action");
    bookmarking->remove = action && strcmp(action, "remove") == 0;
    bookmarking->import = action && strcmp(action, "import") == 0;
    if (!action || (!bookmarking->remove && !bookmarking->import && strcmp(action, "add") != 0)) {
        exchange->problem = "action: must be add, remove or import, once.";
        return INVALID;
    }
    enum withdrawn_rule rule = bookmarking->remove   ? WITHDRAWN_TAKEN
                               : bookmarking->import ? WITHDRAWN_LEFT_OUT
                                                     : WITHDRAWN_REFUSED;
    TRY(read_tools(exchange, exchange->form, exchange->form_count, rule, &bookmarking->tools));
    if (bookmarking->tools.count > 0)
        return OK;
    exchange->problem = "tool: is missing.";
    return INVALID;
}

static enum outcome apply(struct store *store, struct change *change) {
    struct bookmarking *bookmarking = (struct bookmarking *)change;
    struct session *session = &bookmarking->write.session;
    TRY(sessions_find_or_add(store, session->token_hash, &session->id));
    for (size_t i = 0; i < bookmarking->tools.count; i++) {
        int64_t tool = bookmarking->tools.list[i].id;
        TRY(bookmarking->remove ? bookmarks_drop(store, session->id, tool)
                                : bookmarks_add(store, session->id, tool));
    }
    if (!bookmarking->import || !bookmarking->write.new_token)
        return OK;
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(bookmarking->write.new_token, hash);
    return sessions_rotate(store, session->id, hash);
}

static enum outcome finish(struct exchange *exchange) {
    const struct bookmarking *bookmarking = exchange->work;
    enum outcome outcome = write_outcome(exchange);
    if (outcome == TOO_MANY)
        exchange->problem = "There are 500 bookmarks already. Please remove some first.";
    TRY(outcome);
    write_redirect(exchange, "/bookmarks",
                   bookmarking->import ? "main"
                                       : arena_format(exchange->arena, "community-%s",
                                                      bookmarking->tools.list[0].slug));
    return OK;
}

enum outcome bookmark_page(struct exchange *exchange) {
    struct bookmarking *bookmarking = arena_take(exchange->arena, sizeof *bookmarking);
    TRY(read_form(exchange, bookmarking));
    TRY(write_begin_session(exchange, &bookmarking->write));
    if (bookmarking->import && !bookmarking->write.new_token) {
        char *token = arena_take(exchange->arena, TOKEN_LENGTH + 1);
        token_make(token);
        bookmarking->write.new_token = token;
    }
    write_submit(exchange, &bookmarking->write, apply, finish);
    return OK;
}

static enum outcome load_own(struct exchange *exchange, const struct session *session,
                             struct tools *out) {
    struct bookmark *bookmarks = NULL;
    size_t count = 0;
    if (session->id > 0)
        TRY(bookmarks_list(exchange->site->store, exchange->arena, session->id, &bookmarks,
                           &count));
    for (size_t i = 0; i < count && out->count < LIST_MAX; i++) {
        out->withdrawn += bookmarks[i].withdrawn;
        if (!bookmarks[i].withdrawn)
            TRY(tools_find(exchange->site->store, exchange->arena, bookmarks[i].slug,
                           &out->list[out->count++]));
    }
    return OK;
}

static enum outcome fill_withdrawn(struct page *page, const struct session *session) {
    struct bookmark *bookmarks = NULL;
    size_t count = 0;
    TRY(bookmarks_list(page->exchange->site->store, page->exchange->arena, session->id, &bookmarks,
                       &count));
    struct view *section = view_row(page->body, KEY_WITHDRAWN);
    for (size_t i = 0; i < count; i++) {
        if (!bookmarks[i].withdrawn)
            continue;
        struct view *row = view_row(section, KEY_LISTED);
        view_text(row, KEY_SLUG, bookmarks[i].slug);
        view_text(row, KEY_NAME, bookmarks[i].name);
    }
    return OK;
}

// "?tool=a&tool=b": what a comparison and a link to the list have in common.
static const char *list_query(struct arena *arena, const struct tools *tools) {
    struct text query = {.arena = arena};
    for (size_t i = 0; i < tools->count; i++)
        text_format(&query, "%ctool=%s", i ? '&' : '?', tools->list[i].slug);
    return query.bytes ? query.bytes : "";
}

static enum outcome fill_list(struct page *page, const struct session *session, struct tools *tools,
                              bool own) {
    struct exchange *exchange = page->exchange;
    struct view *list = view_row(page->body, own ? KEY_OWN : KEY_SHARED);
    const char *query = list_query(exchange->arena, tools);
    view_text(list, KEY_SHARE_URL, arena_format(exchange->arena, "/bookmarks%s", query));
    if (tools->count > 1)
        view_text(view_row(list, KEY_COMPARABLE), KEY_COMPARE_URL,
                  arena_format(exchange->arena, "/compare%s", query));
    for (size_t i = 0; i < tools->count; i++)
        view_text(view_row(list, KEY_LISTED), KEY_SLUG, tools->list[i].slug);
    for (size_t i = 0; i < tools->count; i++)
        TRY(tools_load_reviews(exchange->site->store, exchange->arena, &tools->list[i]));
    struct standing *standings = NULL;
    TRY(standings_load(exchange, session, tools->list, tools->count, &standings));
    fill_cards(page->body, exchange, tools->list, standings, tools->count, true);
    return OK;
}

enum outcome bookmarks_page(struct exchange *exchange) {
    struct session session;
    TRY(session_read(exchange, &session));
    struct tools *tools = arena_take(exchange->arena, sizeof *tools);
    TRY(read_tools(exchange, exchange->query, exchange->query_count, WITHDRAWN_LEFT_OUT, tools));
    bool own = tools->count == 0;
    if (own)
        TRY(load_own(exchange, &session, tools));
    struct page page = page_new(exchange, TEMPLATE_BOOKMARKS_PAGE);
    if (tools->count > 0)
        TRY(fill_list(&page, &session, tools, own));
    else if (tools->withdrawn == 0)
        view_show(page.body, KEY_EMPTY);
    if (own && tools->withdrawn > 0)
        TRY(fill_withdrawn(&page, &session));
    if (session.id > 0)
        view_show(page.body, KEY_HAS_SESSION);
    session_mark_private(exchange, &session);
    const struct page_head head = {.title = "Bookmarks · Verdict",
                                   .description = "The tools that you keep for later.",
                                   .canonical = "/bookmarks",
                                   .noindex = true};
    return page_send(&page, &head, 200);
}
