// votes.h: readers' votes and the tallies that count them, always in step.
#pragma once

#include <stdint.h>

#include "base/outcome.h"
#include "domain/community.h"

struct store;

// The tally of a tool; zeros when nobody voted.
MUST_USE enum outcome votes_tally(struct store *store, int64_t tool_id, struct tally *out);

// What the session voted; CHOICE_NONE when it has not.
MUST_USE enum outcome votes_find(struct store *store, int64_t session_id, int64_t tool_id,
                                 enum choice *out);

// Makes it the session's vote on the tool (CHOICE_NONE takes it back) and moves the tally.
// For the writer.
MUST_USE enum outcome votes_put(struct store *store, int64_t session_id, int64_t tool_id,
                                enum choice choice);

// Takes all of a session's votes back. For the writer.
MUST_USE enum outcome votes_forget(struct store *store, int64_t session_id);
