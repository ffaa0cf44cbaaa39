// send.c: see send.h.
#include "http/send.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "http/request_check.h"

enum { WORTH_COMPRESSING = 1024, ETAG_SIZE = 24 };

// What every response says. The policy allows what the pages use and nothing else.
static const char *const security_headers[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

static bool is_compressible(const struct response *response) {
    return response->content_type && response->length >= WORTH_COMPRESSING &&
           (strncmp(response->content_type, "text/", 5) == 0 ||
            strcmp(response->content_type, "image/svg+xml") == 0 ||
            strncmp(response->content_type, "application/atom+xml", 20) == 0);
}

// Names the bytes for caches: the same under every start of the program, so the key is no secret.
static void make_etag(const struct response *response, char etag[ETAG_SIZE]) {
    static const struct block_key key = {{0}};
    (void)snprintf(etag, ETAG_SIZE, "W/\"%016" PRIx64 "\"",
                   block_hash(&key, response->body, response->length)); // fits: 20 characters
}

static const char *header_of(struct MHD_Connection *connection, const char *name) {
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value ? value : "";
}

// Compresses the body in place when the client takes it; *encoded says whether.
static void compress(struct worker *worker, struct MHD_Connection *connection,
                     struct exchange *exchange, bool *encoded) {
    struct response *response = &exchange->response;
    const void *bytes = NULL;
    size_t length = 0;
    *encoded = accepts_gzip(header_of(connection, MHD_HTTP_HEADER_ACCEPT_ENCODING)) &&
               gzip_compress(worker->gzip, exchange->arena, response->body, response->length,
                             &bytes, &length) == OK;
    if (*encoded) {
        response->body = bytes;
        response->length = length;
    }
}

static bool add(struct MHD_Response *message, const char *name, const char *value) {
    return !value || MHD_add_response_header(message, name, value) == MHD_YES;
}

// A year, for this host alone: what else is below it is the operator's to decide.
static bool add_transport_security(struct MHD_Response *message, const struct hosts *hosts) {
    return add(message, "Strict-Transport-Security",
               hosts_are_secure(hosts) ? "max-age=31536000" : NULL);
}

static bool add_cookies(struct MHD_Response *message, const struct response *response) {
    for (size_t i = 0; i < SET_COOKIES_MAX && response->set_cookies[i]; i++) {
        if (!add(message, "Set-Cookie", response->set_cookies[i]))
            return false;
    }
    return true;
}

static bool add_headers(struct MHD_Response *message, const struct response *response) {
    bool added = true;
    for (size_t i = 0; i < sizeof security_headers / sizeof *security_headers; i++)
        added = added && add(message, security_headers[i][0], security_headers[i][1]);
    return added && add_cookies(message, response) &&
           add(message, "Content-Type", response->content_type) &&
           add(message, "Location", response->location) && add(message, "Allow", response->allow) &&
           add(message, "Cache-Control",
               response->secret          ? "no-store"
               : response->cache_control ? response->cache_control
                                         : "no-cache") &&
           add(message, "Referrer-Policy",
               response->secret ? "no-referrer" : "strict-origin-when-cross-origin") &&
           add(message, "X-Robots-Tag", response->noindex ? "noindex" : NULL) &&
           add(message, "Retry-After",
               response->status == 503 || response->status == 429 ? "5" : NULL);
}

static void free_arena(void *arena) {
    arena_free(arena);
}

enum MHD_Result send_response(struct worker *worker, struct MHD_Connection *connection,
                              struct exchange *exchange, bool close) {
    struct response *response = &exchange->response;
    char etag[ETAG_SIZE] = "";
    bool varies = is_compressible(response);
    bool encoded = false;
    if (response->status == 200 && response->body)
        make_etag(response, etag);
    if (etag[0] && strstr(header_of(connection, MHD_HTTP_HEADER_IF_NONE_MATCH), etag)) {
        response->status = 304;
        response->length = 0;
    } else if (varies) {
        compress(worker, connection, exchange, &encoded);
    }
    // The bytes must outlive the message, so the message takes the arena with it. The library
    // declares them without const, but only reads them.
    void *body = response->body ? (void *)(uintptr_t)response->body : exchange->arena;
    struct MHD_Response *message = MHD_create_response_from_buffer_with_free_callback_cls(
        response->length, body, free_arena, exchange->arena);
    if (!message) {
        arena_free(exchange->arena);
        return MHD_NO;
    }
    bool whole = add_headers(message, response) &&
                 add_transport_security(message, &worker->hosts) &&
                 add(message, "ETag", etag[0] ? etag : NULL) &&
                 add(message, "Vary", varies ? "Accept-Encoding, Cookie" : NULL) &&
                 add(message, "Content-Encoding", encoded ? "gzip" : NULL) &&
                 add(message, "Connection", close ? "close" : NULL);
    enum MHD_Result queued =
        whole ? MHD_queue_response(connection, (unsigned)response->status, message) : MHD_NO;
    MHD_destroy_response(message);
    return queued;
}
