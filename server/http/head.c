// head.c: see head.h.
#include "http/head.h"

#include <string.h>
#include <strings.h>

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

static void collect(struct MHD_Connection *connection, struct collected *out) {
    out->count = 0;
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_header, out);
}

struct refusal head_judge(struct MHD_Connection *connection, const struct head_line *line,
                          size_t body_max) {
    struct collected collected;
    collect(connection, &collected);
    if (collected.count == HEADERS_MAX)
        return (struct refusal){431, "The request has too many headers."};
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const struct head head = {.method = line->method,
                              .target = line->target,
                              .version = line->version,
                              .headers = collected.headers,
                              .header_count = collected.count,
                              .size = info ? info->header_size : 0,
                              .body_max = body_max};
    return guard_judge(&head);
}

struct refusal head_judge_source(struct MHD_Connection *connection) {
    struct collected collected;
    collect(connection, &collected);
    return guard_judge_source(collected.headers, collected.count);
}

bool head_is_form(struct MHD_Connection *connection) {
    static const char type[] = "application/x-www-form-urlencoded";
    const char *given =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE);
    size_t length = sizeof type - 1;
    return given && strncasecmp(given, type, length) == 0 &&
           (given[length] == '\0' || given[length] == ';' || given[length] == ' ');
}

bool head_wants_json(struct MHD_Connection *connection) {
    const char *accept =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
    const char *json = accept ? strstr(accept, "application/json") : NULL;
    const char *html = accept ? strstr(accept, "text/html") : NULL;
    return json && (!html || json < html);
}

struct cookie_headers {
    const char *only;
    size_t count;
};

static enum MHD_Result count_cookie(void *cls, enum MHD_ValueKind kind, const char *name,
                                    const char *value) {
    (void)kind;
    struct cookie_headers *found = cls;
    if (strcasecmp(name, "Cookie") == 0) {
        found->only = value;
        found->count++;
    }
    return MHD_YES;
}

const char *head_cookies(struct MHD_Connection *connection) {
    struct cookie_headers found = {0};
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, count_cookie, &found);
    return found.count == 1 ? found.only : NULL;
}
