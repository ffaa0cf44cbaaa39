// guard.h: what is wrong with a request's head, by RFC 9110 and 9112. Pure: no HTTP library.
//
// The library's parser is lenient where request smuggling begins, so everything is checked again
// here, and a request that fails is answered and its connection closed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_MAX = 4096, HEAD_MAX = 16384, FORM_MAX = 4096 }; // bytes

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
    size_t body_max; // bytes that the body of a POST may have
};

struct refusal {
    int status;          // 0: nothing is wrong
    const char *problem; // a sentence for the reader; a static string
};

// Judges a head, as far as every request must keep the rules.
struct refusal guard_judge(const struct head *head);

// Judges where a POST comes from: no other site may write in a reader's name.
struct refusal guard_judge_source(const struct header *headers, size_t count);

// Whether an Accept-Encoding value allows gzip.
bool accepts_gzip(const char *accept_encoding);
