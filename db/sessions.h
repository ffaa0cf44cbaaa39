// sessions.h: readers' sessions. The store knows a session by the hash of its token alone.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"

struct store;

// The session of this token hash. NOT_FOUND when there is none.
MUST_USE enum outcome sessions_find(struct store *store, const char *token_hash, int64_t *id);

// The same for a write, which is noted as the session's use; *first_today says whether it is the
// first of the day. For the writer.
MUST_USE enum outcome sessions_use(struct store *store, const char *token_hash, int64_t *id,
                                   bool *first_today);

// Begins the session of this token hash, which has none. NOT_FOUND, and none begins, when the hash
// is barred. For the writer.
MUST_USE enum outcome sessions_begin(struct store *store, const char *token_hash, int64_t *id);

// Deletes the session of this token hash with its bookmarks and votes; the tallies follow.
// NOT_FOUND when there is none. For the writer.
MUST_USE enum outcome sessions_forget(struct store *store, const char *token_hash);

// Has no session begin with this token hash until the moment `until`, in epoch milliseconds. For
// the writer.
MUST_USE enum outcome sessions_bar(struct store *store, const char *token_hash, int64_t until);

// Deletes a few sessions that were idle for a year, with their bookmarks; their votes stay counted,
// unlinked. Drops a few bars that have run out. *more says whether there may be others. For the
// writer.
MUST_USE enum outcome sessions_expire(struct store *store, bool *more);
