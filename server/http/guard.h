// guard.h: what is wrong with a request's head, by RFC 9110 and 9112. Pure: no HTTP library.
//
// The library's parser is lenient where request smuggling begins, so everything is checked again
// here, and a request that fails is answered and its connection closed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_MAX = 4096, HEAD_MAX = 16384, BODY_MAX = 4096 }; // bytes

struct header {
    const char *name;
    const char *value; // "" for none
};

struct head {
    const char *method;
    const char *target; // raw
    const char *version;
    const struct header *headers;
    size_t header_count;
    size_t size; // bytes of the whole head as received, request line and last blank line included
};

struct refusal {
    int status;          // 0: nothing is wrong
    const char *problem; // a sentence for the reader; a static string
};

// Judges a head.
struct refusal guard_judge(const struct head *head);

// Whether an Accept-Encoding value allows gzip.
bool accepts_gzip(const char *accept_encoding);
