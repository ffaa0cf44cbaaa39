// layout.c: see layout.h.
#include "pages/layout.h"

#include "base/arena.h"
#include "base/text.h"
#include "http/exchange.h"
#include "pages/asset.h"
#include "pages/parts/signup.h"
#include "pages/site.h"

struct page page_new(struct exchange *exchange, enum view_template body) {
    struct view *root = view_new(exchange->arena);
    return (struct page){exchange, root, view_part(root, KEY_BODY, body)};
}

const char *absolute_url(const struct exchange *exchange, const char *path) {
    return arena_format(exchange->arena, "%s%s",
                        exchange->site->base_url ? exchange->site->base_url : "", path);
}

enum outcome page_send_json(struct exchange *exchange, struct view *view, enum view_template which,
                            int status) {
    struct text json = {.arena = exchange->arena};
    TRY(view_render(exchange->site->views, view, which, &json));
    respond_bytes(exchange, "application/json", json.bytes, json.length);
    exchange->response.status = status;
    exchange->response.cache_control = "no-store";
    return OK;
}

enum outcome page_send(const struct page *page, const struct page_head *head, int status) {
    struct exchange *exchange = page->exchange;
    view_text(page->root, KEY_TITLE, head->title);
    view_text(page->root, KEY_DESCRIPTION, head->description);
    view_text(page->root, KEY_STYLE_URL, asset_address(exchange, "style.css"));
    view_text(page->root, KEY_SCRIPT_URL, asset_address(exchange, "verdict.js"));
    view_text(page->root, KEY_ICON_URL, asset_address(exchange, "icon.svg"));
    if (head->canonical && exchange->site->base_url) {
        struct view *canonical = view_row(page->root, KEY_CANONICAL);
        view_text(canonical, KEY_CANONICAL_URL, absolute_url(exchange, head->canonical));
    }
    if (head->noindex) {
        view_show(page->root, KEY_NOINDEX);
        exchange->response.noindex = true;
    }
    if (!head->has_newsletter)
        fill_signup(view_row(page->root, KEY_LETTERBOX), "", NULL);
    struct text html = {.arena = exchange->arena};
    TRY(view_render(exchange->site->views, page->root, TEMPLATE_PAGE, &html));
    respond_html(exchange, status, html.bytes, html.length);
    return OK;
}
