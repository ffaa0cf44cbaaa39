// address.c: see address.h.
#include "domain/address.h"

#include <idn2.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 63 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
static const char beside_letters[] = "!#$%&'*+-/=?^_`{|}~"; // RFC 5322's atext

static bool is_atom_byte(char byte) {
    return byte && (strchr(letters, byte) || strchr(beside_letters, byte));
}

// Atoms with single dots between them.
static bool is_dot_atom(const char *text, size_t length) {
    if (length == 0 || text[0] == '.' || text[length - 1] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        bool dot = text[i] == '.';
        if ((!dot && !is_atom_byte(text[i])) || (dot && text[i + 1] == '.'))
            return false;
    }
    return true;
}

static bool is_label(const char *label, size_t length) {
    return length > 0 && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-' &&
           strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-") >= length;
}

// Two labels or more; the last is no number, as in an address literal.
static bool is_host(const char *host) {
    size_t labels = 0;
    const char *last = host;
    for (const char *at = host;; at++) {
        size_t length = strcspn(at, ".");
        if (!is_label(at, length))
            return false;
        labels++;
        last = at;
        at += length;
        if (*at == '\0')
            break;
    }
    return labels >= 2 && strspn(last, "0123456789") < strlen(last);
}

static void release(void *host) {
    idn2_free(host);
}

const char *address_read(struct arena *arena, const char *text, const char **address) {
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    char *typed = arena_copy(arena, text, length);
    char *at = strrchr(typed, '@');
    if (length == 0)
        return "Please enter your email address.";
    if (!at || strchr(typed, ' '))
        return "That is not an email address. One looks like name@example.org.";
    size_t local = (size_t)(at - typed);
    if (!is_dot_atom(typed, local))
        return "The part before the @ holds something that we cannot send mail to.";
    char *host = NULL;
    if (idn2_to_ascii_8z(at + 1, &host, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
        return "The part behind the @ is not the name of a mail host, such as example.org.";
    arena_on_free(arena, release, host);
    for (char *byte = host; *byte; byte++) {
        if (*byte >= 'A' && *byte <= 'Z')
            *byte = (char)(*byte - 'A' + 'a');
    }
    if (!is_host(host))
        return "The part behind the @ is not the name of a mail host, such as example.org.";
    if (local > LOCAL_MAX || local + 1 + strlen(host) > ADDRESS_MAX)
        return "That address is longer than mail allows.";
    *address = arena_format(arena, "%.*s@%s", (int)local, typed, host);
    return NULL;
}

const char *address_key(struct arena *arena, const char *address) {
    char *key = arena_copy_string(arena, address);
    for (char *at = key; *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return key;
}

// Providers who deliver several spellings to one mailbox, by their own support pages
// (support.google.com/mail/answer/7436150, proton.me/support/change-username). A "-tag", as qmail
// has it, is left alone: elsewhere anna-lena and anna-maria are two people.
static const struct provider {
    const char *host;
    const char *known_as;
    const char *ignores; // bytes of the local part
} providers[] = {
    {"gmail.com", "gmail.com", "."},       {"googlemail.com", "gmail.com", "."},
    {"proton.me", "proton.me", "._-"},     {"protonmail.com", "proton.me", "._-"},
    {"protonmail.ch", "proton.me", "._-"}, {"pm.me", "proton.me", "._-"},
};

static struct provider provider_of(const char *host) {
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++) {
        if (strcmp(host, providers[i].host) == 0)
            return providers[i];
    }
    return (struct provider){host, host, ""};
}

const char *address_mailbox(struct arena *arena, const char *key) {
    struct provider provider = provider_of(address_host(key));
    size_t untagged = strcspn(key, "+@");
    char *local = arena_copy(arena, key, untagged);
    size_t length = 0;
    for (size_t i = 0; i < untagged; i++) {
        if (!strchr(provider.ignores, key[i]))
            local[length++] = key[i];
    }
    return length == 0 ? key
                       : arena_format(arena, "%.*s@%s", (int)length, local, provider.known_as);
}

const char *address_host(const char *address) {
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}
