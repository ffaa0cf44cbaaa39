// url.c: see url.h. The parts are those of RFC 3986; where browsers read them otherwise (WHATWG's
// URL standard: a backslash ends a host, a last label of digits makes an IPv4 address), what the
// two do not agree on is refused.
#include "domain/url.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/characters.h"
#include "base/utf8.h"

enum { HOST_MAX = 253, LABEL_MAX = 63, PORT_MAX = 65535 };

static const char digits[] = "0123456789";
static const char not_an_address[] = "is not an http:// or https:// address";
static const char no_such_host[] = "names a host that cannot be";

// Only what can be seen, and nothing that would end it inside of a page or a sentence.
static bool has_strange_character(const char *text) {
    for (const char *end = text + strlen(text); text < end;) {
        uint32_t point = utf8_next(&text, end);
        if (!character_is_visible(point) || (point < 0x80 && strchr("\"<>\\", (int)point)))
            return true;
    }
    return false;
}

static bool is_label(const char *label, size_t length) {
    return length > 0 && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-' &&
           strspn(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") >=
               length;
}

// A number, as browsers take it: then the whole host is read as an IPv4 address.
static bool is_number(const char *label) {
    size_t length = strlen(label);
    bool hexadecimal = label[0] == '0' && (label[1] | 0x20) == 'x' &&
                       strspn(label + 2, "0123456789abcdefABCDEF") == length - 2;
    return hexadecimal || strspn(label, digits) == length;
}

// A name in ASCII, without the dot that may end it.
static bool is_ascii_host(const char *host) {
    const char *label = host;
    for (;; label++) {
        size_t length = strcspn(label, ".");
        if (!is_label(label, length))
            return false;
        if (label[length] == '\0')
            break;
        label += length;
    }
    struct in_addr address;
    return strlen(host) <= HOST_MAX &&
           (!is_number(label) || inet_pton(AF_INET, host, &address) == 1);
}

static bool is_ascii(const char *text) {
    while (*text > 0)
        text++;
    return *text == '\0';
}

static bool is_host(char *host) {
    size_t length = strlen(host);
    if (length > 0 && host[length - 1] == '.')
        host[length - 1] = '\0';
    if (is_ascii(host))
        return is_ascii_host(host);
    char *ascii = NULL;
    bool known = idn2_to_ascii_8z(host, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) == IDN2_OK;
    known = known && is_ascii_host(ascii);
    idn2_free(ascii);
    return known;
}

static bool is_port(const char *text) {
    size_t length = strlen(text);
    if (length == 0 || length > 5 || strspn(text, digits) != length)
        return false;
    long port = strtol(text, NULL, 10);
    return port > 0 && port <= PORT_MAX;
}

static const char *authority_fault(char *host) {
    if (strchr(host, '@'))
        return "holds a user name";
    bool brackets = host[0] == '[';
    char *colon = brackets ? strchr(host, ']') : strchr(host, ':');
    if (brackets && colon)
        *colon++ = '\0';
    if (colon && *colon == ':') {
        *colon = '\0';
        if (!is_port(colon + 1))
            return "has a port that is no number from 1 to 65535";
    } else if (brackets && (!colon || *colon)) {
        return no_such_host;
    }
    if (host[0] == '\0')
        return "names no host";
    struct in6_addr address;
    if (brackets)
        return inet_pton(AF_INET6, host + 1, &address) == 1 ? NULL : no_such_host;
    return is_host(host) ? NULL : no_such_host;
}

const char *url_fault(const char *text) {
    size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
                    : strncmp(text, "http://", 7) == 0 ? 7
                                                       : 0;
    if (scheme == 0)
        return not_an_address;
    if (has_strange_character(text))
        return "holds a character that no web address holds";
    text += scheme;
    size_t length = strcspn(text, "/?#");
    char authority[4 * HOST_MAX];
    if (length >= sizeof authority)
        return no_such_host;
    memcpy(authority, text, length);
    authority[length] = '\0';
    return authority_fault(authority);
}
