// send.c: see send.h.
#include "http/send.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "http/guard.h"

enum { WORTH_COMPRESSING = 1024, ETAG_SIZE = 24 };

// What every answer says. The policy allows what the pages use and nothing else.
static const char *const security_headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static bool is_compressible(const struct reply *reply) {
    return reply->content_type && reply->length >= WORTH_COMPRESSING &&
           (strncmp(reply->content_type, "text/", 5) == 0 ||
            strcmp(reply->content_type, "image/svg+xml") == 0 ||
            strncmp(reply->content_type, "application/atom+xml", 20) == 0);
}

// Names the bytes for caches: the same under every start of the program, so the key is no secret.
static void make_etag(const struct reply *reply, char etag[ETAG_SIZE]) {
    static const struct block_key key = {{0}};
    (void)snprintf(etag, ETAG_SIZE, "W/\"%016" PRIx64 "\"",
                   block_hash(&key, reply->body, reply->length)); // fits: 20 characters
}

static const char *header_of(struct MHD_Connection *connection, const char *name) {
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

// Compresses the body in place when the client takes it; *encoded says whether.
static void compress(struct worker *worker, struct MHD_Connection *connection,
                     struct exchange *exchange, bool *encoded) {
    struct reply *reply = &exchange->reply;
    const void *bytes = NULL;
    size_t length = 0;
    *encoded = accepts_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING)) &&
               gzip_compress(worker->gzip, exchange->arena, reply->body, reply->length, &bytes,
                             &length) == OK;
    if (*encoded) {
        reply->body = bytes;
        reply->length = length;
    }
}

static bool add(struct MHD_Response *response, const char *name, const char *value) {
    return !value || MHD_add_response_header(response, name, value) == MHD_YES;
}

// A year, for this host alone: what else is below it is the operator's to decide.
static bool add_transport_security(struct MHD_Response *response, const struct hosts *hosts) {
    return add(response, "Strict-Transport-Security",
               hosts_are_secure(hosts) ? "max-age=31536000" : NULL);
}

static bool add_cookies(struct MHD_Response *response, const struct reply *reply) {
    for (size_t i = 0; i < SET_COOKIES_MAX && reply->set_cookies[i]; i++) {
        if (!add(response, "Set-Cookie", reply->set_cookies[i]))
            return false;
    }
    return true;
}

static bool add_headers(struct MHD_Response *response, const struct reply *reply) {
    bool added = true;
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++)
        added = added && add(response, security_headers[i][0], security_headers[i][1]);
    return added && add_cookies(response, reply) &&
           add(response, "Content-Type", reply->content_type) &&
           add(response, "Location", reply->location) && add(response, "Allow", reply->allow) &&
           add(response, "Cache-Control",
               reply->secret          ? "no-store"
               : reply->cache_control ? reply->cache_control
                                      : "no-cache") &&
           add(response, "Referrer-Policy",
               reply->secret ? "no-referrer" : "strict-origin-when-cross-origin") &&
           add(response, "X-Robots-Tag", reply->noindex ? "noindex" : NULL) &&
           add(response, "Retry-After", reply->status == 503 || reply->status == 429 ? "5" : NULL);
}

static void free_arena(void *arena) {
    arena_free(arena);
}

enum MHD_Result send_reply(struct worker *worker, struct MHD_Connection *connection,
                           struct exchange *exchange, bool close) {
    struct reply *reply = &exchange->reply;
    char etag[ETAG_SIZE] = "";
    bool varies = is_compressible(reply);
    bool encoded = false;
    if (reply->status == 200 && reply->body)
        make_etag(reply, etag);
    if (etag[0] && strstr(header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH), etag)) {
        reply->status = 304;
        reply->length = 0;
    } else if (varies) {
        compress(worker, connection, exchange, &encoded);
    }
    // The bytes must outlive the response, so the response takes the arena with it. The library
    // declares them without const, but only reads them.
    void *body = reply->body ? (void *)(uintptr_t)reply->body : exchange->arena;
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        reply->length, body, free_arena, exchange->arena);
    if (!response) {
        arena_free(exchange->arena);
        return MHD_NO;
    }
    bool whole = add_headers(response, reply) && add_transport_security(response, &worker->hosts) &&
                 add(response, "ETag", etag[0] ? etag : NULL) &&
                 add(response, "Vary", varies ? "Accept-Encoding, Cookie" : NULL) &&
                 add(response, "Content-Encoding", encoded ? "gzip" : NULL) &&
                 add(response, "Connection", close ? "close" : NULL);
    enum MHD_Result queued =
        whole ? MHD_queue_response(connection, (unsigned)reply->status, response) : MHD_NO;
    MHD_destroy_response(response);
    return queued;
}
