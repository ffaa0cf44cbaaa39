// newsletter_issues.c: an issue's page, and the feed of them.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/issues.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/site.h"
#include "pages/words.h"

enum { ENTRIES_IN_FEED = 20 };

// "12", without a sign or leading zeros; 0 for anything else.
static int64_t read_number(const char *text) {
    if (strlen(text) > 9 || text[0] == '0' || text[strspn(text, "0123456789")] != '\0')
        return 0;
    return strtol(text, NULL, 10);
}

enum outcome issue_page(struct exchange *exchange) {
    struct issue issue;
    TRY(issues_find(exchange->site->store, exchange->arena, read_number(exchange->parameter),
                    &issue));
    struct page page = page_new(exchange, TEMPLATE_ISSUE_PAGE);
    view_number(page.body, KEY_NUMBER, issue.id);
    view_text(page.body, KEY_SUBJECT, issue.subject);
    view_text(page.body, KEY_DATE, day_words(exchange->arena, issue.composed_at));
    fill_changes(view_part(page.body, KEY_ISSUE, TEMPLATE_ISSUE), exchange->arena, &issue, "");
    fill_newsletter(page.body, "", NULL);
    const struct page_head head = {
        .title =
            arena_format(exchange->arena, "%s · Verdict, issue %" PRId64, issue.subject, issue.id),
        .description =
            arena_format(exchange->arena, "Issue %" PRId64 " of the weekly AI tool verdicts: %s.",
                         issue.id, issue.subject),
        .canonical = arena_format(exchange->arena, "/newsletter/%" PRId64, issue.id),
        .has_newsletter = true};
    return page_send(&page, &head, 200);
}

static enum outcome fill_entry(struct exchange *exchange, struct view *feed, int64_t id) {
    struct arena *arena = exchange->arena;
    struct issue issue;
    TRY(issues_find(exchange->site->store, arena, id, &issue));
    struct view *part = view_new(arena);
    fill_changes(part, arena, &issue, exchange->site->base_url);
    struct text content = {.arena = arena};
    TRY(view_render(exchange->site->views, part, TEMPLATE_ISSUE, &content));
    struct view *entry = view_row(feed, KEY_ENTRY);
    view_text(entry, KEY_URL,
              absolute_url(exchange, arena_format(arena, "/newsletter/%" PRId64, id)));
    view_text(entry, KEY_SUBJECT, issue.subject);
    view_text(entry, KEY_MOMENT, moment_words(arena, issue.composed_at));
    view_text(entry, KEY_CONTENT, content.bytes);
    return OK;
}

enum outcome newsletter_feed(struct exchange *exchange) {
    struct issue *issues = NULL;
    size_t count = 0;
    TRY(issues_newest(exchange->site->store, exchange->arena, ENTRIES_IN_FEED, &issues, &count));
    struct view *feed = view_new(exchange->arena);
    view_text(feed, KEY_URL, absolute_url(exchange, "/newsletter.atom"));
    view_text(feed, KEY_SITE_URL, absolute_url(exchange, "/newsletter"));
    view_text(feed, KEY_MOMENT,
              moment_words(exchange->arena, count > 0 ? issues[0].composed_at : 0));
    for (size_t i = 0; i < count; i++)
        TRY(fill_entry(exchange, feed, issues[i].id));
    struct text xml = {.arena = exchange->arena};
    TRY(view_render(exchange->site->views, feed, TEMPLATE_NEWSLETTER_FEED, &xml));
    reply_bytes(exchange, "application/atom+xml; charset=utf-8", xml.bytes, xml.length);
    return OK;
}
