// error.c: the page for everything that goes wrong: what happened, and the way on.
#include "base/arena.h"
#include "http/exchange.h"
#include "pages/layout.h"
#include "pages/pages.h"

static const struct words {
    int status;
    const char *heading;
    const char *advice;
} all_words[] = {
    {400, "This address cannot be read",
     "Something in it is not as it should be. The pages below are."},
    {403, "That did not come from this site",
     "Nothing was changed. Please use the site’s own pages."},
    {404, "There is nothing at this address",
     "The tool may have a new name, or the link lost a piece on its way to you."},
    {405, "This page can only be read", "It takes no changes, so nothing was changed."},
    {409, "That is taken already", "Nothing was changed."},
    {410, "This was withdrawn", "The editor took it off the site. Nothing was changed."},
    {411, "The request does not say how long it is", "Nothing was changed."},
    {413, "That is more than this page takes", "Nothing was changed."},
    {414, "This address is too long",
     "Five tools are the most that fit side by side. For anything else, a shorter address will "
     "do."},
    {415, "That is not a form of this site", "Nothing was changed."},
    {422, "That cannot be done as it stands", "Nothing was changed."},
    {429, "That was a lot at once", "Please wait a moment, then try again."},
    {431, "The request’s headers are too long",
     "Clearing this site’s cookies in your browser usually helps."},
    {503, "We cannot do that right now", "Please try again in a moment. Nothing was changed."},
    {500, "Something broke on our side",
     "It is in our log. Trying again in a moment often helps."}, // and for any other status
};

static const struct words *words_for(int status) {
    const struct words *words = all_words;
    const struct words *last = all_words + sizeof all_words / sizeof *all_words - 1;
    while (words < last && words->status != status)
        words++;
    return words;
}

static enum outcome send_json(struct exchange *exchange, const struct words *words) {
    struct view *view = view_new(exchange->arena);
    view_number(view, KEY_STATUS, exchange->response.status);
    view_text(view, KEY_HEADING, words->heading);
    view_text(view, KEY_PROBLEM_TEXT, exchange->problem ? exchange->problem : words->advice);
    return page_send_json(exchange, view, TEMPLATE_ERROR_JSON, exchange->response.status);
}

enum outcome send_error(struct exchange *exchange) {
    const struct words *words = words_for(exchange->response.status);
    if (exchange->wants_json)
        return send_json(exchange, words);
    struct page page = page_new(exchange, TEMPLATE_ERROR);
    view_number(page.body, KEY_STATUS, exchange->response.status);
    view_text(page.body, KEY_HEADING, words->heading);
    view_text(page.body, KEY_ADVICE, words->advice);
    if (exchange->problem)
        view_text(view_row(page.body, KEY_PROBLEM), KEY_PROBLEM_TEXT, exchange->problem);
    const struct page_head head = {
        .title = arena_format(exchange->arena, "%s · Verdict", words->heading),
        .description = words->advice,
        .noindex = true,
    };
    return page_send(&page, &head, exchange->response.status);
}
