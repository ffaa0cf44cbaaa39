// catalog_compare.h: what two versions of a tool have in common, and which tool a slug will be, for
// the files of db/catalog.h.
#pragma once

#include <stdbool.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct store;

// The tool's review by the reviewer of that slug, or its fact with that key; or NULL.
const struct review *catalog_review_by(const struct tool *tool, const char *reviewer);
const struct fact *catalog_fact_with(const struct tool *tool, const char *key);

// Whether both are there and say the same.
bool catalog_same_review(const struct review *a, const struct review *b);
bool catalog_same_fact(const struct fact *a, const struct fact *b);

// Whether the tool has the alias.
bool catalog_has_alias(const struct tool *tool, const char *alias);

// The id of the tool that has the slug once the import is published that is being written.
// NOT_FOUND: none has.
MUST_USE enum outcome catalog_coming_id(struct store *store, const char *slug, int64_t *out);
