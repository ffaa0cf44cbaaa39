// signup.c: see signup.h.
#include "pages/parts/signup.h"

#include "domain/newsletter.h"
#include "http/exchange.h"

bool signup_was_sent(const struct exchange *exchange) {
    return query_value(exchange, "asked") != NULL;
}

void fill_signup(struct view *view, const char *address, const char *problem) {
    struct view *part = view_part(view, KEY_NEWSLETTER, TEMPLATE_NEWSLETTER);
    view_text(part, KEY_MAIL_ADDRESS, address);
    view_text(part, KEY_CONSENT, consent_words(consent_version()));
    if (problem)
        view_text(view_row(part, KEY_PROBLEM), KEY_PROBLEM_TEXT, problem);
}
