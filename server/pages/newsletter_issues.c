// newsletter_issues.c: an issue's page, and the feed of them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/characters.h"
#include "base/text.h"
#include "db/issues.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/signup.h"
#include "pages/site.h"
#include "present/changes.h"
#include "present/format.h"

enum { ENTRIES_IN_FEED = 20, ITEMS_IN_ENTRY = 50, ITEMS_ON_PAGE = 100 };

// "12", without a sign or leading zeros; 0 for anything else.
static int64_t read_number(const char *text) {
    if (strlen(text) > 9 || text[0] == '0' || text[strspn(text, "0123456789")] != '\0')
        return 0;
    return strtol(text, NULL, 10);
}

static const char *page_path(struct arena *arena, const struct issue *issue, int64_t page) {
    return page == 1
               ? arena_format(arena, "/newsletter/%" PRId64, issue->id)
               : arena_format(arena, "/newsletter/%" PRId64 "?page=%" PRId64, issue->id, page);
}

static void fill_pager(struct view *view, struct arena *arena, const struct issue *issue,
                       int64_t page, int64_t pages) {
    if (pages < 2)
        return;
    struct view *pager = view_row(view, KEY_PAGER);
    view_number(pager, KEY_NUMBER, page);
    view_number(pager, KEY_PAGES, pages);
    if (page > 1)
        view_text(view_row(pager, KEY_PREVIOUS), KEY_URL, page_path(arena, issue, page - 1));
    if (page < pages)
        view_text(view_row(pager, KEY_NEXT), KEY_URL, page_path(arena, issue, page + 1));
}

// The page that the address names; NOT_FOUND for one that the issue does not have.
static enum outcome find_page(const struct exchange *exchange, int64_t pages, int64_t *page) {
    const char *asked = query_value(exchange, "page");
    *page = asked ? read_number(asked) : 1;
    return *page >= 1 && *page <= pages ? OK : NOT_FOUND;
}

enum outcome get_issue(struct exchange *exchange) {
    struct issue issue;
    struct store *store = exchange->site->store;
    TRY(issues_find(store, exchange->arena, read_number(exchange->parameter), &issue));
    int64_t pages = issue.items_in_all > ITEMS_ON_PAGE
                        ? ((int64_t)issue.items_in_all + ITEMS_ON_PAGE - 1) / ITEMS_ON_PAGE
                        : 1;
    int64_t number = 0;
    TRY(find_page(exchange, pages, &number));
    TRY(issues_load_items(store, exchange->arena, (size_t)(number - 1) * ITEMS_ON_PAGE,
                          ITEMS_ON_PAGE, &issue));
    struct page page = page_new(exchange, TEMPLATE_ISSUE_PAGE);
    fill_pager(page.body, exchange->arena, &issue, number, pages);
    view_number(page.body, KEY_NUMBER, issue.id);
    view_text(page.body, KEY_SUBJECT, issue.subject);
    view_text(page.body, KEY_DATE, format_day(exchange->arena, issue.composed_at));
    fill_changes(view_part(page.body, KEY_ISSUE, TEMPLATE_ISSUE), exchange->arena, &issue, "",
                 NULL);
    fill_signup(page.body, "", NULL);
    const struct page_head head = {
        .title = arena_format(
            exchange->arena, "%s%s · Verdict, issue %" PRId64, issue.subject,
            number > 1 ? arena_format(exchange->arena, " (page %" PRId64 ")", number) : "",
            issue.id),
        .description =
            arena_format(exchange->arena, "Issue %" PRId64 " of the weekly AI tool verdicts: %s.",
                         issue.id, issue.subject),
        .canonical = page_path(exchange->arena, &issue, number),
        .has_newsletter = true};
    return page_send(&page, &head, 200);
}

// An id must be absolute (RFC 4287, 4.2.6), also where the site's address is not known.
static const char *atom_id(const struct exchange *exchange, const char *path) {
    return exchange->site->base_url ? absolute_url(exchange, path)
                                    : arena_format(exchange->arena, "urn:x-verdict:%s", path + 1);
}

static enum outcome fill_entry(struct exchange *exchange, struct view *feed, int64_t id) {
    struct arena *arena = exchange->arena;
    struct issue issue;
    TRY(issues_find(exchange->site->store, arena, id, &issue));
    TRY(issues_load_items(exchange->site->store, arena, 0, ITEMS_IN_ENTRY, &issue));
    const char *url = absolute_url(exchange, page_path(arena, &issue, 1));
    struct view *part = view_new(arena);
    fill_changes(part, arena, &issue, absolute_url(exchange, ""), url);
    struct text content = {.arena = arena};
    TRY(view_render(exchange->site->views, part, TEMPLATE_ISSUE, &content));
    struct view *entry = view_row(feed, KEY_ENTRY);
    view_text(entry, KEY_URL, url);
    view_text(entry, KEY_ATOM_ID, atom_id(exchange, page_path(arena, &issue, 1)));
    view_text(entry, KEY_SUBJECT, issue.subject);
    view_text(entry, KEY_MOMENT, format_moment(arena, issue.composed_at));
    view_text(entry, KEY_CONTENT, content.bytes);
    return OK;
}

enum outcome get_newsletter_feed(struct exchange *exchange) {
    struct issue *issues = NULL;
    size_t count = 0;
    TRY(issues_newest(exchange->site->store, exchange->arena, ENTRIES_IN_FEED, &issues, &count));
    struct view *feed = view_new(exchange->arena);
    view_text(feed, KEY_URL, absolute_url(exchange, "/newsletter.atom"));
    view_text(feed, KEY_ATOM_ID, atom_id(exchange, "/newsletter.atom"));
    view_text(feed, KEY_SITE_URL, absolute_url(exchange, "/newsletter"));
    view_text(feed, KEY_MOMENT,
              format_moment(exchange->arena, count > 0 ? issues[0].composed_at : 0));
    for (size_t i = 0; i < count; i++)
        TRY(fill_entry(exchange, feed, issues[i].id));
    struct text xml = {.arena = exchange->arena};
    TRY(view_render(exchange->site->views, feed, TEMPLATE_NEWSLETTER_FEED, &xml));
    text_make_xml(xml.bytes, xml.length);
    respond_bytes(exchange, "application/atom+xml; charset=utf-8", xml.bytes, xml.length);
    return OK;
}
