// slug.c: see slug.h.
#include "domain/slug.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

static const char between[] = "-vs-";
enum { BETWEEN = sizeof between - 1 };

const char *slug_fault(const char *text) {
    size_t length = strlen(text);
    if (length == 0)
        return "is empty";
    if (length > SLUG_MAX)
        return "is longer than 80 characters";
    if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
        return "holds other characters than a-z, 0-9 and \"-\"";
    if (strcmp(text, "vs") == 0)
        return "is \"vs\"";
    if (strncmp(text, "vs-", 3) == 0)
        return "begins with \"vs-\"";
    if (length >= 3 && strcmp(text + length - 3, "-vs") == 0)
        return "ends with \"-vs\"";
    if (strstr(text, between))
        return "holds \"-vs-\"";
    return NULL;
}

static char *lower(struct arena *arena, const char *text) {
    char *copy = arena_copy_string(arena, text);
    for (char *at = copy; *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return copy;
}

enum outcome comparison_names(struct arena *arena, const char *address,
                              const char *names[COMPARISON_MAX], size_t *count) {
    char *rest = lower(arena, address);
    *count = 0;
    while (rest) {
        if (*count == COMPARISON_MAX)
            return NOT_FOUND;
        char *end = strstr(rest, between);
        if (end)
            *end = '\0';
        if (slug_fault(rest))
            return NOT_FOUND;
        names[(*count)++] = rest;
        rest = end ? end + BETWEEN : NULL;
    }
    return *count >= COMPARISON_MIN ? OK : NOT_FOUND;
}

char *comparison_address(struct arena *arena, const char *const *slugs, size_t count) {
    struct text address = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        text_append_string(&address, i ? between : "");
        text_append_string(&address, slugs[i]);
    }
    return address.bytes;
}
