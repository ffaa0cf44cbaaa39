// session.c: see session.h.
#include "pages/session.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "db/sessions.h"
#include "db/store.h"
#include "http/exchange.h"
#include "pages/rates.h"
#include "pages/site.h"

enum { YEAR_SECONDS = 31536000, SUFFIX_LENGTH = 8 };

static const char host_prefix[] = "__Host-"; // browsers take such a cookie from this host alone

const char *session_cookie_name(struct arena *arena, const char *base_url) {
    if (strncmp(base_url, "https://", 8) == 0)
        return arena_format(arena, "%sverdict", host_prefix);
    const char *host = strstr(base_url, "://");
    host = host ? host + 3 : base_url;
    const char *end = host[0] == '[' ? strchr(host, ']') : NULL;
    const char *port = strchr(end ? end : host, ':');
    return arena_format(arena, "verdict_%s", port ? port + 1 : "80");
}

static bool is_secure(const struct exchange *exchange) {
    return strncmp(exchange->site->cookie_name, host_prefix, sizeof host_prefix - 1) == 0;
}

// The site's cookie before it had a name of its own, which another program may use as well.
static const char *former_name(const struct exchange *exchange) {
    return is_secure(exchange) ? "__Host-session" : "session";
}

static void set_cookie(struct exchange *exchange, const char *name, const char *value,
                       int seconds) {
    response_set_cookie(exchange,
                        arena_format(exchange->arena,
                                     "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s", name,
                                     value, seconds, is_secure(exchange) ? "; Secure" : ""));
}

// The site's name, or the name that a cookie has until its session began: "…_0a1b2c3d".
static bool is_own_name(const struct exchange *exchange, const char *name) {
    const char *suffix = name + strlen(exchange->site->cookie_name);
    return suffix[0] == '\0' || (suffix[0] == '_' && strlen(suffix) == 1 + SUFFIX_LENGTH &&
                                 strspn(suffix + 1, "0123456789abcdef") == SUFFIX_LENGTH);
}

static bool read_cookie(const struct exchange *exchange, const struct field *cookie,
                        struct held *held) {
    bool issued = token_is_issued(cookie->value);
    if (!issued && !token_is_well_formed(cookie->value))
        return false;
    *held = (struct held){
        .name = cookie->name,
        .token = issued ? arena_copy(exchange->arena, cookie->value, TOKEN_LENGTH) : cookie->value,
        .fresh = token_is_fresh(exchange->site->token_key, clock_wall_ms(), cookie->value)};
    token_hash(held->token, held->hash);
    return true;
}

// The cookies that may name a session, in the order in which they came: the browser's oldest first
// (RFC 6265, 5.4). Those of the former name come last.
static size_t read_cookies(const struct exchange *exchange, struct held held[COOKIES_TRIED]) {
    struct field cookies[COOKIES_TRIED];
    size_t count = 0;
    size_t came = exchange_cookies(exchange, exchange->site->cookie_name, COOKIES_TRIED, cookies);
    for (size_t i = 0; i < came; i++) {
        if (is_own_name(exchange, cookies[i].name) &&
            read_cookie(exchange, &cookies[i], &held[count]))
            held[count++].ours = true;
    }
    came = exchange_cookies(exchange, former_name(exchange), COOKIES_TRIED - count, cookies);
    for (size_t i = 0; i < came; i++) {
        if (strcmp(cookies[i].name, former_name(exchange)) == 0 &&
            read_cookie(exchange, &cookies[i], &held[count]))
            count++;
    }
    return count;
}

static enum outcome find(const struct exchange *exchange, const struct held *held, size_t count,
                         int64_t *id) {
    for (size_t i = 0; i < count; i++) {
        enum outcome outcome = sessions_find(exchange->site->store, held[i].hash, id);
        if (outcome != NOT_FOUND)
            return outcome;
    }
    *id = 0;
    return OK;
}

enum outcome session_read(const struct exchange *exchange, struct session *session) {
    struct held held[COOKIES_TRIED];
    size_t count = read_cookies(exchange, held);
    return find(exchange, held, count, &session->id);
}

static void begin(struct exchange *exchange) {
    struct write *write = exchange->work;
    writer_submit(exchange->site->writer, &write->change);
}

static void done(struct change *change) {
    exchange_resume(((struct write *)change)->exchange); // its first member
}

void write_submit(struct exchange *exchange, struct write *write,
                  enum outcome (*apply)(struct store *store, struct change *change),
                  enum outcome (*finish)(struct exchange *exchange)) {
    write->exchange = exchange;
    write->change.apply = apply;
    write->change.done = done;
    exchange->work = write;
    exchange->begin = begin;
    exchange->finish = finish;
}

enum outcome write_outcome(const struct exchange *exchange) {
    return ((const struct write *)exchange->work)->change.outcome;
}

// Sends the reader's browser to the same address once more, with a cookie. What brought cookies
// that are good no more gets one more try than what brought none.
static enum outcome send_again(struct exchange *exchange, size_t held_count) {
    const char *again = query_value(exchange, "again");
    if (again && (held_count == 0 || strcmp(again, "1") != 0)) {
        exchange->problem =
            "Voting and bookmarking take a cookie, and your browser sent none back. "
            "Please allow this site to set one, then try again.";
        return INVALID;
    }
    char *token = arena_take(exchange->arena, TOKEN_ISSUED_LENGTH + 1);
    token_issue(exchange->site->token_key, clock_wall_ms(), token);
    char suffix[TOKEN_LENGTH + 1];
    token_make(suffix);
    set_cookie(exchange,
               arena_format(exchange->arena, "%s_%.*s", exchange->site->cookie_name,
                            (int)SUFFIX_LENGTH, suffix),
               token, YEAR_SECONDS);
    respond_redirect(
        exchange, 307,
        arena_format(exchange->arena, "%s?again=%s", exchange->raw_path, again ? "2" : "1"));
    exchange->response.cache_control = "no-store";
    return OK;
}

