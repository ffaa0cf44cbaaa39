// text.h: a string that grows inside an arena.
//
// `bytes` is always NUL-terminated once anything was appended; `length` does not count the NUL.
// A struct text starts as {.arena = arena} and needs no ending.
#pragma once

#include <stddef.h>

struct arena;

struct text {
    struct arena *arena; // borrowed
    char *bytes;         // in the arena; NULL while nothing was appended
    size_t length;
    size_t capacity;
};

void text_append(struct text *text, const char *bytes, size_t length);
void text_append_string(struct text *text, const char *string);
void text_format(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
