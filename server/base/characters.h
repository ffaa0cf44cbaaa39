// characters.h: what single Unicode characters do to a text.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Whether the character by itself leaves a mark on a page: neither white space, nor one that
// Unicode says to draw nothing for (zero-width, fillers, soft hyphen, variation selectors,
// direction marks …), nor an accent that is drawn over the one before it.
bool character_is_visible(uint32_t point);

// Whether any character of a NUL-terminated text is.
bool text_is_visible(const char *text);

// Whether no text may hold it: a control character other than tab, line feed and carriage return,
// or a code point that Unicode keeps free for ever (U+FFFE, U+FFFF, U+FDD0 …). XML cannot hold most
// of them.
bool character_is_forbidden(uint32_t point);

// Whether it turns the direction of what follows until another ends it: embeddings, overrides and
// isolates.
bool character_turns_direction(uint32_t point);

// Whether it begins a new line: line feed and its kin, U+0085, U+2028, U+2029.
bool character_breaks_line(uint32_t point);

// Whether a NUL-terminated text holds a character that is written from right to left, or a mark
// that counts as one.
bool text_has_right_to_left(const char *text);

// Puts another in the place of each character that XML 1.0 cannot hold, in place: what a store
// holds already must not break a feed.
void text_make_xml(char *text, size_t length);
