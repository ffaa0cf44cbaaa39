// letters.c: see letters.h.
#include "newsletter/letters.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/issues.h"
#include "domain/address.h"
#include "mail/message.h"
#include "present/changes.h"
#include "present/format.h"
#include "views/views.h"

// Gmail cuts a mail off at 102 KB, above the link to unsubscribe.
enum {
    HTML_MAX = 60 * 1024,  // bytes as they travel
    FRAME_SIZE = 6 * 1024, // what an issue's mail has around its items, at most
    ITEMS_LOADED = 1000,   // more never fit
};

struct letter {
    struct arena *arena;
    struct views *views;
    const struct post *post;
    const char *to;
    const char *link; // with the token
    enum view_template text_template;
    enum view_template html_template;
    struct issue *issue; // of an issue's mail: as much of it as fits
    const char *archive_url;
    struct mail mail;
};

static void fill(const struct letter *letter, struct view *view) {
    const char *base_url = letter->post->base_url;
    view_text(view, KEY_MAIL_ADDRESS, letter->to);
    view_text(view, KEY_LINK, letter->link);
    view_text(view, KEY_SITE_URL, base_url);
    if (!letter->issue)
        return;
    view_number(view, KEY_NUMBER, letter->issue->id);
    view_text(view, KEY_SUBJECT, letter->issue->subject);
    view_text(view, KEY_DATE, format_day(letter->arena, letter->issue->composed_at));
    view_text(view, KEY_ARCHIVE_URL, letter->archive_url);
}

static void fill_preheader(const struct letter *letter, struct view *view) {
    if (letter->issue && letter->issue->preheader[0])
        view_text(view_row(view, KEY_PREHEADER), KEY_TEXT, letter->issue->preheader);
}

static enum outcome render_text(struct letter *letter) {
    struct view *view = view_new(letter->arena);
    fill(letter, view);
    fill_preheader(letter, view);
    if (letter->issue)
        fill_changes(view, letter->arena, letter->issue, letter->post->base_url,
                     letter->archive_url);
    struct text text = {.arena = letter->arena};
    TRY(view_render(letter->views, view, letter->text_template, &text));
    letter->mail.text = text.bytes;
    return OK;
}

static enum outcome render_html(struct letter *letter) {
    struct view *root = view_new(letter->arena);
    view_text(root, KEY_TITLE, letter->mail.subject);
    fill_preheader(letter, root);
    struct view *body = view_part(root, KEY_BODY, letter->html_template);
    fill(letter, body);
    if (letter->issue)
        fill_changes(view_part(body, KEY_ISSUE, TEMPLATE_ISSUE), letter->arena, letter->issue,
                     letter->post->base_url, letter->archive_url);
    struct text html = {.arena = letter->arena};
    TRY(view_render(letter->views, root, TEMPLATE_MAIL, &html));
    letter->mail.html = html.bytes;
    return OK;
}

static enum outcome write_out(struct letter *letter, struct text *out) {
    letter->mail.from_name = "Verdict";
    letter->mail.from_address = letter->post->from_address;
    letter->mail.to = letter->to;
    TRY(render_text(letter));
    TRY(render_html(letter));
    message_write(&letter->mail, out);
    return OK;
}

static void make_list_mail(struct letter *letter, struct issue *issue) {
    const char *base_url = letter->post->base_url;
    letter->issue = issue;
    issue->item_count = changes_that_fit(issue, base_url, HTML_MAX - FRAME_SIZE);
    letter->archive_url =
        arena_format(letter->arena, "%s/newsletter/%" PRId64, base_url, issue->id);
    letter->text_template = TEMPLATE_MAIL_ISSUE_TEXT;
    letter->html_template = TEMPLATE_MAIL_ISSUE_HTML;
    letter->mail.subject = issue->subject;
    letter->mail.list_name = "Weekly AI Tool Verdicts";
    letter->mail.list_id =
        arena_format(letter->arena, "weekly.%s", address_host(letter->post->from_address));
    letter->mail.unsubscribe_url = letter->link;
}

static enum outcome choose(struct letter *letter, struct store *store,
                           const struct delivery *delivery) {
    switch (delivery->kind) {
    case MAIL_CONFIRM:
        letter->text_template = TEMPLATE_MAIL_CONFIRM_TEXT;
        letter->html_template = TEMPLATE_MAIL_CONFIRM_HTML;
        letter->mail.subject = "Please confirm: weekly AI tool verdicts";
        return OK;
    case MAIL_FAREWELL:
        letter->text_template = TEMPLATE_MAIL_FAREWELL_TEXT;
        letter->html_template = TEMPLATE_MAIL_FAREWELL_HTML;
        letter->mail.subject = "The link to unsubscribe";
        return OK;
    case MAIL_ISSUE: break;
    }
    struct issue *issue = arena_take(letter->arena, sizeof *issue);
    TRY(issues_find(store, letter->arena, delivery->issue_id, issue));
    TRY(issues_load_items(store, letter->arena, 0, ITEMS_LOADED, issue));
    make_list_mail(letter, issue);
    return OK;
}

enum outcome letter_write(struct views *views, struct store *store, struct arena *arena,
                          const struct post *post, const struct delivery *delivery,
                          const char *token, int64_t now, struct text *out) {
    const char *page = delivery->kind == MAIL_CONFIRM ? "confirm" : "unsubscribe";
    struct letter letter = {
        .arena = arena,
        .views = views,
        .post = post,
        .to = delivery->address,
        .link = arena_format(arena, "%s/newsletter/%s?token=%s", post->base_url, page, token),
        .mail = {.date = now,
                 .message_id = arena_format(arena, "%s-%" PRId64 ".%" PRId64 "@%s",
                                            mail_kind_word(delivery->kind), delivery->id,
                                            delivery->made_at, address_host(post->from_address))}};
    TRY(choose(&letter, store, delivery));
    return write_out(&letter, out);
}

enum outcome letter_preview(struct views *views, struct arena *arena, const struct post *post,
                            const struct issue *issue, struct text *out) {
    struct letter letter = {
        .arena = arena,
        .views = views,
        .post = post,
        .to = post->from_address,
        .link = arena_format(arena, "%s/newsletter/unsubscribe", post->base_url),
        .mail = {.date = issue->composed_at,
                 .message_id = arena_format(arena, "preview.%" PRId64 "@%s", issue->composed_at,
                                            address_host(post->from_address))}};
    struct issue shown = *issue;
    make_list_mail(&letter, &shown);
    return write_out(&letter, out);
}

const char *letter_return_path(struct arena *arena, const struct post *post, int64_t delivery_id,
                               const char *secret) {
    const char *host = address_host(post->return_address);
    int local = (int)(host - post->return_address) - 1;
    return arena_format(arena, "%.*s+%" PRId64 "-%s@%s", local, post->return_address, delivery_id,
                        secret, host);
}
