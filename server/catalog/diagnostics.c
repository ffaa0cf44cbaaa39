// diagnostics.c: see diagnostics.h.
#include "catalog/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"

enum { SHOWN_CHARACTERS = 80 };

static size_t output(const struct diagnostics *diagnostics) {
    return diagnostics->count < PROBLEMS_TOLD ? diagnostics->count : PROBLEMS_TOLD;
}

void diagnostics_begin(struct diagnostics *diagnostics, struct arena *kept) {
    *diagnostics = (struct diagnostics){.arena = arena_new(), .kept = kept};
}

void diagnostics_end(struct diagnostics *diagnostics) {
    arena_free(diagnostics->arena);
    diagnostics->arena = NULL;
}

void diagnostics_forget(struct diagnostics *diagnostics) {
    arena_reset(diagnostics->arena);
}

struct place place_of_key(struct diagnostics *diagnostics, struct place place, const char *key) {
    const char *dot = place.path[0] ? "." : "";
    place.path = arena_format(diagnostics->arena, "%s%s%s", place.path, dot, key);
    return place;
}

struct place place_of_element(struct diagnostics *diagnostics, struct place place, size_t index) {
    place.path = arena_format(diagnostics->arena, "%s[%zu]", place.path, index);
    return place;
}

// Room for a problem of this order, behind those that stand before it or beside it. NULL when
// there are enough of them.
static struct problem *make_room(struct diagnostics *diagnostics, size_t order) {
    size_t count = output(diagnostics);
    size_t at = count;
    while (at > 0 && diagnostics->list[at - 1].order > order)
        at--;
    diagnostics->count++;
    if (at == PROBLEMS_TOLD)
        return NULL;
    size_t behind = count < PROBLEMS_TOLD ? count - at : count - at - 1; // the last one makes room
    memmove(&diagnostics->list[at + 1], &diagnostics->list[at], behind * sizeof *diagnostics->list);
    return &diagnostics->list[at];
}

bool diagnostics_would_print(const struct diagnostics *diagnostics, struct place place) {
    return diagnostics->count < PROBLEMS_TOLD ||
           diagnostics->list[PROBLEMS_TOLD - 1].order > place.order;
}

void diagnose(struct diagnostics *diagnostics, struct place place, const char *format, ...) {
    struct problem *problem = make_room(diagnostics, place.order);
    if (!problem)
        return;
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments); // a cut message still tells enough
    va_end(arguments);
    *problem = (struct problem){
        .file = place.file,
        .text =
            arena_format(diagnostics->kept, "%s%s%s", place.path, place.path[0] ? ": " : "", text),
        .order = place.order,
    };
}

const char *shown_string(struct diagnostics *diagnostics, const char *text) {
    const char *end = text + strlen(text);
    const char *cut = text;
    for (int i = 0; i < SHOWN_CHARACTERS && cut < end; i++)
        (void)utf8_next(&cut, end);
    return arena_format(diagnostics->arena, "\"%.*s%s\"", (int)(cut - text), text,
                        cut < end ? "…" : "");
}

// A number as JSON writes it, so that 88.0 does not look whole.
static const char *shown_real(struct diagnostics *diagnostics, const json_t *value) {
    char text[64];
    size_t length = json_dumpb(value, text, sizeof text, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    return arena_copy(diagnostics->arena, text, length < sizeof text ? length : 0);
}

const char *shown(struct diagnostics *diagnostics, const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_STRING: return shown_string(diagnostics, json_string_value(value));
    case JSON_INTEGER:
        return arena_format(diagnostics->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL: return shown_real(diagnostics, value);
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "this";
}

void diagnostics_print(const struct diagnostics *diagnostics, struct text *out) {
    for (size_t i = 0; i < output(diagnostics); i++)
        log_plain_line(out, diagnostics->list[i].file, diagnostics->list[i].text, NULL);
    if (diagnostics->count > PROBLEMS_TOLD) {
        char more[64];
        (void)snprintf(more, sizeof more, "and %zu more problems",
                       diagnostics->count - PROBLEMS_TOLD);
        log_plain_line(out, more, NULL);
    }
    log_plain_line(out, "nothing was changed", NULL);
}
