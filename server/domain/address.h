// address.h: mail addresses, as far as Verdict takes them.
//
// Taken is what RFC 5321 calls a dot-string, "@", and a host name of two labels or more: at most
// ADDRESS_MAX bytes, the local part at most 64. Quoted local parts, routes, comments and address
// literals are refused; "+tags" and dots are left as they are. A host name in other scripts becomes
// its ASCII form (IDNA 2008).
#pragma once

struct arena;

enum { ADDRESS_MAX = 254 }; // bytes

// Reads what a reader typed, blanks around it left out. Returns NULL and sets *address (the local
// part as typed, the host in lower-case ASCII; in the arena); or returns what is wrong, a sentence
// for the reader, a static string.
const char *address_read(struct arena *arena, const char *text, const char **address);

// The address in lower case: two addresses are one when these are equal. In the arena.
const char *address_key(struct arena *arena, const char *address);

// The mailbox behind an address in lower case, as far as its form tells: without a "+tag", which
// most servers ignore; without the dots that Gmail ignores, and the dots, hyphens and underscores
// that Proton does. For counting mails, never for sending. In the arena.
const char *address_mailbox(struct arena *arena, const char *key);

// The host's part, behind the "@"; "" when there is none. Borrowed from `address`.
const char *address_host(const char *address);