// In the transaction: the session of the first cookie that has one, or else one that begins
// with the first cookie that may. Sets `used`, and the id, which stays 0 when there is none.
static enum outcome enter(struct store *store, struct write *write) {
    for (write->used = 0; write->used < write->held_count; write->used++) {
        enum outcome outcome = sessions_use(store, write->held[write->used].hash,
                                            &write->session.id, &write->first_today);
        if (outcome != NOT_FOUND)
            return outcome;
    }
    for (write->used = 0; write->may_begin && write->used < write->held_count; write->used++) {
        if (!write->held[write->used].fresh)
            continue;
        enum outcome outcome =
            sessions_begin(store, write->held[write->used].hash, &write->session.id);
        write->began = outcome == OK;
        if (outcome != NOT_FOUND)
            return outcome;
    }
    return OK;
}

static enum outcome apply_as_reader(struct store *store, struct change *change) {
    struct write *write = (struct write *)change;
    TRY(enter(store, write));
    return write->session.id > 0 ? write->apply(store, change) : OK;
}

// One cookie of the site's name stays, of the token that counts, for a year from its last write.
static void keep_cookie(struct exchange *exchange, const struct write *write) {
    const char *name = exchange->site->cookie_name;
    const struct held *used = &write->held[write->used];
    bool renamed = strcmp(used->name, name) != 0;
    if (renamed || write->first_today)
        set_cookie(exchange, name, used->token, YEAR_SECONDS);
    for (size_t i = 0; i < write->held_count; i++) {
        const struct held *held = &write->held[i];
        if (strcmp(held->name, name) != 0 && (held->ours || held == used))
            set_cookie(exchange, held->name, "", 0);
    }
}

static enum outcome finish_as_reader(struct exchange *exchange) {
    const struct write *write = exchange->work;
    bool applied = write->change.outcome == OK;
    if (write->may_begin && !(applied && write->began))
        exchange_give_back(exchange, RATE_SESSION);
    if (applied && write->session.id == 0)
        return send_again(exchange, write->held_count);
    if (applied)
        keep_cookie(exchange, write);
    return write->finish(exchange);
}

// Whether a session may begin with what the reader's browser sent.
static enum outcome ask_to_begin(const struct exchange *exchange, struct write *write) {
    bool fresh = false;
    for (size_t i = 0; i < write->held_count; i++)
        fresh = fresh || write->held[i].fresh;
    if (!fresh)
        return OK;
    struct session session;
    TRY(find(exchange, write->held, write->held_count, &session.id));
    write->may_begin = session.id == 0 && exchange_take(exchange, RATE_SESSION);
    return session.id > 0 || write->may_begin ? OK : TOO_MANY;
}

enum outcome write_submit_as_reader(struct exchange *exchange, struct write *write,
                                    enum outcome (*apply)(struct store *store,
                                                          struct change *change),
                                    enum outcome (*finish)(struct exchange *exchange)) {
    write->held_count = read_cookies(exchange, write->held);
    if (write->held_count == 0)
        return send_again(exchange, 0);
    TRY(ask_to_begin(exchange, write));
    write->apply = apply;
    write->finish = finish;
    write_submit(exchange, write, apply_as_reader, finish_as_reader);
    return OK;
}

static enum outcome apply_forget(struct store *store, struct change *change) {
    struct write *write = (struct write *)change;
    for (size_t i = 0; i < write->held_count; i++) {
        struct held *held = &write->held[i];
        enum outcome outcome = sessions_forget(store, held->hash);
        if (outcome != OK && outcome != NOT_FOUND)
            return outcome;
        held->ours = held->ours || outcome == OK;
        if (outcome == OK || held->fresh)
            TRY(sessions_bar(store, held->hash, clock_wall_ms() + TOKEN_FRESH_MS));
    }
    return OK;
}

static enum outcome finish_forget(struct exchange *exchange) {
    const struct write *write = exchange->work;
    TRY(write->change.outcome);
    // Those that came, and no other: a session may begin before this answer arrives.
    for (size_t i = 0; i < write->held_count; i++) {
        if (write->held[i].ours)
            set_cookie(exchange, write->held[i].name, "", 0);
    }
    return write->finish(exchange);
}

void session_forget(struct exchange *exchange, enum outcome (*finish)(struct exchange *exchange)) {
    struct write *write = arena_take(exchange->arena, sizeof *write);
    write->held_count = read_cookies(exchange, write->held);
    write->finish = finish;
    write_submit(exchange, write, apply_forget, finish_forget);
}

void write_redirect(struct exchange *exchange, const char *fallback, const char *fragment) {
    const char *back = form_value(exchange, "back");
    if (!is_own_path(back))
        back = fallback;
    respond_redirect(
        exchange, 303,
        arena_format(exchange->arena, "%.*s#%s", (int)strcspn(back, "#"), back, fragment));
    exchange->response.cache_control = "no-store";
}

void session_mark_private(struct exchange *exchange, const struct session *session) {
    if (session->id > 0)
        exchange->response.cache_control = "private, no-store";
}
