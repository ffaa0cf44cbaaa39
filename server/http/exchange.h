// exchange.h: one request and its response, as a page sees them. Names no HTTP library.
//
// Everything in it lives in its arena and goes when the response was sent. Requests that break
// HTTP's rules never get this far: request.c refuses them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"

struct arena;
struct site; // what pages work with (pages/site.h); this folder never looks inside

enum { SET_COOKIES_MAX = 20 }; // of one response

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

// One name and value, percent-decoded, UTF-8, without control bytes.
struct field {
    const char *name;
    const char *value;
};

struct response {
    int status;               // 0 until a handler responded
    const char *content_type; // NULL: no body
    const void *body;
    size_t length;                            // bytes
    const char *location;                     // for redirects, or NULL
    const char *cache_control;                // or NULL
    const char *allow;                        // for 405, or NULL
    const char *set_cookies[SET_COOKIES_MAX]; // NULL behind the last
    bool noindex;                             // adds X-Robots-Tag: noindex
    bool secret; // the address holds a token: kept by no cache, told to no one
};

struct exchange {
    struct arena *arena;
    struct site *site;         // of the thread that serves this request
    enum method method;        // HEAD runs the GET page; the body is left out when it is sent
    const char *target;        // the raw request target, as it came: "/compare/a-vs-b?x=%20"
    const char *raw_path;      // the target's path, as it came
    const char *path;          // the path, percent-decoded
    const char *parameter;     // what the route's ":name" matched, percent-decoded; or NULL
    const struct field *query; // in the order they came
    size_t query_count;
    const struct field *form; // of a POST, in the order they came; none when from_anywhere
    size_t form_count;
    const char *body; // of a POST, as it came, with a NUL behind it; none when it is in a file
    size_t body_length;
    int body_file;       // the body, when the listener keeps bodies in files; borrowed
    bool wants_json;     // a script asks: Accept names application/json before text/html
    const char *cookies; // as they came, "name=value; name=value"; NULL: none
    const char *problem; // what is wrong, in a sentence for the reader; NULL: nothing particular
    struct response response;
    // A page that lets another thread work for it sets both and returns OK: the connection rests,
    // `begin` hands the work over, exchange_resume wakes it, and `finish` responds.
    void (*begin)(struct exchange *exchange);
    enum outcome (*finish)(struct exchange *exchange);
    void *work; // the page's own, in the arena
};

// A handler responds by one of the respond_… functions and returns OK, or returns what went wrong
// (with ->problem set where a sentence helps) and the error handler responds.
typedef enum outcome handler(struct exchange *exchange);

// A token bucket for each address block: so many at once, then so many a second.
struct rate {
    double burst;
    double per_second;
};

enum { RATE_DEFAULT, RATES_MAX = 4, RATE_BY_HANDLER = -1 };

struct route {
    enum method method;
    const char *path; // "/", "/tool/:slug/vote": one ":name" at most, a whole part
    handler *handler;
    // Of a POST:
    size_t body_max; // bytes; 0: those of a form, FORM_MAX
    // It may come from any site, with any body of any content type; the form is not read. For an
    // address that holds a secret, and for a listener that lets only its owner in.
    bool from_anywhere;
    // Which of the table's rates it is taken from before the handler; RATE_BY_HANDLER: none.
    int rate;
};

// The site as http serves it: the table and the page for everything that goes wrong.
struct routes {
    const struct route *table;
    size_t count;
    const struct rate *rates; // RATES_MAX at most; none: nothing is limited
    size_t rate_count;
    // The query's parameter that holds a secret, at whatever path, also a mistyped one: a response
    // at an address with it is kept by no cache and told to no one. NULL: none.
    const char *secret;
    // Around each call of a handler, for it to see one state of what it reads; both or none. A
    // handler is not called when `begin` is not OK.
    enum outcome (*begin)(struct site *site);
    void (*end)(struct site *site);
    // Responds with ->response.status set already: 4xx, 500 or 503.
    handler *error_handler;
};

// An HTML page. `html` lives in the exchange's arena.
void respond_html(struct exchange *exchange, int status, const char *html, size_t length);

// Any other body, with status 200. It lives in the exchange's arena, or in the program itself.
void respond_bytes(struct exchange *exchange, const char *content_type, const void *body,
                   size_t length);

// Whether it is a path of this site, as a Location may hold it; "//host" and "/\host" would lead
// elsewhere. NULL is none.
bool is_own_path(const char *path);

// 301, 303 or 307 to a path of this site ("/compare/a-vs-b?weight.builder=2"), percent-encoded
// already.
void respond_redirect(struct exchange *exchange, int status, const char *location);

// Wakes an exchange whose page waits. From any thread, once for each `begin`.
void exchange_resume(struct exchange *exchange);

// The cookies whose name begins with `prefix`, in their order, at most `max`; *out in the arena.
// Answers how many.
size_t exchange_cookies(const struct exchange *exchange, const char *prefix, size_t max,
                        struct field *out);

// Adds a Set-Cookie header; beyond SET_COOKIES_MAX it is left out.
void response_set_cookie(struct exchange *exchange, const char *cookie);

// The value of the form's only field of this name; NULL when there is none, or more than one.
const char *form_value(const struct exchange *exchange, const char *name);

// The same of the query.
const char *query_value(const struct exchange *exchange, const char *name);

// Takes one from a rate of the table, for the reader's address block; false when there is none left
// now.
bool exchange_take(const struct exchange *exchange, int rate);

// Gives it back: it was not used.
void exchange_give_back(const struct exchange *exchange, int rate);

// The raw query with its "?", or "": to carry it over in a redirect.
const char *raw_query(const struct exchange *exchange);
