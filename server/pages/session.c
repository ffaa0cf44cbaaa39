// session.c: see session.h.
#include "pages/session.h"

#include <string.h>

#include "base/arena.h"
#include "db/sessions.h"
#include "http/exchange.h"
#include "pages/site.h"

enum { YEAR_SECONDS = 31536000 };

static bool is_secure(const struct exchange *exchange) {
    const char *base_url = exchange->site->base_url;
    return base_url && strncmp(base_url, "https://", 8) == 0;
}

// The prefix makes browsers refuse the cookie from any other host or path.
static const char *cookie_name(const struct exchange *exchange) {
    return is_secure(exchange) ? "__Host-session" : "session";
}

static void set_cookie(struct exchange *exchange, const char *value, int seconds) {
    exchange->reply.set_cookie =
        arena_format(exchange->arena, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
                     cookie_name(exchange), value, seconds, is_secure(exchange) ? "; Secure" : "");
}

enum outcome session_read(const struct exchange *exchange, struct session *session) {
    *session = (struct session){0};
    const char *token = exchange_cookie(exchange, cookie_name(exchange));
    if (!token_is_well_formed(token))
        return OK;
    token_hash(token, session->token_hash);
    enum outcome outcome = sessions_find(exchange->site->store, session->token_hash, &session->id);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome write_begin_session(struct exchange *exchange, struct write *write) {
    TRY(session_read(exchange, &write->session));
    if (write->session.id > 0)
        return OK;
    if (!exchange_may_begin_session(exchange))
        return TOO_MANY;
    char *token = arena_take(exchange->arena, TOKEN_LENGTH + 1);
    token_make(token);
    token_hash(token, write->session.token_hash);
    write->new_token = token;
    return OK;
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

enum outcome write_outcome(struct exchange *exchange) {
    const struct write *write = exchange->work;
    if (write->change.outcome == OK && write->new_token)
        set_cookie(exchange, write->new_token, YEAR_SECONDS);
    return write->change.outcome;
}

void write_redirect(struct exchange *exchange, const char *fallback, const char *fragment) {
    const char *back = form_value(exchange, "back");
    if (!is_own_path(back))
        back = fallback;
    reply_redirect(
        exchange, 303,
        arena_format(exchange->arena, "%.*s#%s", (int)strcspn(back, "#"), back, fragment));
    exchange->reply.cache_control = "no-store";
}

void session_drop_cookie(struct exchange *exchange) {
    set_cookie(exchange, "", 0);
}

void session_mark_private(struct exchange *exchange, const struct session *session) {
    if (session->id > 0)
        exchange->reply.cache_control = "private, no-store";
}
