// request_check.h: what is wrong with a request's head, by RFC 9110 and 9112. Pure: no HTTP
// library.
//
// The library's parser is lenient where request smuggling begins, so everything is checked again
// here, and a request that fails gets an error response and its connection closed.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "http/headers.h"
enum { TARGET_MAX = 4096, HEAD_MAX = 16384 }; // bytes

// Bytes of a form. Our own hold a page's address, each byte of which may take three here, and
// little else, or a list of 500 tools.
enum { FORM_MAX = 4 * TARGET_MAX };

struct head {
    const char *method;
    const char *target; // raw
    const char *version;
    struct headers headers; // framing fields (Content-Length, Transfer-Encoding) as the library
                            // reads them: with the white space that it does not drop
    bool whole;             // headers_are_whole
    size_t size;            // bytes as received, request line and last blank line included
    size_t body_max;        // bytes that the body of a POST may have
    bool from_proxy;        // that the operator named: its chunked bodies are taken
};

struct refusal {
    int status;          // 0: nothing is wrong
    const char *problem; // a sentence for the reader; a static string
};

// Judges a head, as far as every request must keep the rules. A chunked body that passes has no
// length yet: it must be counted as it comes.
struct refusal request_check(const struct head *head);

// What is said of a body that is longer than `body_max` bytes, or of any where none may be.
struct refusal refuse_long_body(const char *method, size_t body_max);

// Bytes of a request line with its CR LF.
size_t request_line_size(const char *method, const char *target, const char *version);

// Whether an Accept-Encoding value allows gzip.
bool accepts_gzip(const char *accept_encoding);
