// head.c: see head.h.
#include "http/head.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

enum { HEADERS_MAX = 256 };

struct collected {
    struct header headers[HEADERS_MAX];
    size_t count;
};

static enum MHD_Result collect_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                      const char *value) {
    (void)kind;
    struct collected *collected = cls;
    if (collected->count == HEADERS_MAX)
        return MHD_NO;
    collected->headers[collected->count++] = (struct header){name, value ? value : ""};
    return MHD_YES;
}

// What decides where the request ends stays as the library read it.
static bool is_framing(const char *name) {
    return strcasecmp(name, "Content-Length") == 0 || strcasecmp(name, "Transfer-Encoding") == 0;
}

// libmicrohttpd 0.9.75 leaves the white space behind a value.
static struct headers trimmed(const struct collected *collected, struct arena *arena) {
    struct header *list = arena_take_array(arena, collected->count + 1, sizeof *list);
    for (size_t i = 0; i < collected->count; i++) {
        list[i] = collected->headers[i];
        const char *value = list[i].value;
        size_t length = strlen(value);
        while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
            length--;
        if (value[length] != '\0' && !is_framing(list[i].name))
            list[i].value = arena_copy(arena, value, length);
    }
    return (struct headers){list, collected->count};
}

struct refusal head_judge(struct MHD_Connection *connection, const struct head_line *line,
                          size_t body_max, bool from_proxy, struct arena *arena,
                          struct headers *out) {
    struct collected collected = {.count = 0};
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_header, &collected);
    *out = trimmed(&collected, arena);
    if (collected.count == HEADERS_MAX)
        return (struct refusal){431, "The request has too many headers."};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t size = info ? info->header_size : 0; // from the method's first byte
    size_t line_size = request_line_size(line->method, line->target, line->version);
    const struct headers raw = {collected.headers, collected.count};
    const struct head head = {.method = line->method,
                              .target = line->target,
                              .version = line->version,
                              .headers = *out,
                              .whole = headers_are_whole(line->method, size, line_size, &raw),
                              .size = size,
                              .body_max = body_max,
                              .from_proxy = from_proxy};
    return request_check(&head);
}

const struct sockaddr *head_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

const char *head_host(const struct headers *headers, const char *target, struct arena *arena) {
    const char *scheme_end = target[0] == '/' ? NULL : strstr(target, "://");
    if (!scheme_end)
        return headers_value(headers, "Host");
    return arena_copy(arena, scheme_end + 3, strcspn(scheme_end + 3, "/?"));
}

bool head_is_form(const struct headers *headers) {
    static const char type[] = "application/x-www-form-urlencoded";
    const char *given = headers_value(headers, "Content-Type");
    size_t length = sizeof type - 1;
    return given && strncasecmp(given, type, length) == 0 &&
           strspn(given + length, "; \t") >= (given[length] != '\0');
}

bool head_wants_json(const struct headers *headers) {
    const char *accept = headers_value(headers, "Accept");
    const char *json = accept ? strcasestr(accept, "application/json") : NULL;
    const char *html = accept ? strcasestr(accept, "text/html") : NULL;
    return json && (!html || json < html);
}

const char *head_cookies(const struct headers *headers, struct arena *arena) {
    const char *cookies = NULL;
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->list[i];
        if (strcasecmp(header->name, "Cookie") == 0)
            cookies =
                cookies ? arena_format(arena, "%s; %s", cookies, header->value) : header->value;
    }
    return cookies;
}
