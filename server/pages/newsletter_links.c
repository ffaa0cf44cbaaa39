// newsletter_links.c: where the links in mails lead: confirm, unsubscribe, come back, erase. GET
// shows a page with one button and changes nothing, since mail scanners follow links; POST acts.
//
// The token in the address is the proof, so these POSTs may come from anywhere: a mail provider
// unsubscribes a reader with one of its own (RFC 8058). Such a provider asks for many readers from
// one network address, so only who has no proof is limited.
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"
#include "pages/parts/signup.h"
#include "pages/rates.h"
#include "pages/session.h"
#include "pages/site.h"

struct link_words {
    const char *path;
    const char *heading;
    const char *lead;
    const char *button;
    const char *done;
    const char *done_lead;
    bool subscribes; // so it is done when the reader is subscribed
};

static const struct link_words all_words[] = {
    [PURPOSE_CONFIRM] = {"/newsletter/confirm", "Confirm your subscription",
                         "One press, and the weekly verdicts come to your mailbox.",
                         "Yes, send me the weekly verdicts", "You are subscribed",
                         "The next weekly verdicts come to your mailbox. A week in which nothing "
                         "changed sends no mail.",
                         true},
    [PURPOSE_LEAVE] = {"/newsletter/unsubscribe", "Unsubscribe",
                       "One press ends the weekly verdicts.", "Unsubscribe", "You are unsubscribed",
                       "No more mail comes to you."},
    [PURPOSE_RETURN] = {"/newsletter/return", "Come back",
                        "One press, and the weekly verdicts come to your mailbox again.",
                        "Subscribe again", "Welcome back",
                        "The next weekly verdicts come to your mailbox.", true},
    [PURPOSE_ERASE] = {"/newsletter/erase", "Erase your address",
                       "One press, and we know nothing of your address any more.",
                       "Erase my address", "Your address is erased",
                       "We know nothing of it any more."},
};

struct following {
    struct write write; // first
    enum purpose purpose;
    char hash[TOKEN_HASH_LENGTH + 1];
    bool known; // the token is one
    bool used;  // and was used before
    // After unsubscribing: the ways on.
    char return_token[TOKEN_LENGTH + 1];
    char erase_token[TOKEN_LENGTH + 1];
};

// The address's only token; NULL when there is none, or more.
static const char *token_of(const struct exchange *exchange) {
    const char *token = query_value(exchange, "token");
    return token_is_well_formed(token) ? token : NULL;
}

static struct page begin_page(struct exchange *exchange, const char *heading, const char *lead) {
    struct page page = page_new(exchange, TEMPLATE_NEWSLETTER_LINK);
    view_text(page.body, KEY_HEADING, heading);
    view_text(page.body, KEY_LEAD, lead);
    return page;
}

static enum outcome send(const struct page *page, const char *heading, int status) {
    const struct page_head head = {.title =
                                       arena_format(page->exchange->arena, "%s · Verdict", heading),
                                   .description = "The weekly AI tool verdicts, by mail.",
                                   .noindex = true,
                                   .has_newsletter = true};
    return page_send(page, &head, status);
}

static void fill_farewell(struct view *view, const char *address, const char *problem) {
    struct view *form = view_row(view, KEY_FAREWELL_FORM);
    view_text(form, KEY_MAIL_ADDRESS, address);
    if (problem)
        view_text(view_row(form, KEY_PROBLEM), KEY_PROBLEM_TEXT, problem);
}

// An old link says so, and leads to a new one. Not a form: a page that tells no other where it is
// sends one as if from elsewhere ("Origin: null").
static enum outcome send_old(struct exchange *exchange, enum purpose purpose) {
    static const char heading[] = "This link is no longer good";
    bool leave = purpose == PURPOSE_LEAVE;
    struct page page =
        begin_page(exchange, heading, "It was used already, is too old, or arrived incomplete.");
    struct view *way = view_row(page.body, KEY_NEW_LINK);
    view_text(way, KEY_PATH, leave ? "/newsletter/unsubscribe" : "/newsletter");
    view_text(way, KEY_BUTTON, leave ? "Get a new link" : "Sign up for a new link");
    return send(&page, heading, 404);
}

// A link that subscribes works once; then it only says so.
static enum outcome send_used(struct exchange *exchange) {
    static const char heading[] = "You are subscribed";
    struct page page =
        begin_page(exchange, heading, "This link has done its work: nothing is left to press.");
    return send(&page, heading, 200);
}

enum outcome send_unsubscribe_form(struct exchange *exchange, const char *address,
                                   const char *problem) {
    static const char heading[] = "Unsubscribe";
    struct page page = begin_page(
        exchange, heading,
        "Every weekly mail has a link that does it with one press. Here you get one more.");
    if (signup_was_sent(exchange))
        view_show(page.body, KEY_ASKED);
    fill_farewell(page.body, address, problem);
    return send(&page, heading, problem ? 422 : 200);
}

