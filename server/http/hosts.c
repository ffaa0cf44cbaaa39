// hosts.c: see hosts.h.
#include "http/hosts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HTTP_PORT = 80, HTTPS_PORT = 443, NO_PORT = 0 };

// A host as it stands in a Host field, in an origin or in a list.
struct place {
    const char *name; // not ended by a NUL; an IPv6 address with its brackets
    size_t length;
    int port;
};

struct origin {
    bool secure; // https
    struct place place;
};

static bool read_port(const char *text, size_t length, int *port) {
    if (length == 0 || length > 5 || strspn(text, "0123456789") < length)
        return false;
    long number = strtol(text, NULL, 10);
    *port = (int)number;
    return number > 0 && number <= 65535;
}

// Reads "name", "name:port", "[v6]" or "[v6]:port", `length` bytes.
static bool read_place(const char *text, size_t length, struct place *out) {
    const char *bracket = length > 0 && text[0] == '[' ? memchr(text, ']', length) : NULL;
    size_t name = bracket ? (size_t)(bracket - text) + 1 : strcspn(text, ":");
    if (name > length)
        name = length;
    *out = (struct place){text, name, NO_PORT};
    size_t allowed = strspn(bracket ? text + 1 : text, bracket ? "0123456789abcdefABCDEF:."
                                                               : "abcdefghijklmnopqrstuvwxyz"
                                                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                                 "0123456789.-_");
    if (name == 0 || allowed + (bracket ? 2 : 0) < name)
        return false;
    return name == length ||
           (text[name] == ':' && read_port(text + name + 1, length - name - 1, &out->port));
}

static bool read_origin(const char *text, struct origin *out) {
    size_t scheme = strncasecmp(text, "https://", 8) == 0  ? 8
                    : strncasecmp(text, "http://", 7) == 0 ? 7
                                                           : 0;
    out->secure = scheme == 8;
    return scheme > 0 && read_place(text + scheme, strlen(text + scheme), &out->place);
}

static int default_port(bool secure) {
    return secure ? HTTPS_PORT : HTTP_PORT;
}

static bool same_name(const struct place *a, const struct place *b) {
    return a->length == b->length && strncasecmp(a->name, b->name, a->length) == 0;
}

static bool same_origin(const struct origin *a, const struct origin *b) {
    int port_a = a->place.port == NO_PORT ? default_port(a->secure) : a->place.port;
    int port_b = b->place.port == NO_PORT ? default_port(b->secure) : b->place.port;
    return a->secure == b->secure && port_a == port_b && same_name(&a->place, &b->place);
}

// Whether a request for `host` can come from a page of this origin. Which scheme the host has is
// known to the proxy alone, so either default port is the same as none.
static bool is_origin_of(const struct origin *origin, const struct place *host) {
    int port = host->port == HTTP_PORT || host->port == HTTPS_PORT ? NO_PORT : host->port;
    int from = origin->place.port == default_port(origin->secure) ? NO_PORT : origin->place.port;
    return from == port && same_name(&origin->place, host);
}

// Whether the name is one that its owner alone decides about, and not whoever keeps a name server.
static bool is_numeric_or_local(const struct place *place) {
    unsigned char address[16];
    char text[INET6_ADDRSTRLEN] = "";
    bool six = place->name[0] == '[';
    if (place->length >= sizeof text)
        return false;
    memcpy(text, place->name + six, place->length - (six ? 2 : 0));
    return inet_pton(six ? AF_INET6 : AF_INET, text, address) == 1 ||
           strcasecmp(text, "localhost") == 0;
}

// Takes the next element from a list with commas; false behind its end. *good: it is a host.
static bool next_place(const char **list, struct place *out, bool *good) {
    if (!*list)
        return false;
    const char *begin = *list + strspn(*list, " \t");
    size_t length = strcspn(begin, ",");
    *list = begin[length] == ',' ? begin + length + 1 : NULL;
    while (length > 0 && strchr(" \t", begin[length - 1]))
        length--;
    *good = read_place(begin, length, out) && out->port == NO_PORT;
    return true;
}

bool is_base_url(const char *url) {
    struct origin origin;
    bool lower = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
    return lower && read_origin(url, &origin);
}

bool is_host_list(const char *list) {
    struct place place;
    bool good = true;
    for (const char *rest = list[0] ? list : NULL; good && next_place(&rest, &place, &good);)
        continue;
    return good;
}

bool hosts_are_secure(const struct hosts *hosts) {
    return hosts->base_url && strncmp(hosts->base_url, "https://", 8) == 0;
}

bool hosts_serve(const struct hosts *hosts, const char *host, bool writes) {
    struct origin base;
    if (!hosts->base_url || !read_origin(hosts->base_url, &base))
        return true;
    if (!host)
        return !writes;
    struct place place;
    if (!read_place(host, strlen(host), &place))
        return false;
    if (same_name(&place, &base.place) || is_numeric_or_local(&place))
        return true;
    struct place further;
    bool good = true;
    for (const char *rest = hosts->further; next_place(&rest, &further, &good);) {
        if (good && same_name(&place, &further))
            return true;
    }
    return false;
}

// Whether a page of this origin may write: the base URL's, or one of the host that is asked, over
// the base URL's scheme. The base URL's host has one port, and what serves another is not us.
static bool may_write(const struct hosts *hosts, const char *text, const char *host) {
    struct origin origin;
    struct origin base;
    struct place place;
    if (!read_origin(text, &origin))
        return false;
    if (hosts->base_url && read_origin(hosts->base_url, &base)) {
        if (same_name(&origin.place, &base.place))
            return same_origin(&origin, &base);
        if (origin.secure != base.secure)
            return false;
    }
    return host && read_place(host, strlen(host), &place) && is_origin_of(&origin, &place);
}

struct refusal hosts_judge_source(const struct hosts *hosts, const struct headers *headers,
                                  const char *host) {
    const char *site = "";
    const char *origin = "";
    bool same =
        headers_find(headers, "Sec-Fetch-Site", &site) > 0
            ? strcmp(site, "same-origin") == 0
            : headers_find(headers, "Origin", &origin) == 1 && may_write(hosts, origin, host);
    if (same)
        return (struct refusal){0};
    return (struct refusal){403, "This was not sent from a page of this site."};
}
