// target.c: see target.h.
#include "http/target.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Percent-decodes `length` bytes into `text`, which has room for them, and answers how many bytes
// it became; a "%" before anything but two digits stays. *whole says whether there was none.
static size_t decode(const char *raw, size_t length, char *text, bool *whole) {
    size_t out = 0;
    *whole = true;
    for (size_t i = 0; i < length; i++) {
        char c = raw[i];
        if (c == '%') {
            bool digits =
                length - i > 2 && hex_digit(raw[i + 1]) >= 0 && hex_digit(raw[i + 2]) >= 0;
            *whole = *whole && digits;
            if (digits) {
                c = (char)(hex_digit(raw[i + 1]) << 4 | hex_digit(raw[i + 2]));
                i += 2;
            }
        }
        text[out++] = c;
    }
    return out;
}

static bool is_control(uint32_t point) {
    return point < 0x20 || point == 0x7F;
}

// The decoded path, or NULL when it breaks a rule.
static const char *decode_path(struct arena *arena, const char *raw, size_t length) {
    char *text = arena_take(arena, length + 1);
    bool whole = false;
    size_t size = decode(raw, length, text, &whole);
    for (size_t i = 0; i < size; i++)
        whole = whole && !is_control((unsigned char)text[i]);
    return whole && utf8_valid(text, size) ? text : NULL;
}

// A decoded name or value, which never fails, as in browsers (WHATWG URL, 5.1): others hang fields
// of their own on our addresses, and which ones matter is for the page to say. What is no text
// becomes U+FFFD, which no page takes for an answer.
static const char *decode_field(struct arena *arena, const char *raw, size_t length) {
    char *bytes = arena_copy(arena, raw, length);
    for (char *plus = bytes; (plus = strchr(plus, '+'));)
        *plus = ' ';
    bool whole = false;
    const char *at = bytes;
    const char *end = bytes + decode(bytes, length, bytes, &whole);
    struct text text = {.arena = arena};
    while (at < end) {
        const char *character = at;
        uint32_t point = utf8_next(&at, end);
        if (is_control(point) || point == REPLACEMENT)
            text_append_string(&text, "\xEF\xBF\xBD");
        else
            text_append(&text, character, (size_t)(at - character));
    }
    return text.bytes ? text.bytes : "";
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
    size_t count = 1; // bounded by what the whole address or form may hold
    for (const char *at = text; *at; at++)
        count += *at == '&';
    struct field *fields = arena_take_array(exchange->arena, count, sizeof *fields);
    *out = fields;
    while (*text) {
        size_t length = strcspn(text, "&");
        size_t name = strcspn(text, "=&");
        size_t value = name < length ? name + 1 : length;
        struct field *field = &fields[*out_count];
        field->name = decode_field(exchange->arena, text, name);
        field->value = decode_field(exchange->arena, text + value, length - value);
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
    exchange->path = decode_path(exchange->arena, origin, length);
    if (!exchange->path)
        return invalid(exchange, "The address is not encoded as it should be.");
    if (has_dot_part(exchange->path))
        return invalid(exchange, "The address has a part that is only dots.");
    return origin[length] == '?' ? read_fields(exchange, origin + length + 1, &exchange->query,
                                               &exchange->query_count)
                                 : OK;
}
