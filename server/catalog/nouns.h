// nouns.h: reads the documents' reviewers, categories, tools, comparisons and withdrawals into a
// catalog, checking what each noun can say of itself. What it says of others is references.c's.
#pragma once

#include "catalog/documents.h"
#include "catalog/problems.h"
#include "domain/catalog.h"

enum { ALIASES_MAX = 50, FACTS_MAX = 100, REVIEWS_MAX = 50 };

// A catalog with the place of each noun, list by list. Where a value is wrong there is NULL, and
// aliases and compared tools stand as in the document: only references.c puts them in order.
struct draft {
    struct catalog catalog;
    struct place *reviewer_places;
    struct place *category_places;
    struct place *tool_places;
    struct place *comparison_places;
    struct place *withdrawal_places;
    size_t order; // of the last place
};

void nouns_read(struct problems *problems, const struct documents *documents, struct draft *draft);
