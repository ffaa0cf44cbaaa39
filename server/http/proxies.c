// proxies.c: see proxies.h.
#include "http/proxies.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"

enum { ELEMENT_SIZE = 64, FOUR_BITS = 32, SIX_BITS = 128 };

static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};

struct network {
    struct address address;
    int bits; // of the 128 that must be the same
};

struct proxies {
    size_t count;
    struct network networks[];
};

bool address_is_four(const struct address *address) {
    return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

static bool read_address(const char *text, struct address *out) {
    if (inet_pton(AF_INET6, text, out->bytes) == 1)
        return true;
    memcpy(out->bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, text, out->bytes + sizeof mapped) == 1;
}

// Copies the element of the list that ends before `end` into `text`, trimmed; returns where it
// begins. What is too long for an address becomes "?".
static const char *last_element(const char *list, const char *end, char text[ELEMENT_SIZE]) {
    const char *begin = end;
    while (begin > list && begin[-1] != ',')
        begin--;
    const char *from = begin;
    while (from < end && (*from == ' ' || *from == '\t'))
        from++;
    size_t length = (size_t)(end - from);
    while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t'))
        length--;
    if (length >= ELEMENT_SIZE) {
        from = "?";
        length = 1;
    }
    memcpy(text, from, length);
    text[length] = '\0';
    return begin;
}

// Reads "10.0.0.1" or "10.0.0.0/8".
static bool read_network(char *text, struct network *out) {
    char *slash = strchr(text, '/');
    const char *digits = slash ? slash + 1 : "";
    size_t count = strlen(digits);
    if (slash)
        *slash = '\0';
    bool good = read_address(text, &out->address) && strspn(digits, "0123456789") == count &&
                (slash ? count >= 1 && count <= 3 : true);
    if (slash)
        *slash = '/'; // for the message
    bool four = !strchr(text, ':');
    int most = four ? FOUR_BITS : SIX_BITS;
    int bits = slash ? (int)strtol(digits, NULL, 10) : most;
    out->bits = bits + (four ? SIX_BITS - FOUR_BITS : 0);
    return good && bits <= most;
}

enum outcome proxies_read(const char *list, struct proxies **out) {
    size_t most = 1;
    for (const char *at = list; *at; at++)
        most += *at == ',';
    struct proxies *proxies = calloc(1, sizeof *proxies + most * sizeof(struct network));
    if (!proxies) {
        log_line(LOG_ERROR, "proxies", "cause", strerror(errno), NULL);
        return INTERNAL;
    }
    const char *end = list + strlen(list);
    while (end > list) {
        char text[ELEMENT_SIZE];
        const char *begin = last_element(list, end, text);
        if (!read_network(text, &proxies->networks[proxies->count])) {
            log_line(LOG_ERROR, "proxies", "proxy", text, "cause",
                     "is not an address, nor a network such as 172.16.0.0/12", NULL);
            free(proxies);
            return INVALID;
        }
        proxies->count++;
        end = begin > list ? begin - 1 : list;
    }
    *out = proxies;
    return OK;
}

void proxies_free(struct proxies *proxies) {
    free(proxies);
}

// A network of IPv6 holds no IPv4 address, not even ::/0.
static bool holds(const struct network *network, const struct address *address) {
    if (address_is_four(&network->address) != address_is_four(address))
        return false;
    size_t whole = (size_t)network->bits / 8;
    unsigned rest = (unsigned)network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 || (network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

static bool is_proxy(const struct proxies *proxies, const struct address *address) {
    for (size_t i = 0; i < proxies->count; i++) {
        if (holds(&proxies->networks[i], address))
            return true;
    }
    return false;
}

static struct address address_of(const struct sockaddr *peer) {
    struct address address = {0};
    if (peer && peer->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, peer, sizeof four);
        memcpy(address.bytes, mapped, sizeof mapped);
        memcpy(address.bytes + sizeof mapped, &four.sin_addr, sizeof four.sin_addr);
    } else if (peer && peer->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, peer, sizeof six);
        memcpy(address.bytes, &six.sin6_addr, sizeof six.sin6_addr);
    }
    return address;
}

bool proxies_have(const struct proxies *proxies, const struct sockaddr *peer) {
    const struct address address = address_of(peer);
    return is_proxy(proxies, &address);
}

// Takes the quotes off that some proxies put around a port, as Forwarded has them (RFC 7239, 6).
static char *unquoted(char *text) {
    size_t length = strlen(text);
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return text;
    text[length - 1] = '\0';
    return text + 1;
}

// Reads "1.2.3.4", "1.2.3.4:567", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:567"; a zone
// ("fe80::1%eth0") names the proxy's own interface and is left out.
static bool read_client(char *text, struct address *out) {
    text = unquoted(text);
    char *colon = strchr(text, ':');
    char *after = NULL;
    if (text[0] == '[') {
        text++;
        after = strchr(text, ']');
        if (!after || (after[1] != '\0' && after[1] != ':'))
            return false;
        *after++ = '\0';
    } else if (colon && !strchr(colon + 1, ':')) {
        after = colon;
    }
    if (after && *after == ':') {
        *after++ = '\0';
        if (strspn(after, "0123456789") < strlen(after))
            return false;
    }
    text[strcspn(text, "%")] = '\0';
    return read_address(text, out);
}

// Goes on from *address over the elements of one line, from its end; false when the search is over.
static bool walk_line(const struct proxies *proxies, const char *line, struct address *address) {
    const char *end = line + strlen(line);
    while (end > line) {
        char text[ELEMENT_SIZE];
        const char *begin = last_element(line, end, text);
        struct address named;
        if (text[0]) { // an empty element says nothing (RFC 9110, 5.6.1)
            if (!is_proxy(proxies, address) || !read_client(text, &named))
                return false;
            *address = named;
        }
        end = begin > line ? begin - 1 : line;
    }
    return true;
}

struct address proxies_client(const struct proxies *proxies, const struct sockaddr *peer,
                              const struct headers *headers) {
    struct address address = address_of(peer);
    bool more = is_proxy(proxies, &address);
    for (size_t i = headers->count; more && i > 0; i--) {
        const struct header *header = &headers->list[i - 1];
        if (strcasecmp(header->name, "X-Forwarded-For") == 0)
            more = walk_line(proxies, header->value, &address);
    }
    return address;
}