static enum outcome look_up(struct store *store, enum purpose purpose, const char *token_hash,
                            int64_t *subscriber, bool *used) {
    TRY(subscribers_of_token(store, purpose, token_hash, clock_wall_ms(), subscriber));
    *used = false;
    return all_words[purpose].subscribes ? subscribers_is_confirmed(store, *subscriber, used) : OK;
}

static enum outcome show(struct exchange *exchange, enum purpose purpose) {
    const struct link_words *words = &all_words[purpose];
    const char *token = token_of(exchange);
    if (purpose == PURPOSE_LEAVE && (exchange->query_count == 0 || signup_was_sent(exchange)))
        return send_unsubscribe_form(exchange, "", NULL);
    if (!token)
        return send_old(exchange, purpose);
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(token, hash);
    int64_t subscriber = 0;
    bool used = false;
    enum outcome outcome = look_up(exchange->site->store, purpose, hash, &subscriber, &used);
    if (outcome == NOT_FOUND)
        return send_old(exchange, purpose);
    TRY(outcome);
    if (used)
        return send_used(exchange);
    struct page page = begin_page(exchange, words->heading, words->lead);
    struct view *form = view_row(page.body, KEY_BUTTON_FORM);
    view_text(form, KEY_PATH, words->path);
    view_text(form, KEY_TOKEN, token);
    view_text(form, KEY_BUTTON, words->button);
    return send(&page, words->heading, 200);
}

static enum outcome add_ways_on(struct store *store, struct following *following, int64_t id,
                                int64_t now) {
    char hash[TOKEN_HASH_LENGTH + 1];
    token_make(following->return_token);
    token_hash(following->return_token, hash);
    TRY(subscribers_add_token(store, id, PURPOSE_RETURN, hash, now + COMEBACK_MS));
    token_make(following->erase_token);
    token_hash(following->erase_token, hash);
    return subscribers_add_token(store, id, PURPOSE_ERASE, hash, now + COMEBACK_MS);
}

static enum outcome act(struct store *store, struct following *following, int64_t id, int64_t now) {
    switch (following->purpose) {
    case PURPOSE_CONFIRM:
    case PURPOSE_RETURN: return subscribers_confirm(store, id, now);
    case PURPOSE_ERASE: return subscribers_erase(store, id);
    case PURPOSE_LEAVE: break;
    }
    TRY(subscribers_leave(store, id, now));
    return add_ways_on(store, following, id, now);
}

static enum outcome apply(struct store *store, struct change *change) {
    struct following *following = (struct following *)change;
    int64_t id = 0;
    enum outcome outcome =
        look_up(store, following->purpose, following->hash, &id, &following->used);
    following->known = outcome == OK;
    if (outcome == NOT_FOUND)
        return OK;
    TRY(outcome);
    return following->used ? OK : act(store, following, id, clock_wall_ms());
}

static enum outcome finish(struct exchange *exchange) {
    const struct following *following = exchange->work;
    TRY(write_outcome(exchange));
    if (!following->known)
        return send_old(exchange, following->purpose);
    if (following->used)
        return send_used(exchange);
    const struct link_words *words = &all_words[following->purpose];
    struct page page = begin_page(exchange, words->done, words->done_lead);
    if (following->purpose == PURPOSE_LEAVE) {
        struct view *on = view_row(page.body, KEY_WAYS_ON);
        view_text(on, KEY_RETURN_TOKEN, following->return_token);
        view_text(on, KEY_ERASE_TOKEN, following->erase_token);
    }
    return send(&page, words->done, 200);
}

static enum outcome follow(struct exchange *exchange, enum purpose purpose) {
    const char *token = token_of(exchange);
    struct following *following = arena_take(exchange->arena, sizeof *following);
    following->purpose = purpose;
    int64_t subscriber = 0;
    enum outcome outcome = NOT_FOUND;
    if (token) {
        token_hash(token, following->hash);
        outcome =
            look_up(exchange->site->store, purpose, following->hash, &subscriber, &following->used);
    }
    if (outcome == NOT_FOUND)
        return exchange_take(exchange, RATE_WRITE) ? send_old(exchange, purpose) : TOO_MANY;
    TRY(outcome);
    write_submit(exchange, &following->write, apply, finish);
    return OK;
}

enum outcome get_confirm(struct exchange *exchange) {
    return show(exchange, PURPOSE_CONFIRM);
}

enum outcome post_confirm(struct exchange *exchange) {
    return follow(exchange, PURPOSE_CONFIRM);
}

enum outcome get_unsubscribe(struct exchange *exchange) {
    return show(exchange, PURPOSE_LEAVE);
}

enum outcome post_unsubscribe(struct exchange *exchange) {
    return follow(exchange, PURPOSE_LEAVE);
}

enum outcome get_resubscribe(struct exchange *exchange) {
    return show(exchange, PURPOSE_RETURN);
}

enum outcome post_resubscribe(struct exchange *exchange) {
    return follow(exchange, PURPOSE_RETURN);
}

enum outcome get_erase(struct exchange *exchange) {
    return show(exchange, PURPOSE_ERASE);
}

enum outcome post_erase(struct exchange *exchange) {
    return follow(exchange, PURPOSE_ERASE);
}
