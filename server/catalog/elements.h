// elements.h: takes a JSON document apart, so that only one element of its lists is in memory as
// values at a time: jansson makes fifteen times and more of what it reads.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

enum { VALUES_MAX = 20000, MEMBERS_MAX = 100 }; // in one element; of the document's own object

// What is made of the parts. They come in the document's order; values are borrowed until the call
// returns.
struct element_reader {
    // A member of the document's object. A list comes empty here, and then its elements.
    void (*member)(void *cls, const char *key, const json_t *value);
    // An element of the list `key`; NULL: it holds more than VALUES_MAX values, and was skipped.
    void (*element)(void *cls, const char *key, size_t index, const json_t *value);
    void *cls;
};

// Where a document stops being one.
struct element_fault {
    size_t line;   // from 1; 0: the whole document, which is JSON but no object
    size_t column; // characters of the line that were read
    bool nul;      // it holds the character NUL
    char text[JSON_ERROR_TEXT_LENGTH];
};

// Takes the document apart. False, with the fault, where it is no JSON object; what stands before
// that has been handed over by then.
bool elements_read(const char *bytes, size_t length, const struct element_reader *reader,
                   struct element_fault *fault);
