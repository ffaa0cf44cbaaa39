// problems.c: see problems.h.
#include "catalog/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"

enum { TOLD_MAX = 100, SHOWN_CHARACTERS = 80 };

struct place place_of_key(struct problems *problems, struct place place, const char *key) {
    const char *dot = place.path[0] ? "." : "";
    place.path = arena_format(problems->arena, "%s%s%s", place.path, dot, key);
    return place;
}

struct place place_of_element(struct problems *problems, struct place place, size_t index) {
    place.path = arena_format(problems->arena, "%s[%zu]", place.path, index);
    return place;
}

void problem_at(struct problems *problems, struct place place, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments); // a cut message still tells enough
    va_end(arguments);
    problems->list =
        arena_one_more(problems->arena, problems->list, &problems->count, sizeof *problems->list);
    problems->list[problems->count - 1] = (struct problem){
        .file = place.file,
        .text =
            arena_format(problems->arena, "%s%s%s", place.path, place.path[0] ? ": " : "", text),
    };
}

static const char *shown_string(struct problems *problems, const char *text) {
    const char *end = text + strlen(text);
    const char *cut = text;
    for (int i = 0; i < SHOWN_CHARACTERS && cut < end; i++)
        (void)utf8_next(&cut, end);
    return arena_format(problems->arena, "\"%.*s%s\"", (int)(cut - text), text,
                        cut < end ? "…" : "");
}

const char *shown(struct problems *problems, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_STRING: return shown_string(problems, json_string_value(value));
    case JSON_INTEGER:
        return arena_format(problems->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL: return arena_format(problems->arena, "%.17g", json_real_value(value));
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "this";
}

void problems_tell(const struct problems *problems) {
    for (size_t i = 0; i < problems->count && i < TOLD_MAX; i++)
        log_line(LOG_ERROR, "import", "file", problems->list[i].file, "problem",
                 problems->list[i].text, NULL);
    if (problems->count > TOLD_MAX) {
        char more[64];
        (void)snprintf(more, sizeof more, "and %zu more problems", problems->count - TOLD_MAX);
        log_line(LOG_ERROR, "import", "problem", more, NULL);
    }
    log_line(LOG_ERROR, "import", "result", "nothing was changed", NULL);
}
