// catalog_compare.h: what two versions of a tool have in common, for the files of db/catalog.h.
#pragma once

#include <stdbool.h>

#include "domain/catalog.h"

// The tool's review by the reviewer of that slug, or its fact with that key; or NULL.
const struct review *catalog_review_by(const struct tool *tool, const char *reviewer);
const struct fact *catalog_fact_with(const struct tool *tool, const char *key);

// Whether both are there and say the same.
bool catalog_same_review(const struct review *a, const struct review *b);
bool catalog_same_fact(const struct fact *a, const struct fact *b);
