// headers.h: the header fields of a request, and whether they are all that was sent. Pure: no HTTP
// library.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct header {
    const char *name;
    const char *value; // "" for none; without white space around it
};

struct headers {
    const struct header *list; // in the order they came
    size_t count;
};

// How many have this name, in any case. *value is the last one's; untouched when there is none.
size_t headers_find(const struct headers *headers, const char *name, const char **value);

// The value of the first one of this name; NULL when there is none.
const char *headers_value(const struct headers *headers, const char *name);

// Whether a head consists of its request line and these fields, each spelt as RFC 9112 (5) asks:
// "name:", white space or none, the value, white space or none, CR LF; then the empty line. Folded
// lines, lines without a name, NUL and bare LF, which the library hides, show as bytes that are
// something else. All but one: 0.9.75 ends a head at a line of ":" and bare LF too, and leaves of
// it what it leaves of an empty line, two NUL. Proxies do not pass such a line on.
//
// `head` is where the library keeps the head, `size` its bytes, `line` those of the request line
// with its CR LF. Names and values point into it, as the library left them: it wrote a NUL over
// what ends each, and more than that in some versions.
bool headers_are_whole(const char *head, size_t size, size_t line, const struct headers *headers);
