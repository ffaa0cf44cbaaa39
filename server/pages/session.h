// session.h: who reads: the session that the cookie names, and changes made in its name.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/token.h"
#include "db/writer.h"

struct exchange;

// The reader's session as the store knows it; id 0: none.
struct session {
    int64_t id;
    char token_hash[TOKEN_HASH_LENGTH + 1];
};

// Reads the cookie. A forged, cut, doubled or unknown one is no session.
MUST_USE enum outcome session_read(const struct exchange *exchange, struct session *session);

// A write in a reader's name. First member of what a page hands to the writer.
struct write {
    struct change change;
    struct exchange *exchange;
    struct session session;
    const char *new_token; // of a session that this write begins or rotates; or NULL
};

// Fills in the reader's session, or a new one. TOO_MANY when the address block began too many.
MUST_USE enum outcome write_begin_session(struct exchange *exchange, struct write *write);

// Has `apply` run by the writer while the reader waits; then `finish` answers. `write` lives in the
// exchange's arena.
void write_submit(struct exchange *exchange, struct write *write,
                  enum outcome (*apply)(struct store *store, struct change *change),
                  enum outcome (*finish)(struct exchange *exchange));

// For `finish`: how the write went. When it is OK and a token is new, sets the cookie.
MUST_USE enum outcome write_outcome(struct exchange *exchange);

// Answers a write: 303 back to the page that the form names in "back" (only ever a path of this
// site), at the element `fragment`.
void write_redirect(struct exchange *exchange, const char *fallback, const char *fragment);

// Takes the cookie away.
void session_drop_cookie(struct exchange *exchange);

// What a page with a reader's own things says to caches.
void session_mark_private(struct exchange *exchange, const struct session *session);
