// newsletter.c: `/newsletter`, and the forms to sign up and to get the link that ends it. The
// issues are in newsletter_issues.c, the links in mails in newsletter_links.c.

#include "domain/newsletter.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/event.h"
#include "db/issues.h"
#include "db/signups.h"
#include "db/store.h"
#include "db/writer.h"
#include "domain/address.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/signup.h"
#include "pages/rates.h"
#include "pages/session.h"
#include "pages/site.h"
#include "present/format.h"

enum { ISSUES_SHOWN = 520 }; // ten years of weeks

struct form {
    struct write write; // first
    struct signup signup;
    bool robot; // filled in the field that nobody sees
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
        view_text(row, KEY_DATE, format_day(arena, issues[i].composed_at));
    }
    return OK;
}

static enum outcome send_page(struct exchange *exchange, const char *address, const char *problem,
                              bool asked) {
    struct page page = page_new(exchange, TEMPLATE_NEWSLETTER_PAGE);
    if (asked)
        view_show(page.body, KEY_ASKED);
    fill_signup(page.body, address, problem);
    TRY(fill_archive(&page));
    const struct page_head head = {
        .title = "Weekly AI tool verdicts · Verdict",
        .description = "One mail a week with what changed: new comparisons, verdicts that turned, "
                       "and where readers made up their minds.",
        .canonical = "/newsletter",
        .has_newsletter = true};
    return page_send(&page, &head, problem ? 422 : 200);
}

enum outcome get_newsletter(struct exchange *exchange) {
    return send_page(exchange, "", NULL, signup_was_sent(exchange));
}

static enum outcome apply(struct store *store, struct change *change) {
    struct form *form = (struct form *)change;
    form->signup.asked_at = clock_wall_ms();
    return signups_add(store, &form->signup);
}

// The same for every address, whatever the store knows of it.
static enum outcome answer(struct exchange *exchange, enum wish wish) {
    if (exchange->wants_json)
        return page_send_json(exchange, view_new(exchange->arena), TEMPLATE_NEWSLETTER_JSON, 200);
    respond_redirect(exchange, 303,
                     wish == WISH_LEAVE ? "/newsletter/unsubscribe?asked=1#main"
                                        : "/newsletter?asked=1#main");
    exchange->response.cache_control = "no-store";
    return OK;
}

static enum outcome finish(struct exchange *exchange) {
    const struct form *form = exchange->work;
    TRY(write_outcome(exchange));
    event_set(exchange->site->mail_due);
    return answer(exchange, form->signup.wish);
}

// Reads the form. A problem of the address in *problem, a sentence for the reader.
static enum outcome read_form(struct exchange *exchange, struct form *form, const char **problem) {
    const char *comment = form_value(exchange, "comment");
    const char *address = form_value(exchange, "address");
    struct signup *signup = &form->signup;
    form->robot = comment && comment[0];
    *problem = address_read(exchange->arena, address ? address : "", &signup->address);
    if (*problem)
        return OK;
    signup->key = address_key(exchange->arena, signup->address);
    signup->wording = consent_version();
    return exchange_take(exchange, RATE_SIGNUP) ? OK : TOO_MANY;
}

static enum outcome take(struct exchange *exchange, struct form *form) {
    if (form->robot) // it is told what everybody is told
        return answer(exchange, form->signup.wish);
    write_submit(exchange, &form->write, apply, finish);
    return OK;
}

enum outcome post_signup(struct exchange *exchange) {
    struct form *form = arena_take(exchange->arena, sizeof *form);
    const char *problem = NULL;
    TRY(read_form(exchange, form, &problem));
    if (problem && exchange->wants_json) {
        exchange->problem = arena_format(exchange->arena, "address: %s", problem);
        return INVALID;
    }
    return problem ? send_page(exchange, form_value(exchange, "address"), problem, false)
                   : take(exchange, form);
}

enum outcome post_unsubscribe_request(struct exchange *exchange) {
    struct form *form = arena_take(exchange->arena, sizeof *form);
    form->signup.wish = WISH_LEAVE;
    const char *problem = NULL;
    TRY(read_form(exchange, form, &problem));
    return problem ? send_unsubscribe_form(exchange, form_value(exchange, "address"), problem)
                   : take(exchange, form);
}
