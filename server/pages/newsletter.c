// newsletter.c: `/newsletter`: signing up, the archive, and its feed. The links in mails are in
// newsletter_links.c.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/bell.h"
#include "base/text.h"
#include "db/issues.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "db/writer.h"
#include "domain/address.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/session.h"
#include "pages/site.h"
#include "pages/words.h"

enum { ISSUES_SHOWN = 52, ENTRIES_IN_FEED = 20 };

struct signup {
    struct write write; // first
    const char *address;
    const char *key;
    bool farewell; // asks for the link that ends it
    bool robot;    // filled in the field that nobody sees
};

static enum outcome fill_archive(struct page *page) {
    struct arena *arena = page->exchange->arena;
    struct issue *issues = NULL;
    size_t count = 0;
    TRY(issues_newest(page->exchange->site->store, arena, ISSUES_SHOWN, &issues, &count));
    if (count == 0)
        view_show(page->body, KEY_EMPTY);
    struct view *archive = count > 0 ? view_row(page->body, KEY_ARCHIVE) : NULL;
    for (size_t i = 0; i < count; i++) {
        struct view *row = view_row(archive, KEY_ISSUE_ROW);
        view_number(row, KEY_NUMBER, issues[i].id);
        view_text(row, KEY_SUBJECT, issues[i].subject);
        view_text(row, KEY_DATE, day_words(arena, issues[i].composed_at));
    }
    return OK;
}

static enum outcome send_page(struct exchange *exchange, const char *address, const char *problem,
                              bool asked) {
    struct page page = page_new(exchange, TEMPLATE_NEWSLETTER_PAGE);
    if (asked)
        view_show(page.body, KEY_ASKED);
    fill_newsletter(page.body, address, problem);
    TRY(fill_archive(&page));
    const struct page_head head = {
        .title = "Weekly AI tool verdicts · Verdict",
        .description = "One mail a week with what changed: new comparisons, verdicts that turned, "
                       "and where readers made up their minds.",
        .canonical = "/newsletter",
        .has_newsletter = true};
    return page_send(&page, &head, problem ? 422 : 200);
}

enum outcome newsletter_page(struct exchange *exchange) {
    return send_page(exchange, "", NULL, exchange->query_count > 0);
}

static enum outcome apply(struct store *store, struct change *change) {
    const struct signup *signup = (const struct signup *)change;
    int64_t now = store_now();
    if (signup->robot)
        return subscribers_count_signup(store, now);
    return signup->farewell ? subscribers_ask_farewell(store, signup->key, now)
                            : subscribers_ask(store, signup->address, signup->key, now);
}

// The same for every address, whatever the store knows of it.
static enum outcome finish(struct exchange *exchange) {
    const struct signup *signup = exchange->work;
    TRY(write_outcome(exchange));
    bell_ring(exchange->site->bell);
    if (exchange->wants_json)
        return page_send_json(exchange, view_new(exchange->arena), TEMPLATE_NEWSLETTER_JSON, 200);
    reply_redirect(exchange, 303,
                   signup->farewell ? "/newsletter/unsubscribe?asked=1#main"
                                    : "/newsletter?asked=1#main");
    exchange->reply.cache_control = "no-store";
    return OK;
}

// Reads the form. A problem of the address in *problem, a sentence for the reader.
static enum outcome read_form(struct exchange *exchange, struct signup *signup,
                              const char **problem) {
    const char *comment = form_value(exchange, "comment");
    const char *address = form_value(exchange, "address");
    signup->robot = comment && comment[0];
    *problem = address_read(exchange->arena, address ? address : "", &signup->address);
    if (*problem)
        return OK;
    signup->key = address_key(exchange->arena, signup->address);
    return exchange_may_sign_up(exchange) ? OK : TOO_MANY;
}

enum outcome signup_page(struct exchange *exchange) {
    struct signup *signup = arena_take(exchange->arena, sizeof *signup);
    const char *problem = NULL;
    TRY(read_form(exchange, signup, &problem));
    if (problem && !exchange->wants_json)
        return send_page(exchange, form_value(exchange, "address"), problem, false);
    if (problem) {
        exchange->problem = arena_format(exchange->arena, "address: %s", problem);
        return INVALID;
    }
    write_submit(exchange, &signup->write, apply, finish);
    return OK;
}

enum outcome farewell_page(struct exchange *exchange) {
    struct signup *signup = arena_take(exchange->arena, sizeof *signup);
    signup->farewell = true;
    TRY(read_form(exchange, signup, &exchange->problem));
    if (exchange->problem)
        return INVALID;
    write_submit(exchange, &signup->write, apply, finish);
    return OK;
}

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
