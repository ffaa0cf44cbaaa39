// routes.c: THE table: method, address, page. To add a page, add its row.
#include "routes.h"

#include "pages/pages.h"

static const struct route table[] = {
    {.method = METHOD_GET, .path = "/", .page = home_page},
    {.method = METHOD_GET, .path = "/compare", .page = compare_page},
    {.method = METHOD_GET, .path = "/compare/:tools", .page = comparison_page},
    {.method = METHOD_GET, .path = "/tool/:slug", .page = tool_page},
    {.method = METHOD_POST, .path = "/tool/:slug/vote", .page = vote_page},
    {.method = METHOD_GET, .path = "/bookmarks", .page = bookmarks_page},
    {.method = METHOD_POST, .path = "/bookmarks", .page = bookmark_page},
    {.method = METHOD_GET, .path = "/about/votes", .page = about_votes_page},
    {.method = METHOD_POST, .path = "/forget", .page = forget_page},
    {.method = METHOD_GET, .path = "/newsletter", .page = newsletter_page},
    {.method = METHOD_POST, .path = "/newsletter", .page = signup_page},
    {.method = METHOD_GET, .path = "/newsletter.atom", .page = newsletter_feed},
    {.method = METHOD_POST, .path = "/newsletter/farewell", .page = farewell_page},
    {.method = METHOD_GET, .path = "/newsletter/confirm", .page = confirm_page},
    {.method = METHOD_POST,
     .path = "/newsletter/confirm",
     .page = confirmed_page,
     .from_anywhere = true,
     .limits_itself = true},
    {.method = METHOD_GET, .path = "/newsletter/unsubscribe", .page = unsubscribe_page},
    {.method = METHOD_POST,
     .path = "/newsletter/unsubscribe",
     .page = unsubscribed_page,
     .from_anywhere = true,
     .limits_itself = true},
    {.method = METHOD_GET, .path = "/newsletter/return", .page = return_page},
    {.method = METHOD_POST,
     .path = "/newsletter/return",
     .page = returned_page,
     .from_anywhere = true,
     .limits_itself = true},
    {.method = METHOD_GET, .path = "/newsletter/erase", .page = erase_page},
    {.method = METHOD_POST,
     .path = "/newsletter/erase",
     .page = erased_page,
     .from_anywhere = true,
     .limits_itself = true},
    {.method = METHOD_GET, .path = "/newsletter/:issue", .page = issue_page},
    {.method = METHOD_GET, .path = "/assets/:file", .page = asset_page},
};

static const struct routes routes = {
    .table = table,
    .count = sizeof table / sizeof *table,
    .error_page = error_page,
};

const struct routes *site_routes(void) {
    return &routes;
}
