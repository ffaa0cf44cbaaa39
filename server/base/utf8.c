// utf8.c: see utf8.h. The table of well-formed sequences is Unicode 15, table 3-7.
#include "base/utf8.h"

#include <string.h>

static const uint32_t REPLACEMENT = 0xFFFD;

// Reads one sequence; returns its length, or 0 when the bytes begin none.
static size_t sequence(const unsigned char *at, size_t left, uint32_t *point) {
    unsigned char lead = at[0];
    if (lead < 0x80) {
        *point = lead;
        return 1;
    }
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < length)
        return 0;
    unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    *point = lead & (0xFFU >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if (at[i] < low || at[i] > high)
            return 0;
        *point = *point << 6 | (at[i] & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

uint32_t utf8_next(const char **at, const char *end) {
    uint32_t point = 0;
    size_t length = sequence((const unsigned char *)*at, (size_t)(end - *at), &point);
    *at += length ? length : 1;
    return length ? point : REPLACEMENT;
}

bool utf8_valid(const char *bytes, size_t length) {
    const char *end = bytes + length;
    while (bytes < end) {
        uint32_t point = 0;
        size_t taken = sequence((const unsigned char *)bytes, (size_t)(end - bytes), &point);
        if (taken == 0)
            return false;
        bytes += taken;
    }
    return true;
}

size_t utf8_count(const char *text) {
    size_t count = 0;
    for (const char *end = text + strlen(text); text < end; count++)
        (void)utf8_next(&text, end);
    return count;
}
