// pages.h: every page, one function each, for the table in routes.c. See page_function in
// http/exchange.h for what they return.
#pragma once

#include "base/outcome.h"

struct exchange;

MUST_USE enum outcome home_page(struct exchange *exchange);
MUST_USE enum outcome compare_page(struct exchange *exchange);    // the picker
MUST_USE enum outcome comparison_page(struct exchange *exchange); // two to five tools
MUST_USE enum outcome tool_page(struct exchange *exchange);
MUST_USE enum outcome vote_page(struct exchange *exchange); // POST
MUST_USE enum outcome bookmarks_page(struct exchange *exchange);
MUST_USE enum outcome bookmark_page(struct exchange *exchange); // POST
MUST_USE enum outcome forget_page(struct exchange *exchange);   // POST
MUST_USE enum outcome about_votes_page(struct exchange *exchange);
MUST_USE enum outcome newsletter_page(struct exchange *exchange);
MUST_USE enum outcome newsletter_feed(struct exchange *exchange);
MUST_USE enum outcome issue_page(struct exchange *exchange);
MUST_USE enum outcome signup_page(struct exchange *exchange);   // POST
MUST_USE enum outcome farewell_page(struct exchange *exchange); // POST
// The answer of both `GET /newsletter/unsubscribe` without a token and a farewell_page whose
// address cannot be: the form, with what was typed and what is wrong with it; or "" and NULL.
MUST_USE enum outcome send_farewell(struct exchange *exchange, const char *address,
                                    const char *problem);
// The links in mails: a page with a button, and the POST of that button.
MUST_USE enum outcome confirm_page(struct exchange *exchange);
MUST_USE enum outcome confirmed_page(struct exchange *exchange);
MUST_USE enum outcome unsubscribe_page(struct exchange *exchange);
MUST_USE enum outcome unsubscribed_page(struct exchange *exchange);
MUST_USE enum outcome return_page(struct exchange *exchange);
MUST_USE enum outcome returned_page(struct exchange *exchange);
MUST_USE enum outcome erase_page(struct exchange *exchange);
MUST_USE enum outcome erased_page(struct exchange *exchange);
MUST_USE enum outcome asset_page(struct exchange *exchange); // style and icon
MUST_USE enum outcome error_page(struct exchange *exchange); // reply.status is set already
