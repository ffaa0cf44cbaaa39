// gzip.h: compresses responses. One compressor per event loop: it is reset, never made anew.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"

struct arena;
struct gzip;

// NULL when there is no memory.
struct gzip *gzip_new(void);
void gzip_free(struct gzip *gzip);

// The gzip form (RFC 1952) of `length` bytes, in the arena. INTERNAL when zlib fails.
MUST_USE enum outcome gzip_compress(struct gzip *gzip, struct arena *arena, const void *bytes,
                                    size_t length, const void **out, size_t *out_length);
