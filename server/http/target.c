// target.c: see target.h.
#include "http/target.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/utf8.h"

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The decoded text, or NULL when it breaks a rule. `plus` is what "+" stands for.
static const char *decode(struct arena *arena, const char *raw, size_t length, char plus) {
    char *text = arena_take(arena, length + 1);
    size_t out = 0;
    for (size_t i = 0; i < length; i++) {
        char c = raw[i] == '+' ? plus : raw[i];
        if (c == '%') {
            bool whole = length - i > 2 && hex_digit(raw[i + 1]) >= 0 && hex_digit(raw[i + 2]) >= 0;
            if (!whole)
                return NULL;
            c = (char)(hex_digit(raw[i + 1]) << 4 | hex_digit(raw[i + 2]));
            i += 2;
        }
        if ((unsigned char)c < 0x20 || c == 0x7F)
            return NULL;
        text[out++] = c;
    }
    return utf8_valid(text, out) ? text : NULL;
}

static bool has_dot_part(const char *path) {
    for (const char *part = path; part; part = strchr(part, '/')) {
        part++; // behind the slash
        size_t length = strcspn(part, "/");
        if ((length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.'))
            return true;
    }
    return false;
}

static enum outcome invalid(struct exchange *exchange, const char *problem) {
    exchange->problem = problem;
    return INVALID;
}

// Behind scheme and authority of the absolute form; the same text for the origin form; or NULL.
static const char *origin_form(const char *target) {
    if (target[0] == '/')
        return target;
    if (strncasecmp(target, "http://", 7) != 0 && strncasecmp(target, "https://", 8) != 0)
        return NULL;
    const char *authority = strstr(target, "://") + 3;
    const char *path = authority + strcspn(authority, "/?");
    return path == authority ? NULL : path[0] == '/' ? path : "/";
}

// Pairs joined by "&", as in a query and in a form's body.
static enum outcome read_fields(struct exchange *exchange, const char *text,
                                const struct field **out, size_t *out_count) {
    size_t count = 1;
    for (const char *at = text; *at; at++)
        count += *at == '&';
    if (count > QUERY_FIELDS_MAX)
        return invalid(exchange, "There are too many parameters.");
    struct field *fields = arena_take_array(exchange->arena, count, sizeof *fields);
    *out = fields;
    while (*text) {
        size_t length = strcspn(text, "&");
        size_t name = strcspn(text, "=&");
        size_t value = name < length ? name + 1 : length;
        struct field *field = &fields[*out_count];
        field->name = decode(exchange->arena, text, name, ' ');
        field->value = decode(exchange->arena, text + value, length - value, ' ');
        if (!field->name || !field->value)
            return invalid(exchange, "A parameter is not encoded as it should be.");
        if (length > 0)
            *out_count += 1;
        text += length + (text[length] == '&');
    }
    return OK;
}

enum outcome form_read(struct exchange *exchange, const char *body) {
    return read_fields(exchange, body, &exchange->form, &exchange->form_count);
}

enum outcome target_read(struct exchange *exchange) {
    const char *origin = origin_form(exchange->target);
    if (!origin)
        return invalid(exchange, "The address does not begin with a slash.");
    size_t length = strcspn(origin, "?");
    exchange->raw_path = arena_copy(exchange->arena, origin, length);
    exchange->path = decode(exchange->arena, origin, length, '+');
    if (!exchange->path)
        return invalid(exchange, "The address is not encoded as it should be.");
    if (has_dot_part(exchange->path))
        return invalid(exchange, "The address has a part that is only dots.");
    return origin[length] == '?' ? read_fields(exchange, origin + length + 1, &exchange->query,
                                               &exchange->query_count)
                                 : OK;
}
