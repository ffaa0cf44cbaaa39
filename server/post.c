// post.c: see post.h.
#include "post.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/log.h"
#include "config.h"
#include "domain/address.h"
#include "domain/newsletter.h"

enum { PASSWORD_MAX = 1024 };

// The host in "https://host:port", without the port; an address, which takes no mail, is
// "localhost", and so is none.
static const char *host_of(struct arena *arena, const char *base_url) {
    if (!base_url)
        return "localhost";
    const char *host = strstr(base_url, "://") + 3; // see config.c
    char *copy = arena_copy(arena, host, strcspn(host, ":/"));
    bool name = strspn(copy, "0123456789.") < strlen(copy) && copy[0] != '[';
    return name ? copy : "localhost";
}

static bool is_this_machine(const char *base_url) {
    const char *host = strstr(base_url, "://") + 3; // see config.c
    size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    static const char *const names[] = {"localhost", "[::1]", "[::]", "0.0.0.0"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (length == strlen(names[i]) && strncasecmp(host, names[i], length) == 0)
            return true;
    }
    return strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == length;
}

void post_warn(const struct config *config) {
    if (config->mail_server[0] && (!config->base_url || is_this_machine(config->base_url)))
        log_line(LOG_WARNING, "mail", "cause", "the links in mails lead to this machine's address",
                 "hint", "name the site's public address: --base-url", NULL);
}

// Reads the file's first line, without its end. What is wrong with it, or NULL.
static const char *read_line(FILE *file, char line[PASSWORD_MAX]) {
    if (!fgets(line, PASSWORD_MAX, file))
        return ferror(file) ? strerror(errno) : "holds no password";
    size_t length = strcspn(line, "\r\n");
    if (length == 0)
        return "holds no password in its first line";
    if (length == PASSWORD_MAX - 1)
        return "begins with a line that is too long for a password";
    line[length] = '\0';
    return NULL;
}

static enum outcome read_password(const char *path, struct arena *arena, const char **out) {
    char line[PASSWORD_MAX] = "";
    FILE *file = fopen(path, "re");
    const char *fault = file ? read_line(file, line) : strerror(errno);
    if (file)
        (void)fclose(file); // nothing was written
    if (fault) {
        log_line(LOG_ERROR, "mail", "file", path, "cause", fault, NULL);
        return INVALID;
    }
    *out = arena_copy_string(arena, line);
    return OK;
}

static enum outcome fill_smtp(const struct config *config, struct arena *arena,
                              struct smtp_settings *smtp) {
    smtp->url = config->mail_server;
    smtp->user = config->mail_user[0] ? config->mail_user : NULL;
    smtp->password = config->mail_password;
    smtp->auth = config->mail_auth;
    smtp->ca_file = config->mail_ca[0] ? config->mail_ca : NULL;
    if (config->mail_password_file[0])
        return read_password(config->mail_password_file, arena, &smtp->password);
    return OK;
}

enum outcome post_open(const struct config *config, const char *base_url, struct arena *arena,
                       struct post_office *out) {
    *out = (struct post_office){0};
    struct post *post = &out->sender.post;
    post->base_url = base_url;
    post->from_address = config->mail_from
                             ? config->mail_from
                             : arena_format(arena, "verdict@%s", host_of(arena, base_url));
    post->return_address = config->mail_return ? config->mail_return : post->from_address;
    out->sender.data = config->data;
    out->sender.per_second = config->mail_rate;
    out->sender.suppressed_ms = config->suppressed_days * DAY_MS;
    out->sender.schedule = config->newsletter_at;
    if (!config->mail_server[0])
        return OK;
    out->smtp.own_name = address_host(post->from_address);
    out->sender.smtp = &out->smtp;
    return fill_smtp(config, arena, &out->smtp);
}
