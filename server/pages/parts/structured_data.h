// structured_data.h: what a page says to machines in JSON-LD. Only what is true of it: no rating of
// readers before readers vote, and no person behind an AI reviewer.
#pragma once

#include <stddef.h>

#include "domain/catalog.h"

struct page;

// The structured data (JSON-LD): the page's breadcrumb, "Compare" or "Verdict" first, and tools.
// It speaks in absolute addresses, so there is none where the site's is not known.
void fill_structured_data(const struct page *page, const char *parent, const char *parent_path,
                          const char *name, const char *path, const struct tool *tools,
                          size_t count);
