// body.c: see body.h.
#include "http/body.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scratch.h"

// Of a body that is longer than is taken, so much more is read before the response. One that tells
// a greater length is refused at once, and one that goes on is cut off.
enum { IGNORED_MAX = 1024 * 1024 };

void body_init(struct body *body, struct arena *arena) {
    *body = (struct body){.text.arena = arena, .file = -1};
}

void body_end(struct body *body) {
    if (body->file >= 0)
        close_unwritten(body->file);
    body->file = -1;
}

// When the disk does not take a part, what it took goes at once, and the rest is let go: that is
// told when the body has ended.
static void keep_in_file(struct body *body, const char *bytes, size_t length) {
    if (body->fault != 0)
        return;
    if (body->file < 0)
        body->file = scratch_file(body->folder);
    if (body->file >= 0 && scratch_append(body->file, bytes, length))
        return;
    body->fault = errno;
    body_end(body);
}

bool body_take(struct body *body, const char *bytes, size_t length) {
    body->came += length;
    if (body->came > body->max)
        return body->came - body->max <= IGNORED_MAX;
    body->length += length;
    if (body->folder)
        keep_in_file(body, bytes, length);
    else
        text_append(&body->text, bytes, length);
    return true;
}

bool body_is_read_before_refused(const struct body *body, const struct headers *headers) {
    const char *length = headers_value(headers, "Content-Length");
    return length && !headers_value(headers, "Expect") &&
           strtoul(length, NULL, 10) <= body->max + IGNORED_MAX;
}
