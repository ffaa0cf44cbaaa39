// utf8.h: reading UTF-8 strictly (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The code point at *at, which must be before `end`; moves *at behind it. A byte that begins no
// valid sequence is taken alone and read as U+FFFD.
uint32_t utf8_next(const char **at, const char *end);

// Whether all `length` bytes are valid UTF-8.
bool utf8_valid(const char *bytes, size_t length);

// The number of code points in a NUL-terminated string.
size_t utf8_count(const char *text);
