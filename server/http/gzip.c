// gzip.c: see gzip.h. The only file that names <zlib.h>.
#include "http/gzip.h"

#define ZLIB_CONST
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/arena.h"

enum { LEVEL = 5, WINDOW = 15, GZIP_FORMAT = 16, MEMORY = 8 };

struct gzip {
    z_stream stream;
};

struct gzip *gzip_new(void) {
    struct gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip && deflateInit2(&gzip->stream, LEVEL, Z_DEFLATED, WINDOW + GZIP_FORMAT, MEMORY,
                             Z_DEFAULT_STRATEGY) != Z_OK) {
        free(gzip);
        gzip = NULL;
    }
    return gzip;
}

void gzip_free(struct gzip *gzip) {
    if (!gzip)
        return;
    (void)deflateEnd(&gzip->stream); // complains only of a stream that was not finished
    free(gzip);
}

enum outcome gzip_compress(struct gzip *gzip, struct arena *arena, const void *bytes, size_t length,
                           const void **out, size_t *out_length) {
    z_stream *stream = &gzip->stream;
    if (length > UINT_MAX / 2 || deflateReset(stream) != Z_OK)
        return INTERNAL;
    uLong bound = deflateBound(stream, (uLong)length);
    void *room = arena_take(arena, bound);
    stream->next_in = bytes;
    stream->avail_in = (uInt)length;
    stream->next_out = room;
    stream->avail_out = (uInt)bound;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return INTERNAL;
    *out = room;
    *out_length = bound - stream->avail_out;
    return OK;
}
