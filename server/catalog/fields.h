// fields.h: the plain fields of each noun in a document, by a table of rules.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "catalog/diagnostics.h"

enum field_kind {
    FIELD_END,        // ends a table
    FIELD_LINE,       // one line of text
    FIELD_TEXT,       // text that may hold newlines (as "\n", whatever the document has) and tabs
    FIELD_COMMONMARK, // the same, that shows something once it is rendered
    FIELD_SLUG,       // see domain/slug.h
    FIELD_KEY,        // words of a-z and 0-9 joined by "-"
    FIELD_ADDRESS,    // see domain/url.h
    FIELD_DATE,       // see domain/day.h
    FIELD_CHOICE,     // one of `choices`; the struct holds an enum
    FIELD_SCORE,      // a whole number within 0 to SCORE_MAX; the struct holds an int
    FIELD_OTHER,      // read elsewhere; here it is only known
};

struct field_rule {
    const char *key;
    enum field_kind kind;
    size_t limit; // characters; 0: the kind's own
    bool optional;
    size_t offset;              // of the member in the struct
    const char *const *choices; // ended by NULL
};

// Reads the object at `place` into `target` by the table; `noun` ("a tool") names it where a key
// is unknown. Strings are borrowed from the object or live in
// the arena of `diagnostics`; a member whose value is wrong stays as it was.
// `target` may be NULL when the table holds no field that is read here.
// False, with a problem, when it is no object.
bool fields_read(struct diagnostics *diagnostics, struct place place, const json_t *object,
                 const char *noun, const struct field_rule *rules, void *target);

// Reads one string of the rule's kind into *member, which stays as it was when anything is wrong.
void field_read_string(struct diagnostics *diagnostics, struct place place, const json_t *value,
                       const struct field_rule *rule, const char **member);

// The list under a key of the object, or NULL; a problem when it is something else or has more
// than `most` elements (0: any number).
const json_t *list_of(struct diagnostics *diagnostics, struct place place, const json_t *object,
                      const char *key, size_t most);
