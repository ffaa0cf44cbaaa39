// asset.c: `/assets/:file`. Serves the embedded files by their address and nothing else; with
// --dev the same names from disk, so nothing else on disk can ever be reached.
#include "pages/asset.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/log.h"
#include "base/text.h"
#include "http/exchange.h"
#include "pages/pages.h"
#include "pages/site.h"

enum { SUM_DIGITS = 16 };

static const char *file_name(const struct exchange *exchange, const struct embedded_file *file) {
    const char *dot = strrchr(file->name, '.');
    int stem = (int)(dot - file->name);
    if (exchange->site->dev_folder)
        return arena_format(exchange->arena, "%.*s.dev%s", stem, file->name, dot);
    return arena_format(exchange->arena, "%.*s.%.*s%s", stem, file->name, SUM_DIGITS, file->sha256,
                        dot);
}

const char *asset_address(const struct exchange *exchange, const char *name) {
    const struct embedded_file *file = embedded_find(embedded_assets, name);
    return file ? arena_format(exchange->arena, "/assets/%s", file_name(exchange, file)) : "";
}

static const char *type_of(const char *name) {
    const char *dot = strrchr(name, '.');
    if (strcmp(dot, ".css") == 0)
        return "text/css; charset=utf-8";
    if (strcmp(dot, ".js") == 0)
        return "text/javascript; charset=utf-8";
    return "image/svg+xml";
}

static enum outcome read_from_disk(struct exchange *exchange, const char *name, struct text *out) {
    const char *path =
        arena_format(exchange->arena, "%s/assets/%s", exchange->site->dev_folder, name);
    FILE *file = fopen(path, "rbe");
    if (!file) {
        log_line(LOG_ERROR, "asset", "path", path, "cause", strerror(errno), NULL);
        return INTERNAL;
    }
    char bytes[8192];
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, file)) > 0;)
        text_append(out, bytes, length);
    bool failed = ferror(file);
    (void)fclose(file); // it was only read
    return failed ? INTERNAL : OK;
}

static enum outcome serve_from_disk(struct exchange *exchange, const struct embedded_file *file) {
    struct text bytes = {.arena = exchange->arena};
    TRY(read_from_disk(exchange, file->name, &bytes));
    respond_bytes(exchange, type_of(file->name), bytes.bytes ? bytes.bytes : "", bytes.length);
    exchange->response.cache_control = "no-store";
    return OK;
}

enum outcome get_asset(struct exchange *exchange) {
    for (const struct embedded_file *file = embedded_assets; file->name; file++) {
        if (strcmp(file_name(exchange, file), exchange->parameter) != 0)
            continue;
        if (exchange->site->dev_folder)
            return serve_from_disk(exchange, file);
        respond_bytes(exchange, type_of(file->name), file->bytes,
                      (size_t)(file->end - file->bytes));
        exchange->response.cache_control = "public, max-age=31536000, immutable";
        return OK;
    }
    return NOT_FOUND;
}
