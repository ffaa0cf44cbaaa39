// token.c: see token.h.
#include "base/token.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

// The parts behind an issued token: epoch milliseconds, and the seal; both in hexadecimal.
enum { TIME_LENGTH = 16, SEAL_LENGTH = 32 };
_Static_assert(TOKEN_ISSUED_LENGTH == TOKEN_LENGTH + TIME_LENGTH + SEAL_LENGTH, "all its parts");

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

void token_key_make(struct token_key *key) {
    randombytes_buf(key->bytes, sizeof key->bytes);
}

// The seal of the first `length` characters, in hexadecimal.
static void seal(const struct token_key *key, const char *text, size_t length,
                 char out[SEAL_LENGTH + 1]) {
    unsigned char bytes[SEAL_LENGTH / 2];
    // Fails only for sizes that are out of range.
    (void)crypto_generichash(bytes, sizeof bytes, (const unsigned char *)text, length, key->bytes,
                             sizeof key->bytes);
    (void)sodium_bin2hex(out, SEAL_LENGTH + 1, bytes, sizeof bytes); // fits
}

void token_issue(const struct token_key *key, int64_t now, char issued[TOKEN_ISSUED_LENGTH + 1]) {
    token_make(issued);
    (void)snprintf(issued + TOKEN_LENGTH, TIME_LENGTH + 1, "%016" PRIx64, (uint64_t)now); // fits
    seal(key, issued, TOKEN_LENGTH + TIME_LENGTH, issued + TOKEN_LENGTH + TIME_LENGTH);
}

static bool is_hex(const char *text, size_t length) {
    return text && strlen(text) == length && strspn(text, "0123456789abcdef") == length;
}

bool token_is_issued(const char *text) {
    return is_hex(text, TOKEN_ISSUED_LENGTH);
}

bool token_is_fresh(const struct token_key *key, int64_t now, const char *text) {
    if (!token_is_issued(text))
        return false;
    char good[SEAL_LENGTH + 1];
    seal(key, text, TOKEN_LENGTH + TIME_LENGTH, good);
    if (sodium_memcmp(good, text + TOKEN_LENGTH + TIME_LENGTH, SEAL_LENGTH) != 0)
        return false;
    char time[TIME_LENGTH + 1] = "";
    memcpy(time, text + TOKEN_LENGTH, TIME_LENGTH);
    int64_t issued = strtoll(time, NULL, 16); // as token_issue wrote it
    return issued <= now && now - issued <= TOKEN_FRESH_MS;
}

int token_is_well_formed(const char *text) {
    return is_hex(text, TOKEN_LENGTH) || is_hex(text, TOKEN_LENGTH_ONCE);
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
