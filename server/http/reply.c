// reply.c: how pages answer; see exchange.h. Only fills the reply: listener.c sends it.
#include <string.h>

#include "http/exchange.h"

void reply_html(struct exchange *exchange, int status, const char *html, size_t length) {
    exchange->reply.status = status;
    exchange->reply.content_type = "text/html; charset=utf-8";
    exchange->reply.body = html;
    exchange->reply.length = length;
}

void reply_bytes(struct exchange *exchange, const char *content_type, const void *body,
                 size_t length) {
    exchange->reply.status = 200;
    exchange->reply.content_type = content_type;
    exchange->reply.body = body;
    exchange->reply.length = length;
}

void reply_redirect(struct exchange *exchange, int status, const char *location) {
    exchange->reply.status = status;
    exchange->reply.location = location;
}

const char *raw_query(const struct exchange *exchange) {
    const char *query = strchr(exchange->target, '?');
    return query ? query : "";
}
