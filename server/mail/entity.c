// entity.c: see entity.h. Our own, since gmime brings thirteen libraries into a process that faces
// the network, and takes seconds for a mail of multiparts nested a hundred thousand deep.
#include "mail/entity.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"

enum { PIECES_MAX = 20 }; // of a parameter

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void skip(struct bytes *rest, size_t count) {
    rest->at += count;
    rest->length -= count;
}

// Takes a line without its end.
static struct bytes take_line(struct bytes *rest) {
    const char *stop = memchr(rest->at, '\n', rest->length);
    size_t length = stop ? (size_t)(stop - rest->at) : rest->length;
    struct bytes line = {rest->at, length};
    skip(rest, stop ? length + 1 : length);
    while (line.length > 0 && line.at[line.length - 1] == '\r') // some write CR CR LF
        line.length--;
    return line;
}

static bool is_empty(struct bytes line) {
    for (size_t i = 0; i < line.length; i++) {
        if (!is_blank(line.at[i]))
            return false;
    }
    return true;
}

// Takes the lines of one field: the first, and those that begin with a blank.
static struct bytes take_folded(struct bytes *rest) {
    struct bytes whole = take_line(rest);
    while (rest->length > 0 && (*rest->at == ' ' || *rest->at == '\t')) {
        struct bytes ahead = *rest;
        struct bytes line = take_line(&ahead);
        if (is_empty(line))
            break;
        *rest = ahead;
        whole.length = (size_t)(line.at + line.length - whole.at);
    }
    return whole;
}

static struct bytes trim(struct bytes bytes) {
    while (bytes.length > 0 && is_blank(*bytes.at))
        skip(&bytes, 1);
    while (bytes.length > 0 && is_blank(bytes.at[bytes.length - 1]))
        bytes.length--;
    return bytes;
}

bool field_next(struct bytes *rest, struct entity_field *out) {
    while (rest->length > 0) {
        struct bytes line = take_folded(rest);
        if (is_empty(line))
            return false;
        const char *colon = memchr(line.at, ':', line.length);
        if (!colon || is_blank(*line.at))
            continue;
        size_t length = (size_t)(colon - line.at);
        out->name = trim((struct bytes){line.at, length});
        out->value = trim((struct bytes){colon + 1, line.length - length - 1});
        return true;
    }
    return false;
}

bool field_is(const struct entity_field *field, const char *name) {
    return field->name.length == strlen(name) &&
           strncasecmp(field->name.at, name, field->name.length) == 0;
}

const char *field_value(struct arena *arena, const struct entity_field *field) {
    char *text = arena_copy(arena, field->value.at, field->value.length);
    for (size_t i = 0; i < field->value.length; i++) {
        if (text[i] == '\r' || text[i] == '\n' || text[i] == '\0')
            text[i] = ' ';
    }
    return text;
}

const char *entity_field(struct arena *arena, const struct entity *entity, const char *name) {
    struct bytes rest = entity->head;
    for (struct entity_field field; field_next(&rest, &field);) {
        if (field_is(&field, name))
            return field_value(arena, &field);
    }
    return NULL;
}

// The bytes up to the first empty line are its head, but for the line that a mailbox puts first.
static void split(struct entity *entity, struct bytes whole) {
    if (whole.length > 5 && memcmp(whole.at, "From ", 5) == 0)
        (void)take_line(&whole);
    struct bytes rest = whole;
    entity->head = whole;
    while (rest.length > 0) {
        struct bytes line = take_line(&rest);
        if (line.length == 0) {
            entity->head.length = (size_t)(line.at - whole.at);
            break;
        }
    }
    entity->body = rest;
}

// A piece of a parameter: `name` is "boundary", "boundary*0" or "boundary*0*". NULL when there is
// none.
static const char *piece(struct arena *arena, const char *value, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strchr(value, ';'); at; at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        if (strncasecmp(at, name, length) != 0)
            continue;
        const char *equals = at + length + strspn(at + length, " \t");
        if (*equals != '=')
            continue;
        const char *begin = equals + 1 + strspn(equals + 1, " \t");
        return *begin == '"' ? arena_copy(arena, begin + 1, strcspn(begin + 1, "\""))
                             : arena_copy(arena, begin, strcspn(begin, "; \t"));
    }
    return NULL;
}

static int hex_digit(char byte) {
    static const char digits[] = "0123456789ABCDEF";
    const char *at = memchr(digits, toupper((unsigned char)byte), sizeof digits - 1);
    return at ? (int)(at - digits) : -1;
}

// The byte that two digits at `at` spell, of which both are there; -1 when they are none.
static int hex_byte(const char *at) {
    int high = hex_digit(at[0]);
    int low = high >= 0 ? hex_digit(at[1]) : -1;
    return low >= 0 ? high * 16 + low : -1;
}

static void append_coded(struct text *out, const char *coded) {
    for (; *coded; coded++) {
        int byte = *coded == '%' && coded[1] ? hex_byte(coded + 1) : -1;
        char plain = byte > 0 ? (char)(unsigned char)byte : *coded;
        text_append(out, &plain, 1);
        coded += byte > 0 ? 2 : 0;
    }
}

