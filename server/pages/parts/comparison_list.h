// comparison_list.h: comparisons in short, each with its answer.
#pragma once

#include <stddef.h>

#include "base/outcome.h"
#include "domain/catalog.h"
#include "views/views.h"

struct arena;
struct site;

// {{>COMPARISON_LIST}}: listed comparisons with their answers, from the store.
MUST_USE enum outcome fill_comparison_list(struct view *view, struct arena *arena,
                                           const struct site *site,
                                           const struct comparison *comparisons, size_t count);
