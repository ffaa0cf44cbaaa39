// diagnostics.h: collects what is wrong with an import, by file and place, and tells it at the end.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct arena;
struct text;

enum { PROBLEMS_TOLD = 100 }; // more are only counted, so that they cannot fill the memory

struct problem {
    const char *file;
    const char *text; // "tools[3].reviews[1].score: 140 is not within 0 to 100"
    size_t order;     // of its place
};

struct diagnostics {
    struct arena
        *arena;         // for what is made while a noun is looked at; diagnostics_forget empties it
    struct arena *kept; // as long as the diagnostics
    struct problem list[PROBLEMS_TOLD]; // the first ones in the documents' order
    size_t count;                       // of all
};

// A place in a document: the file and the JSON path, "tools[3].reviews[1]" ("" for the whole).
struct place {
    const char *file;
    const char *path;
    size_t order; // counts the documents and nouns of an import as they stand; 0: before them
};

// Where an import's diagnostics are collected; the arena lives as long. To be ended.
void diagnostics_begin(struct diagnostics *diagnostics, struct arena *kept);
void diagnostics_end(struct diagnostics *diagnostics);

// Frees what was made in `arena`, places and shown values among it, once a noun is done with.
void diagnostics_forget(struct diagnostics *diagnostics);

// The place of a key of the object at `place`, and of an element of the list there.
struct place place_of_key(struct diagnostics *diagnostics, struct place place, const char *key);
struct place place_of_element(struct diagnostics *diagnostics, struct place place, size_t index);

// Notes that something is wrong at `place`.
void diagnose(struct diagnostics *diagnostics, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Whether a problem at `place` would be output, and not only counted.
bool diagnostics_would_print(const struct diagnostics *diagnostics, struct place place);

// A value as a message shows it: a string quoted and cut at 80 characters, a number, "a list", …
const char *shown(struct diagnostics *diagnostics, const json_t *value);

// The same for a string alone.
const char *shown_string(struct diagnostics *diagnostics, const char *text);

// Appends them to `out`, one a line, at most the first PROBLEMS_TOLD, and that nothing was changed.
void diagnostics_print(const struct diagnostics *diagnostics, struct text *out);
