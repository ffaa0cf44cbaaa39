// problems.c: see problems.h.
#include "catalog/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"

enum { SHOWN_CHARACTERS = 80 };

static size_t told(const struct problems *problems) {
    return problems->count < PROBLEMS_TOLD ? problems->count : PROBLEMS_TOLD;
}

void problems_begin(struct problems *problems, struct arena *kept) {
    *problems = (struct problems){.arena = arena_new(), .kept = kept};
}

void problems_end(struct problems *problems) {
    arena_free(problems->arena);
    problems->arena = NULL;
}

void problems_forget(struct problems *problems) {
    arena_reset(problems->arena);
}

struct place place_of_key(struct problems *problems, struct place place, const char *key) {
    const char *dot = place.path[0] ? "." : "";
    place.path = arena_format(problems->arena, "%s%s%s", place.path, dot, key);
    return place;
}

struct place place_of_element(struct problems *problems, struct place place, size_t index) {
    place.path = arena_format(problems->arena, "%s[%zu]", place.path, index);
    return place;
}

// Room for a problem of this order, behind those that stand before it or beside it. NULL when
// there are enough of them.
static struct problem *make_room(struct problems *problems, size_t order) {
    size_t count = told(problems);
    size_t at = count;
    while (at > 0 && problems->list[at - 1].order > order)
        at--;
    problems->count++;
    if (at == PROBLEMS_TOLD)
        return NULL;
    size_t behind = count < PROBLEMS_TOLD ? count - at : count - at - 1; // the last one makes room
    memmove(&problems->list[at + 1], &problems->list[at], behind * sizeof *problems->list);
    return &problems->list[at];
}

bool problems_would_tell(const struct problems *problems, struct place place) {
    return problems->count < PROBLEMS_TOLD || problems->list[PROBLEMS_TOLD - 1].order > place.order;
}

void problem_at(struct problems *problems, struct place place, const char *format, ...) {
    struct problem *problem = make_room(problems, place.order);
    if (!problem)
        return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments); // a cut message still tells enough
    va_end(arguments);
    *problem = (struct problem){
        .file = place.file,
        .text = arena_format(problems->kept, "%s%s%s", place.path, place.path[0] ? ": " : "", text),
        .order = place.order,
    };
}

const char *shown_string(struct problems *problems, const char *text) {
    const char *end = text + strlen(text);
    const char *cut = text;
    for (int i = 0; i < SHOWN_CHARACTERS && cut < end; i++)
        (void)utf8_next(&cut, end);
    return arena_format(problems->arena, "\"%.*s%s\"", (int)(cut - text), text,
                        cut < end ? "…" : "");
}

// A number as JSON writes it, so that 88.0 does not look whole.
static const char *shown_real(struct problems *problems, const json_t *value) {
    char text[64];
    size_t length = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    return arena_copy(problems->arena, text, length < sizeof text ? length : 0);
}

const char *shown(struct problems *problems, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_STRING: return shown_string(problems, json_string_value(value));
    case JSON_INTEGER:
        return arena_format(problems->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL: return shown_real(problems, value);
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "this";
}

void problems_tell(const struct problems *problems, struct text *out) {
    for (size_t i = 0; i < told(problems); i++)
        log_plain_line(out, problems->list[i].file, problems->list[i].text, NULL);
    if (problems->count > PROBLEMS_TOLD) {
        char more[64];
        (void)snprintf(more, sizeof more, "and %zu more problems", problems->count - PROBLEMS_TOLD);
        log_plain_line(out, more, NULL);
    }
    log_plain_line(out, "nothing was changed", NULL);
}
