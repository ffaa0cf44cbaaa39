// sessions.h: readers' sessions. The store knows a session by the hash of its token alone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct store;

// The session of this token hash. NOT_FOUND when there is none.
MUST_USE enum outcome sessions_find(struct store *store, const char *token_hash, int64_t *id);

// The same, made when it is missing; its use is noted. For the writer.
MUST_USE enum outcome sessions_find_or_add(struct store *store, const char *token_hash,
                                           int64_t *id);

// Gives the session another token hash. For the writer.
MUST_USE enum outcome sessions_rotate(struct store *store, int64_t id, const char *token_hash);

// Deletes the session with its bookmarks and votes; the tallies follow. For the writer.
MUST_USE enum outcome sessions_forget(struct store *store, int64_t id);

// Deletes a few sessions that were idle for a year, with their bookmarks; their votes stay counted,
// unlinked. *more says whether there may be others. For the writer.
MUST_USE enum outcome sessions_expire(struct store *store, bool *more);
