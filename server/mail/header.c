// header.c: see header.h.
#include "mail/header.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

enum {
    LINE_MOST = 76,  // RFC 2047's limit for a line with encoded words; RFC 5322 asks for 78
    WORD_MOST = 75,  // an encoded word with its frame
    FRAME = 12,      // the bytes of "=?UTF-8?B?" and "?="
    PLAIN_MOST = 60, // a longer word or quoted phrase is encoded, so that it can be folded
};

static size_t column(const struct text *out) {
    size_t start = out->length;
    while (start > 0 && out->bytes[start - 1] != '\n')
        start--;
    return out->length - start;
}

// A blank before the next `size` bytes, or a fold when they would not fit this line.
static void separate(struct text *out, size_t size) {
    text_append_string(out, column(out) + 1 + size > LINE_MOST ? "\r\n " : " ");
}

static bool ends_line(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

// The value in the arena of `out`: valid UTF-8 without anything that could end a line.
static struct text clean(const struct text *out, const char *value) {
    struct text cleaned = {.arena = out->arena};
    text_append_string(&cleaned, "");
    for (const char *end = value + strlen(value); value < end;) {
        const char *character = value;
        uint32_t point = utf8_next(&value, end);
        if (ends_line(point))
            text_append_string(&cleaned, " ");
        else if (point == 0xFFFD)
            text_append_string(&cleaned, "\xEF\xBF\xBD");
        else
            text_append(&cleaned, character, (size_t)(value - character));
    }
    return cleaned;
}

// ASCII, and nothing in it looks like an encoded word.
static bool is_literal(const char *value) {
    for (const char *at = value; *at; at++) {
        if ((unsigned char)*at > 0x7E)
            return false;
    }
    return !strstr(value, "=?");
}

// Literal words of moderate length with one blank between them: what comes out of unfolding as it
// went in.
static bool can_be_folded(const char *value) {
    if (!is_literal(value))
        return false;
    while (*value) {
        size_t length = strcspn(value, " ");
        if (length == 0 || length > PLAIN_MOST)
            return false;
        value += length;
        if (*value && !*++value)
            return false;
    }
    return true;
}

static void append_words(struct text *out, const char *value) {
    while (*value) {
        size_t length = strcspn(value, " ");
        separate(out, length);
        text_append(out, value, length);
        value += length;
        value += *value == ' ';
    }
}

static void append_base64(struct text *out, const char *bytes, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t have = length - i < 3 ? length - i : 3;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < have ? (unsigned char)bytes[i + j] : 0U);
        char four[4];
        for (size_t j = 0; j < 4; j++)
            four[j] = '=';
        for (size_t j = 0; j <= have; j++)
            four[j] = digits[group >> (18 - 6 * j) & 0x3F];
        text_append(out, four, sizeof four);
    }
}

// The end of as many whole characters as fit `most` bytes.
static const char *fitting(const char *at, const char *end, size_t most) {
    const char *start = at;
    while (at < end) {
        const char *next = at;
        (void)utf8_next(&next, end); // the characters are valid; only their length counts
        if ((size_t)(next - start) > most)
            break;
        at = next;
    }
    return at;
}

// Base64 in words that fill their lines. No name of a field is long enough to leave the first of
// them without room for a character.
static void append_encoded(struct text *out, const struct text *value) {
    const char *at = value->bytes;
    const char *end = at + value->length;
    while (at < end) {
        text_append_string(out, at == value->bytes ? " " : "\r\n ");
        size_t room = LINE_MOST - column(out);
        if (room > WORD_MOST)
            room = WORD_MOST;
        const char *next = fitting(at, end, (room - FRAME) / 4 * 3);
        text_append_string(out, "=?UTF-8?B?");
        append_base64(out, at, (size_t)(next - at));
        text_append_string(out, "?=");
        at = next;
    }
}

static void append_phrase(struct text *out, const char *phrase) {
    struct text cleaned = clean(out, phrase);
    struct text quoted = {.arena = out->arena};
    text_append_string(&quoted, "\"");
    for (size_t i = 0; i < cleaned.length; i++)
        text_format(&quoted, strchr("\\\"", cleaned.bytes[i]) ? "\\%c" : "%c", cleaned.bytes[i]);
    text_append_string(&quoted, "\"");
    if (is_literal(cleaned.bytes) && quoted.length <= PLAIN_MOST) {
        separate(out, quoted.length);
        text_append(out, quoted.bytes, quoted.length);
    } else {
        append_encoded(out, &cleaned);
    }
}

void header_fixed(struct text *out, const char *name, const char *value) {
    text_format(out, "%s: %s\r\n", name, value);
}

void header_text(struct text *out, const char *name, const char *value) {
    struct text cleaned = clean(out, value);
    text_format(out, "%s:", name);
    if (can_be_folded(cleaned.bytes))
        append_words(out, cleaned.bytes);
    else
        append_encoded(out, &cleaned);
    text_append_string(out, "\r\n");
}

void header_angle(struct text *out, const char *name, const char *phrase, const char *inside) {
    text_format(out, "%s:", name);
    if (phrase && *phrase)
        append_phrase(out, phrase);
    struct text bracketed = {.arena = out->arena};
    text_append_string(&bracketed, "<");
    for (; *inside; inside++) {
        if (*inside > ' ' && *inside < 0x7F && *inside != '<' && *inside != '>')
            text_append(&bracketed, inside, 1);
    }
    text_append_string(&bracketed, ">");
    separate(out, bracketed.length);
    text_append(out, bracketed.bytes, bracketed.length);
    text_append_string(out, "\r\n");
}
