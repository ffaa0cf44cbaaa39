// bookmarks.c: `/bookmarks` with the session's bookmarks, or a list that a link carries, and
// `POST /bookmarks`, which adds and removes.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ids.h"
#include "base/text.h"
#include "db/bookmarks.h"
#include "db/tools.h"
#include "domain/slug.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/card.h"
#include "pages/parts/tool_community.h"
#include "pages/session.h"
#include "pages/site.h"

enum { PAGE_TOOLS = 50 };

// The ids of tools, in the order of the page.
struct list {
    int64_t ids[BOOKMARKS_MAX];
    size_t count;
    size_t withdrawn; // tools that were asked for and are none of these
};

// What becomes of a tool that is withdrawn.
enum withdrawn_rule { WITHDRAWN_REFUSED, WITHDRAWN_LEFT_OUT, WITHDRAWN_TAKEN };

struct bookmarking {
    struct write write; // first
    struct list list;   // a tool keeps its id, and no other ever gets it
    const char *first;  // the slug of the first tool that a form names; NULL: it carries a list
    bool remove;
    bool import; // a list from a link
};

static enum outcome invalid(struct exchange *exchange, const char *problem) {
    exchange->problem = problem;
    return INVALID;
}

// Adds the tool of this name.
static enum outcome add_tool(struct exchange *exchange, const char *name, enum withdrawn_rule rule,
                             struct list *out, const char **slug) {
    if (out->count == BOOKMARKS_MAX)
        return invalid(exchange, "tool: 500 are the most.");
    if (slug_fault(name))
        return NOT_FOUND;
    struct tool tool;
    enum outcome outcome = tools_find(exchange->site->store, exchange->arena, name, &tool);
    if (outcome == GONE && rule == WITHDRAWN_LEFT_OUT) {
        out->withdrawn++;
        return OK;
    }
    if (outcome != GONE || rule == WITHDRAWN_REFUSED)
        TRY(outcome);
    out->ids[out->count++] = tool.id;
    *slug = tool.slug;
    return OK;
}

// The tools of a form.
static enum outcome read_tools(struct exchange *exchange, struct bookmarking *bookmarking) {
    struct list *list = &bookmarking->list;
    enum withdrawn_rule rule = bookmarking->remove   ? WITHDRAWN_TAKEN
                               : bookmarking->import ? WITHDRAWN_LEFT_OUT
                                                     : WITHDRAWN_REFUSED;
    const char *text = form_value(exchange, "list");
    if (text && !ids_read(text, list->ids, BOOKMARKS_MAX, &list->count))
        return invalid(exchange, "list: is not one that a link of this site carries.");
    for (size_t i = 0; !text && i < exchange->form_count; i++) {
        const char *slug = NULL;
        if (strcmp(exchange->form[i].name, "tool") != 0)
            continue;
        TRY(add_tool(exchange, exchange->form[i].value, rule, list, &slug));
        if (!bookmarking->first)
            bookmarking->first = slug;
    }
    if (list->count == 0 && list->withdrawn > 0)
        return GONE;
    return list->count > 0 ? OK : invalid(exchange, "tool: is missing.");
}

static enum outcome read_form(struct exchange *exchange, struct bookmarking *bookmarking) {
    const char *action = form_value(exchange, "action");
    bookmarking->remove = action && strcmp(action, "remove") == 0;
    bookmarking->import = action && strcmp(action, "import") == 0;
    if (!action || (!bookmarking->remove && !bookmarking->import && strcmp(action, "add") != 0))
        return invalid(exchange, "action: must be add, remove or import, once.");
    return read_tools(exchange, bookmarking);
}

static enum outcome apply(struct store *store, struct change *change) {
    struct bookmarking *bookmarking = (struct bookmarking *)change;
    int64_t session = bookmarking->write.session.id;
    const struct list *list = &bookmarking->list;
    return bookmarking->remove ? bookmarks_drop(store, session, list->ids, list->count)
                               : bookmarks_add(store, session, list->ids, list->count);
}

