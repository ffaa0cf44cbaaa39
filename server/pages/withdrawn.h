// withdrawn.h: what is answered for what the editor took back.
#pragma once

#include <stddef.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct exchange;

// Answers with 410 and the ways on: for a tool that is withdrawn, the others of its category; for a
// comparison, the tools that remain. The comparison itself is withdrawn when all of them do.
MUST_USE enum outcome withdrawn_tool(struct exchange *exchange, const struct tool *tool);
MUST_USE enum outcome withdrawn_comparison(struct exchange *exchange, const struct tool *tools,
                                           size_t count);
