// arena.c: see arena.h. A chain of blocks; each new block is at least twice the last, up to a cap.
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct block {
    struct block *previous;
    size_t room;
    max_align_t bytes[];
};

struct deferred {
    struct deferred *previous;
    void (*release)(void *thing);
    void *thing;
};

struct arena {
    struct block *last;
    char *next; // first free byte of the last block
    size_t left;
    size_t next_block;
    size_t size; // of all blocks
    struct deferred *deferred;
};

static void out_of_memory(size_t size) {
    char wanted[32];
    (void)snprintf(wanted, sizeof wanted, "%zu", size);
    log_line(LOG_ERROR, "memory", "cause", "the system has no memory left", "wanted_bytes", wanted,
             NULL);
    abort();
}

struct arena *arena_new(void) {
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena) {
        out_of_memory(sizeof *arena);
        __builtin_unreachable();
    }
    arena->next_block = FIRST_BLOCK;
    return arena;
}

static void release_all(struct arena *arena) {
    for (struct deferred *d = arena->deferred; d; d = d->previous)
        d->release(d->thing);
    arena->deferred = NULL;
}

void arena_free(struct arena *arena) {
    if (!arena)
        return;
    release_all(arena);
    for (struct block *block = arena->last; block;) {
        struct block *previous = block->previous;
        free(block);
        block = previous;
    }
    free(arena);
}

void arena_reset(struct arena *arena) {
    release_all(arena);
    struct block *first = arena->last;
    while (first && first->previous) {
        struct block *previous = first->previous;
        free(first);
        first = previous;
    }
    arena->last = first;
    arena->next = first ? (char *)first->bytes : NULL;
    arena->left = arena->size = first ? first->room : 0;
    arena->next_block = FIRST_BLOCK;
}

size_t arena_size(const struct arena *arena) {
    return arena->size;
}

static void add_block(struct arena *arena, size_t size) {
    size_t room = size > arena->next_block ? size : arena->next_block;
    struct block *block = room <= SIZE_MAX - sizeof *block ? malloc(sizeof *block + room) : NULL;
    if (!block) {
        out_of_memory(room);
        return;
    }
    block->previous = arena->last;
    block->room = room;
    arena->size += room;
    arena->last = block;
    arena->next = (char *)block->bytes;
    arena->left = room;
    if (arena->next_block < LARGEST_BLOCK)
        arena->next_block *= 2;
}

void *arena_take(struct arena *arena, size_t size) {
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        out_of_memory(size);
    if (size == 0)
        size = 1; // so that there is something to point to
    size_t rounded = (size + align - 1) / align * align;
    if (rounded > arena->left)
        add_block(arena, rounded);
    void *taken = arena->next;
    arena->next += rounded;
    arena->left -= rounded;
    return memset(taken, 0, rounded);
}

void *arena_take_array(struct arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        out_of_memory(SIZE_MAX);
    return arena_take(arena, total);
}

void *arena_grow_array(struct arena *arena, const void *old, size_t count, size_t capacity,
                       size_t size) {
    void *grown = arena_take_array(arena, capacity, size);
    if (count > 0)
        memcpy(grown, old, count * size);
    return grown;
}

void *arena_one_more(struct arena *arena, void *array, size_t *count, size_t size) {
    size_t used = *count;
    if ((used & (used - 1)) == 0) // 0 and every power of two: full
        array = arena_grow_array(arena, array, used, used ? used * 2 : 1, size);
    *count = used + 1;
    return array;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length) {
    char *copy = arena_take(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_copy_string(struct arena *arena, const char *text) {
    return arena_copy(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        length = 0; // only a broken multibyte conversion fails, and none is used
    char *text = arena_take(arena, (size_t)length + 1);
    (void)vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_on_free(struct arena *arena, void (*release)(void *thing), void *thing) {
    struct deferred *deferred = arena_take(arena, sizeof *deferred);
    *deferred = (struct deferred){arena->deferred, release, thing};
    arena->deferred = deferred;
}