static enum outcome finish(struct exchange *exchange) {
    const struct bookmarking *bookmarking = exchange->work;
    enum outcome outcome = write_outcome(exchange);
    if (outcome == TOO_MANY)
        exchange->problem = "500 bookmarks are the most. Please remove some first.";
    TRY(outcome);
    bool one = bookmarking->first && !bookmarking->import;
    write_redirect(exchange, "/bookmarks",
                   one ? arena_format(exchange->arena, "community-%s", bookmarking->first)
                       : "main");
    return OK;
}

enum outcome post_bookmark(struct exchange *exchange) {
    struct bookmarking *bookmarking = arena_take(exchange->arena, sizeof *bookmarking);
    TRY(read_form(exchange, bookmarking));
    return write_submit_as_reader(exchange, &bookmarking->write, apply, finish);
}

static enum outcome load_own(struct exchange *exchange, const struct session *session,
                             struct list *out) {
    struct bookmark *bookmarks = NULL;
    size_t count = 0;
    if (session->id > 0)
        TRY(bookmarks_list(exchange->site->store, exchange->arena, session->id, &bookmarks,
                           &count));
    for (size_t i = 0; i < count && i < BOOKMARKS_MAX; i++) {
        out->withdrawn += bookmarks[i].withdrawn;
        if (!bookmarks[i].withdrawn)
            out->ids[out->count++] = bookmarks[i].tool_id;
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

// The list that the address carries: "?list=1.a.3", or "?tool=a&tool=b" as links once had it. What
// is no tool any more is left out. *given says whether it carries one.
static enum outcome read_link(struct exchange *exchange, struct list *out, bool *given) {
    const char *text = query_value(exchange, "list");
    *given = text != NULL;
    if (text && !ids_read(text, out->ids, BOOKMARKS_MAX, &out->count))
        return invalid(exchange, "The link to this list lost a piece on its way to you.");
    for (size_t i = 0; !text && i < exchange->query_count; i++) {
        const char *slug = NULL;
        if (strcmp(exchange->query[i].name, "tool") != 0)
            continue;
        *given = true;
        enum outcome outcome =
            add_tool(exchange, exchange->query[i].value, WITHDRAWN_LEFT_OUT, out, &slug);
        if (outcome != OK && outcome != NOT_FOUND)
            return outcome;
    }
    if (!*given || out->count > 0)
        return OK;
    return out->withdrawn > 0 ? GONE : NOT_FOUND;
}

// One page of a list.
struct slice {
    size_t number; // from 1
    size_t of;     // so many pages
    size_t begin;
    struct tool tools[PAGE_TOOLS];
    size_t count;
    bool gone; // one of its tools is withdrawn
};

// Beyond the last page is the last one: a list may have become shorter.
static enum outcome load_slice(struct exchange *exchange, const struct list *list,
                               struct slice *out) {
    const char *page = query_value(exchange, "page");
    out->of = list->count > PAGE_TOOLS ? (list->count + PAGE_TOOLS - 1) / PAGE_TOOLS : 1;
    out->number = page ? strtoul(page, NULL, 10) : 1; // 0 for what is no number
    out->number = out->number < 1 ? 1 : out->number > out->of ? out->of : out->number;
    out->begin = (out->number - 1) * PAGE_TOOLS;
    for (size_t i = out->begin; i < list->count && i < out->begin + PAGE_TOOLS; i++) {
        struct tool *tool = &out->tools[out->count];
        enum outcome outcome =
            tools_get(exchange->site->store, exchange->arena, list->ids[i], tool);
        out->gone = out->gone || outcome == GONE;
        if (outcome == NOT_FOUND || outcome == GONE)
            continue;
        TRY(outcome);
        TRY(tools_load_reviews(exchange->site->store, exchange->arena, tool));
        out->count++;
    }
    return OK;
}

// "1.a.3": how an address and a form carry the list.
static const char *list_text(struct arena *arena, const struct list *list) {
    struct list sorted = *list;
    ids_sort(sorted.ids, sorted.count);
    sorted.count = ids_unique(sorted.ids, sorted.count);
    struct text text = {.arena = arena};
    ids_write(&text, sorted.ids, sorted.count);
    return text.bytes;
}

// "/compare?tool=a&tool=b": fills in who stands side by side.
static const char *compare_url(struct arena *arena, const struct slice *slice) {
    struct text url = {.arena = arena};
    text_append_string(&url, "/compare");
    for (size_t i = 0; i < slice->count; i++)
        text_format(&url, "%ctool=%s", i ? '&' : '?', slice->tools[i].slug);
    return url.bytes;
}

static void fill_pages(struct view *body, struct arena *arena, const struct list *list,
                       const struct slice *slice, const char *share_url, bool own) {
    struct view *pages = view_row(body, KEY_PAGES);
    view_number(pages, KEY_FIRST, (long long)slice->begin + 1);
    view_number(pages, KEY_LAST, (long long)(slice->begin + slice->count));
    view_number(pages, KEY_TOTAL, (long long)list->count);
    for (size_t i = 1; i <= slice->of; i++) {
        struct view *link = view_row(pages, KEY_PAGE_LINK);
        view_number(link, KEY_NUMBER, (long long)i);
        view_text(link, KEY_URL,
                  own ? arena_format(arena, "/bookmarks?page=%zu", i)
                      : arena_format(arena, "%s&page=%zu", share_url, i));
        if (i == slice->number)
            view_show(link, KEY_PAGE_NOW);
    }
}

static enum outcome fill_list(struct page *page, const struct session *session,
                              const struct list *list, const struct slice *slice, bool own) {
    struct exchange *exchange = page->exchange;
    struct arena *arena = exchange->arena;
    struct view *view = view_row(page->body, own ? KEY_OWN : KEY_SHARED);
    const char *text = list_text(arena, list);
    const char *share_url = arena_format(arena, "/bookmarks?list=%s", text);
    view_text(view, KEY_LIST, text);
    view_text(view, KEY_SHARE_URL, share_url);
    if (slice->of == 1 && slice->count >= COMPARISON_MIN && slice->count <= COMPARISON_MAX)
        view_text(view_row(view, KEY_COMPARABLE), KEY_COMPARE_URL, compare_url(arena, slice));
    if (slice->of > 1)
        fill_pages(page->body, arena, list, slice, share_url, own);
    struct tool_community *communities = NULL;
    TRY(tool_communities_load(exchange, session, slice->tools, slice->count, &communities));
    fill_cards(page->body, exchange, slice->tools, communities, slice->count, true);
    return OK;
}

static enum outcome send(struct exchange *exchange, const struct session *session,
                         const struct list *list, const struct slice *slice, bool own) {
    struct page page = page_new(exchange, TEMPLATE_BOOKMARKS_PAGE);
    if (slice->count > 0)
        TRY(fill_list(&page, session, list, slice, own));
    else if (list->withdrawn == 0)
        view_show(page.body, KEY_EMPTY);
    if (own && list->withdrawn > 0)
        TRY(fill_withdrawn(&page, session));
    if (session->id > 0)
        view_show(page.body, KEY_HAS_SESSION);
    session_mark_private(exchange, session);
    const struct page_head head = {.title = "Bookmarks · Verdict",
                                   .description = "The tools that you keep for later.",
                                   .canonical = "/bookmarks",
                                   .noindex = true};
    return page_send(&page, &head, 200);
}

enum outcome get_bookmarks(struct exchange *exchange) {
    struct session session;
    TRY(session_read(exchange, &session));
    struct list *list = arena_take(exchange->arena, sizeof *list);
    struct slice *slice = arena_take(exchange->arena, sizeof *slice);
    bool given = false;
    TRY(read_link(exchange, list, &given));
    if (!given)
        TRY(load_own(exchange, &session, list));
    TRY(load_slice(exchange, list, slice));
    if (given && slice->count == 0)
        return slice->gone ? GONE : NOT_FOUND;
    return send(exchange, &session, list, slice, !given);
}
