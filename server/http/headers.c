// headers.c: see headers.h.
#include "http/headers.h"

#include <string.h>
#include <strings.h>

size_t headers_find(const struct headers *headers, const char *name, const char **value) {
    size_t count = 0;
    for (size_t i = 0; i < headers->count; i++) {
        if (strcasecmp(headers->list[i].name, name) == 0) {
            count++;
            *value = headers->list[i].value;
        }
    }
    return count;
}

const char *headers_value(const struct headers *headers, const char *name) {
    for (size_t i = 0; i < headers->count; i++) {
        if (strcasecmp(headers->list[i].name, name) == 0)
            return headers->list[i].value;
    }
    return NULL;
}

static bool is_space(char c) {
    return c == ' ' || c == '\t';
}

// Whether `value` begins behind the NUL at `colon`, with only white space between.
static bool follows(const char *colon, const char *value, const char *end) {
    const char *at = colon + 1;
    while (at < end && at != value && is_space(*at))
        at++;
    return at == value && at < end;
}

// The line behind the one whose value ends at `nul`; NULL when other bytes than white space and
// CR LF are there. The library writes its NUL over the first of them: 0.9.75 takes spaces for a
// part of the value and writes a second NUL over the LF; 1.0 leaves the rest as it is.
static const char *next_line(const char *nul, const char *end) {
    const char *at = nul + 1;
    if (at < end && (*at == '\0' || *at == '\n'))
        return at + 1;
    while (at < end && is_space(*at))
        at++;
    return end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? at + 2 : NULL;
}

bool headers_are_whole(const char *head, size_t size, size_t line, const struct headers *headers) {
    enum { LAST_LINES = 4 }; // CR LF, and the empty line's
    if (!head || size < line + 2)
        return false;
    const char *end = head + size;
    const char *at = head + line;
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->list[i];
        if (header->name != at || !follows(at + strlen(at), header->value, end))
            return false;
        const char *nul = header->value + strlen(header->value);
        // 1.0 may have moved the body over what follows the last value, so that is only counted.
        if (i + 1 == headers->count && end - nul == LAST_LINES)
            return true;
        at = next_line(nul, end);
        if (!at || at + 2 > end)
            return false;
    }
    return at + 2 == end;
}
