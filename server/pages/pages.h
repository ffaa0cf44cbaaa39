// pages.h: every page, one function each, for the table in routes.c. See handler in
// http/exchange.h for what they return.
#pragma once

#include "base/outcome.h"

struct exchange;

MUST_USE enum outcome get_home(struct exchange *exchange);
MUST_USE enum outcome get_compare(struct exchange *exchange);    // the picker
MUST_USE enum outcome get_comparison(struct exchange *exchange); // two to five tools
MUST_USE enum outcome get_tool(struct exchange *exchange);
MUST_USE enum outcome post_vote(struct exchange *exchange); // POST
MUST_USE enum outcome get_bookmarks(struct exchange *exchange);
MUST_USE enum outcome post_bookmark(struct exchange *exchange); // POST
MUST_USE enum outcome post_forget(struct exchange *exchange);   // POST
MUST_USE enum outcome get_about_votes(struct exchange *exchange);
MUST_USE enum outcome get_newsletter(struct exchange *exchange);
MUST_USE enum outcome get_newsletter_feed(struct exchange *exchange);
MUST_USE enum outcome get_issue(struct exchange *exchange);
MUST_USE enum outcome post_signup(struct exchange *exchange);              // POST
MUST_USE enum outcome post_unsubscribe_request(struct exchange *exchange); // POST
// The answer of both `GET /newsletter/unsubscribe` without a token and a post_unsubscribe_request
// whose address cannot be: the form, with what was typed and what is wrong with it; or "" and NULL.
MUST_USE enum outcome send_unsubscribe_form(struct exchange *exchange, const char *address,
                                            const char *problem);
// The links in mails: a page with a button, and the POST of that button.
MUST_USE enum outcome get_confirm(struct exchange *exchange);
MUST_USE enum outcome post_confirm(struct exchange *exchange);
MUST_USE enum outcome get_unsubscribe(struct exchange *exchange);
MUST_USE enum outcome post_unsubscribe(struct exchange *exchange);
MUST_USE enum outcome get_resubscribe(struct exchange *exchange);
MUST_USE enum outcome post_resubscribe(struct exchange *exchange);
MUST_USE enum outcome get_erase(struct exchange *exchange);
MUST_USE enum outcome post_erase(struct exchange *exchange);
MUST_USE enum outcome get_asset(struct exchange *exchange);  // style and icon
MUST_USE enum outcome send_error(struct exchange *exchange); // response.status is set already
