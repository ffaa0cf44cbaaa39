// response.c: how pages answer; see exchange.h. Only fills the response: listener.c sends it.
#include <string.h>

#include "base/arena.h"
#include "http/exchange.h"

void respond_html(struct exchange *exchange, int status, const char *html, size_t length) {
    exchange->response.status = status;
    exchange->response.content_type = "text/html; charset=utf-8";
    exchange->response.body = html;
    exchange->response.length = length;
}

void respond_bytes(struct exchange *exchange, const char *content_type, const void *body,
                   size_t length) {
    exchange->response.status = 200;
    exchange->response.content_type = content_type;
    exchange->response.body = body;
    exchange->response.length = length;
}

bool is_own_path(const char *path) {
    if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\')
        return false;
    for (; *path; path++) {
        if (*path <= ' ' || *path >= 0x7F)
            return false;
    }
    return true;
}

void respond_redirect(struct exchange *exchange, int status, const char *location) {
    exchange->response.status = status;
    exchange->response.location = location;
}

const char *raw_query(const struct exchange *exchange) {
    const char *query = strchr(exchange->target, '?');
    return query ? query : "";
}

static const char *only_value(const struct field *fields, size_t count, const char *name) {
    const char *value = NULL;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        if (value)
            return NULL;
        value = fields[i].value;
    }
    return value;
}

const char *form_value(const struct exchange *exchange, const char *name) {
    return only_value(exchange->form, exchange->form_count, name);
}

const char *query_value(const struct exchange *exchange, const char *name) {
    return only_value(exchange->query, exchange->query_count, name);
}

// RFC 6265, 4.2.1: pairs separated by "; ".
size_t exchange_cookies(const struct exchange *exchange, const char *prefix, size_t max,
                        struct field *out) {
    size_t count = 0;
    size_t length = strlen(prefix);
    for (const char *at = exchange->cookies ? exchange->cookies : ""; *at && count < max;) {
        at += strspn(at, "; ");
        size_t pair = strcspn(at, ";");
        size_t name = strcspn(at, "=;");
        if (name < pair && name >= length && strncmp(at, prefix, length) == 0)
            out[count++] =
                (struct field){arena_copy(exchange->arena, at, name),
                               arena_copy(exchange->arena, at + name + 1, pair - name - 1)};
        at += pair;
    }
    return count;
}

void response_set_cookie(struct exchange *exchange, const char *cookie) {
    size_t count = 0;
    while (count < SET_COOKIES_MAX && exchange->response.set_cookies[count])
        count++;
    if (count < SET_COOKIES_MAX)
        exchange->response.set_cookies[count] = cookie;
}
