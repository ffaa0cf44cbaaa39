// parse.h: reads the documents' reviewers, categories, tools, comparisons and withdrawals into a
// catalog, checking what each noun can say of itself. What it says of others is resolve.c's.
#pragma once

#include <stdbool.h>

#include <jansson.h>

#include "catalog/diagnostics.h"
#include "domain/catalog.h"

struct arena;

enum { ALIASES_MAX = 50, FACTS_MAX = 100, REVIEWS_MAX = 50 }; // of a tool
enum { REVIEWERS_MAX = 1000, CATEGORIES_MAX = 5000 }; // of an import, whose last piece changes them

// A catalog with the place of each noun, list by list. Where a value is wrong there is NULL, and
// aliases and compared tools stand as in the document: only resolve.c puts them in order.
// Of a tool it holds the names alone: its slug and aliases, its category's and its reviewers'. All
// else is read again when it is written, so that a large import needs little memory.
struct draft {
    struct arena *arena; // of all that it holds
    struct catalog catalog;
    struct place *reviewer_places;
    struct place *category_places;
    struct place *tool_places;
    struct place *comparison_places;
    struct place *withdrawal_places;
    size_t order; // of the last place
    bool full;    // takes nothing more: what is read from then on is only checked
};

// Reads one element of the document's list `key` into the draft; those of other lists are no nouns.
void parse_element(struct diagnostics *diagnostics, const char *key, struct place at,
                   const json_t *value, struct draft *draft);

// Checks a document's own object, in which every list may be empty.
void document_check(struct diagnostics *diagnostics, struct place whole, const json_t *root);

// Reads a tool that parse_element has read before, all of it. Strings are borrowed from the value,
// the rest lives in the diagnostics' arena.
void tool_read(struct diagnostics *diagnostics, struct place at, const json_t *value,
               struct tool *tool);
