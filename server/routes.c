// routes.c: THE table: method, path, handler and policy. To add a page, add its row.
#include "routes.h"

#include "pages/pages.h"
#include "pages/rates.h"
#include "pages/site.h"

static const struct route table[] = {
    {.method = METHOD_GET, .path = "/", .handler = get_home},
    {.method = METHOD_GET, .path = "/compare", .handler = get_compare},
    {.method = METHOD_GET, .path = "/compare/:tools", .handler = get_comparison},
    {.method = METHOD_GET, .path = "/tool/:slug", .handler = get_tool},
    {.method = METHOD_POST, .path = "/tool/:slug/vote", .handler = post_vote},
    {.method = METHOD_GET, .path = "/bookmarks", .handler = get_bookmarks},
    {.method = METHOD_POST, .path = "/bookmarks", .handler = post_bookmark},
    {.method = METHOD_GET, .path = "/about/votes", .handler = get_about_votes},
    {.method = METHOD_POST, .path = "/forget", .handler = post_forget},
    {.method = METHOD_GET, .path = "/newsletter", .handler = get_newsletter},
    {.method = METHOD_POST, .path = "/newsletter", .handler = post_signup},
    {.method = METHOD_GET, .path = "/newsletter.atom", .handler = get_newsletter_feed},
    {.method = METHOD_POST, .path = "/newsletter/farewell", .handler = post_unsubscribe_request},
    {.method = METHOD_GET, .path = "/newsletter/confirm", .handler = get_confirm},
    {.method = METHOD_POST,
     .path = "/newsletter/confirm",
     .handler = post_confirm,
     .from_anywhere = true,
     .rate = RATE_BY_HANDLER},
    {.method = METHOD_GET, .path = "/newsletter/unsubscribe", .handler = get_unsubscribe},
    {.method = METHOD_POST,
     .path = "/newsletter/unsubscribe",
     .handler = post_unsubscribe,
     .from_anywhere = true,
     .rate = RATE_BY_HANDLER},
    {.method = METHOD_GET, .path = "/newsletter/return", .handler = get_resubscribe},
    {.method = METHOD_POST,
     .path = "/newsletter/return",
     .handler = post_resubscribe,
     .from_anywhere = true,
     .rate = RATE_BY_HANDLER},
    {.method = METHOD_GET, .path = "/newsletter/erase", .handler = get_erase},
    {.method = METHOD_POST,
     .path = "/newsletter/erase",
     .handler = post_erase,
     .from_anywhere = true,
     .rate = RATE_BY_HANDLER},
    {.method = METHOD_GET, .path = "/newsletter/:issue", .handler = get_issue},
    {.method = METHOD_GET, .path = "/assets/:file", .handler = get_asset},
};

static const struct rate rates[SITE_RATES] = {
    [RATE_WRITE] = {.burst = 120, .per_second = 2},
    [RATE_SESSION] = {.burst = 30, .per_second = 0.1},
    [RATE_SIGNUP] = {.burst = 10, .per_second = 1.0 / 60},
};

static const struct routes routes = {
    .table = table,
    .count = sizeof table / sizeof *table,
    .rates = rates,
    .rate_count = SITE_RATES,
    .secret = "token",
    .begin = site_begin,
    .end = site_end,
    .error_handler = send_error,
};

const struct routes *site_routes(void) {
    return &routes;
}
