// session.h: who reads: the session that a cookie names, and changes made in its name.
//
// A session begins with a reader's first vote or bookmark, and only once its cookie has come back.
// A write without a session is answered with 307, a cookie that holds a token which was issued this
// moment, and the same address marked as another try; a write that then brings the cookie begins
// the session. Each such cookie has a name of its own, so that none takes another's place: whatever
// overlapping first writes of one browser bring back, in whatever order, they bring the cookie that
// the browser had first, and it is the one that counts. The answer then gives the reader one cookie
// of the site's name and takes the others away.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "base/token.h"
#include "db/writer.h"

struct arena;
struct exchange;

enum { COOKIES_TRIED = 16 }; // of one request

// The name of the site's cookie, for site->cookie_name: "__Host-verdict" under https, else
// "verdict_8080" with the port that readers use, since cookies know no ports. `base_url` is the
// site's public address.
const char *session_cookie_name(struct arena *arena, const char *base_url);

// The reader's session as the store knows it; id 0: none.
struct session {
    int64_t id;
};

// Finds the session of the first cookie that has one. A forged, cut or unknown one is no session.
MUST_USE enum outcome session_read(const struct exchange *exchange, struct session *session);

// One cookie that may name a session.
struct held {
    const char *name;  // the cookie's
    const char *token; // in the arena
    char hash[TOKEN_HASH_LENGTH + 1];
    bool fresh; // it may begin a session
    bool ours;  // no other program on this host uses the name
};

// A write. First member of what a page hands to the writer.
struct write {
    struct change change;
    struct exchange *exchange;
    // In a reader's name:
    struct session session; // stands when `apply` runs, and in `finish`
    enum outcome (*apply)(struct store *store, struct change *change);
    enum outcome (*finish)(struct exchange *exchange);
    struct held held[COOKIES_TRIED]; // what the reader's browser sent
    size_t held_count;
    size_t used;      // which of them names the session
    bool may_begin;   // a session
    bool began;       // it was begun
    bool first_today; // the session's first write of the day
};

// Has `apply` run by the writer while the reader waits; then `finish` answers. `write` lives in the
// exchange's arena.
void write_submit(struct exchange *exchange, struct write *write,
                  enum outcome (*apply)(struct store *store, struct change *change),
                  enum outcome (*finish)(struct exchange *exchange));

// The same in the name of the reader's session, which begins if it must. When it cannot, neither
// runs: the reader is given a cookie and sent back once more, or told that it takes one. TOO_MANY
// when the address block began too many.
MUST_USE enum outcome write_submit_as_reader(struct exchange *exchange, struct write *write,
                                             enum outcome (*apply)(struct store *store,
                                                                   struct change *change),
                                             enum outcome (*finish)(struct exchange *exchange));

// For `finish`: how the write went.
MUST_USE enum outcome write_outcome(const struct exchange *exchange);

// Answers a write: 303 back to the page that the form names in "back" (only ever a path of this
// site), at the element `fragment`.
void write_redirect(struct exchange *exchange, const char *fallback, const char *fragment);

// Has all that the reader's cookies name deleted, and the cookies taken away; then `finish`
// answers.
void session_forget(struct exchange *exchange, enum outcome (*finish)(struct exchange *exchange));

// What a page with a reader's own things says to caches.
void session_mark_private(struct exchange *exchange, const struct session *session);
