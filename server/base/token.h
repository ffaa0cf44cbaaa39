// token.h: the secrets in readers' cookies and in links that are mailed, and hashes. token.c is the
// only file that names <sodium.h>.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"

enum {
    TOKEN_LENGTH = 64,      // characters: 256 bits in lower-case hexadecimal
    TOKEN_LENGTH_ONCE = 32, // sessions that began before had 128 bits; their cookies stay good
    TOKEN_HASH_LENGTH = 64, // characters: BLAKE2b-256 in lower-case hexadecimal
    // Characters: a token, when it was issued, and the seal of both.
    TOKEN_ISSUED_LENGTH = TOKEN_LENGTH + 16 + 32,
    TOKEN_FRESH_MS = 600000, // ten minutes: how long after its issue a token may begin a session
};

// What only this process can seal with.
struct token_key {
    unsigned char bytes[32];
};

struct block_key {
    unsigned char bytes[16];
};

// To be called once before anything else here. INTERNAL when the system has no random source.
MUST_USE enum outcome token_start(void);

// A new token from the system's random source, NUL-terminated.
void token_make(char token[TOKEN_LENGTH + 1]);

void token_key_make(struct token_key *key);

// A new token as it is first handed out, sealed, so that it is known again without being kept: the
// token itself is its first TOKEN_LENGTH characters. `now` is epoch milliseconds, 0 or more.
void token_issue(const struct token_key *key, int64_t now, char issued[TOKEN_ISSUED_LENGTH + 1]);

// Whether `text` was issued under this key, not after `now` and at most TOKEN_FRESH_MS before it.
bool token_is_fresh(const struct token_key *key, int64_t now, const char *text);

// Whether `text` has the form of an issued token, fresh or not. NULL has not.
bool token_is_issued(const char *text);

// Whether `text` has the form of a token. NULL has not.
int token_is_well_formed(const char *text);

// The hash by which the store knows the token, or an address that it must not keep.
void token_hash(const char *token, char hash[TOKEN_HASH_LENGTH + 1]);

// A new random key; and SipHash-2-4 of bytes under a key (which needs no token_start).
void block_key_make(struct block_key *key);
uint64_t block_hash(const struct block_key *key, const void *bytes, size_t length);

// Whether two hashes are equal, in a time that does not depend on where they differ.
int token_hash_equals(const char a[TOKEN_HASH_LENGTH + 1], const char b[TOKEN_HASH_LENGTH + 1]);

// A number from the system's random source.
uint32_t random_number(void);
