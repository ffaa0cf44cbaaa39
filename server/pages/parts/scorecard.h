// scorecard.h: what each reviewer says of each tool.
#pragma once

#include <stddef.h>

#include "domain/catalog.h"
#include "views/views.h"

struct arena;

// {{>SCORECARD}}: what each reviewer says of each tool; reviewers in the order of their ids.
void fill_scorecard(struct view *view, struct arena *arena, const struct tool *tools, size_t count);