// A parameter of a field's value, NULL when it has none: whole, or in pieces (RFC 2231), which may
// be coded and begin with a character set.
static const char *parameter(struct arena *arena, const char *value, const char *name) {
    const char *whole = piece(arena, value, name);
    struct text joined = {.arena = arena};
    for (int i = 0; !whole && i < PIECES_MAX; i++) {
        const char *plain = piece(arena, value, arena_format(arena, "%s*%d", name, i));
        const char *coded = piece(arena, value, arena_format(arena, "%s*%d*", name, i));
        const char *tick = i == 0 && coded ? strrchr(coded, '\'') : NULL;
        if (!plain && !coded)
            break;
        if (plain)
            text_append_string(&joined, plain);
        else
            append_coded(&joined, tick ? tick + 1 : coded);
    }
    return whole ? whole : joined.bytes;
}

struct entity entity_read(struct arena *arena, struct bytes whole) {
    struct entity entity = {.type = "text/plain"};
    split(&entity, whole);
    const char *value = entity_field(arena, &entity, "Content-Type");
    if (!value)
        return entity;
    char *type = arena_copy(arena, value, strcspn(value, "; \t("));
    for (char *at = type; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    entity.type = type;
    entity.boundary = parameter(arena, value, "boundary");
    return entity;
}

enum delimiter { NO_DELIMITER, DELIMITER, LAST_DELIMITER };

static enum delimiter read_delimiter(struct bytes line, const char *boundary) {
    size_t length = strlen(boundary);
    if (line.length < length + 2 || memcmp(line.at, "--", 2) != 0 ||
        memcmp(line.at + 2, boundary, length) != 0)
        return NO_DELIMITER;
    struct bytes behind = {line.at + 2 + length, line.length - 2 - length};
    if (is_empty(behind))
        return DELIMITER;
    return behind.length >= 2 && memcmp(behind.at, "--", 2) == 0 ? LAST_DELIMITER : NO_DELIMITER;
}

// Takes what comes before the next delimiter.
static struct bytes take_until(struct bytes *rest, const char *boundary, enum delimiter *found) {
    struct bytes taken = {rest->at, 0};
    *found = NO_DELIMITER;
    while (rest->length > 0) {
        struct bytes line = take_line(rest);
        *found = read_delimiter(line, boundary);
        if (*found != NO_DELIMITER)
            return taken;
        taken.length = (size_t)(rest->at - taken.at);
    }
    return taken;
}

bool entity_part(struct arena *arena, const struct entity *multipart, struct bytes *rest,
                 struct entity *out) {
    const char *boundary = multipart->boundary;
    if (!boundary || !*boundary || rest->length == 0)
        return false;
    enum delimiter found = DELIMITER;
    if (rest->at == multipart->body.at) // what comes before the first is no part
        (void)take_until(rest, boundary, &found);
    if (found != DELIMITER)
        return false;
    struct bytes part = take_until(rest, boundary, &found);
    if (found == LAST_DELIMITER) // nor what comes after the last
        rest->length = 0;
    *out = entity_read(arena, part);
    return true;
}

static int base64_digit(char byte) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = memchr(digits, byte, sizeof digits - 1);
    return at ? (int)(at - digits) : -1;
}

static struct bytes from_base64(struct arena *arena, struct bytes body) {
    char *out = arena_take(arena, body.length + 1);
    size_t length = 0;
    unsigned bits = 0;
    int count = 0;
    for (size_t i = 0; i < body.length && body.at[i] != '='; i++) {
        int digit = base64_digit(body.at[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (unsigned)digit) & 0xffffff;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out[length++] = (char)(unsigned char)(bits >> count);
        }
    }
    return (struct bytes){out, length};
}

static struct bytes from_quoted_printable(struct arena *arena, struct bytes body) {
    char *out = arena_take(arena, body.length + 1);
    size_t length = 0;
    for (struct bytes rest = body; rest.length > 0;) {
        struct bytes line = take_line(&rest);
        bool goes_on = false;
        for (size_t i = 0; i < line.length; i++) {
            struct bytes behind = {line.at + i + 1, line.length - i - 1};
            int byte = behind.length >= 2 ? hex_byte(behind.at) : -1;
            goes_on = line.at[i] == '=' && is_empty(behind);
            if (goes_on)
                break;
            bool coded = line.at[i] == '=' && byte >= 0;
            out[length++] = coded ? (char)(unsigned char)byte : line.at[i];
            i += coded ? 2 : 0;
        }
        if (!goes_on)
            out[length++] = '\n';
    }
    return (struct bytes){out, length};
}

struct bytes entity_decoded(struct arena *arena, const struct entity *entity) {
    const char *encoding = entity_field(arena, entity, "Content-Transfer-Encoding");
    if (encoding && strncasecmp(encoding, "base64", 6) == 0)
        return from_base64(arena, entity->body);
    if (encoding && strncasecmp(encoding, "quoted-printable", 16) == 0)
        return from_quoted_printable(arena, entity->body);
    return entity->body;
}
