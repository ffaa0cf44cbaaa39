// token.c: see token.h.
#include "base/token.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"

_Static_assert(sizeof(struct block_key) == crypto_shorthash_KEYBYTES, "SipHash's key");

enum outcome token_start(void) {
    if (sodium_init() >= 0)
        return OK;
    log_line(LOG_ERROR, "token", "cause", "the system has no source of random bytes", NULL);
    return INTERNAL;
}

void token_make(char token[TOKEN_LENGTH + 1]) {
    unsigned char bytes[TOKEN_LENGTH / 2];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2hex(token, TOKEN_LENGTH + 1, bytes, sizeof bytes); // fits
}

int token_is_well_formed(const char *text) {
    size_t length = text ? strlen(text) : 0;
    return (length == TOKEN_LENGTH || length == TOKEN_LENGTH_ONCE) &&
           strspn(text, "0123456789abcdef") == length;
}

void token_hash(const char *token, char hash[TOKEN_HASH_LENGTH + 1]) {
    unsigned char bytes[TOKEN_HASH_LENGTH / 2];
    // Fails only for sizes that are out of range.
    (void)crypto_generichash(bytes, sizeof bytes, (const unsigned char *)token, strlen(token), NULL,
                             0);
    (void)sodium_bin2hex(hash, TOKEN_HASH_LENGTH + 1, bytes, sizeof bytes); // fits
}

void block_key_make(struct block_key *key) {
    randombytes_buf(key->bytes, sizeof key->bytes);
}

uint64_t block_hash(const struct block_key *key, const void *bytes, size_t length) {
    uint64_t hash = 0;
    (void)crypto_shorthash((unsigned char *)&hash, bytes, length, key->bytes); // always 0
    return hash;
}

int token_hash_equals(const char a[TOKEN_HASH_LENGTH + 1], const char b[TOKEN_HASH_LENGTH + 1]) {
    return sodium_memcmp(a, b, TOKEN_HASH_LENGTH) == 0;
}

uint32_t random_number(void) {
    return randombytes_random();
}
