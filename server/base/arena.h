// arena.h: memory that is taken piece by piece and given back all at once.
//
// Each request, and each run of a command, has one arena. Nothing taken from an arena is
// freed by itself. When the machine has no memory left, the process says so in its log and
// aborts: what was answered is on disk, and no half-made state survives. (What a request can
// ask for is bounded elsewhere, so no reader can bring this about.)
#pragma once

#include <stddef.h>

struct arena;

// A new, empty arena. The caller owns it and ends it with arena_free.
struct arena *arena_new(void);

// Runs what arena_on_free was given (last in, first out) and releases everything.
// NULL is allowed.
void arena_free(struct arena *arena);

// The same, but the arena stays, empty, with its first memory: for what is made again and again.
void arena_reset(struct arena *arena);

// Bytes that it holds, used or not.
size_t arena_size(const struct arena *arena);

// `size` zeroed bytes, aligned for any type; never NULL. They live as long as the arena.
void *arena_take(struct arena *arena, size_t size) __attribute__((returns_nonnull));

// `count` zeroed elements of `size` bytes each; an overflow of the product aborts.
void *arena_take_array(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull));

// The array `old` of `count` elements, moved into room for `capacity` elements
// (capacity > count; `old` may be NULL when count is 0). The old room stays until the end.
void *arena_grow_array(struct arena *arena, const void *old, size_t count, size_t capacity,
                       size_t size) __attribute__((returns_nonnull));

// Room for one more element, zeroed, in an array that only this function grows (it doubles):
// begin with NULL and a *count of 0. Adds 1 to *count; the new element is array[*count - 1].
void *arena_one_more(struct arena *arena, void *array, size_t *count, size_t size)
    __attribute__((returns_nonnull));

// A NUL-terminated copy of the `length` bytes at `bytes`, or of the whole string `text`.
char *arena_copy(struct arena *arena, const char *bytes, size_t length);
char *arena_copy_string(struct arena *arena, const char *text);

// A formatted, NUL-terminated string.
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2), returns_nonnull));

// Has `release(thing)` called when the arena is freed: for what only its own library can free.
void arena_on_free(struct arena *arena, void (*release)(void *thing), void *thing);
