// proxies.h: which peers are the operator's own proxies, and the address of the client behind them.
// Pure: no HTTP library.
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "base/outcome.h"
#include "http/headers.h"

struct proxies;

// An address as 16 bytes; IPv4 as ::ffff:a.b.c.d. All 0 for a peer without one.
struct address {
    unsigned char bytes[16];
};

bool address_is_four(const struct address *address);

// Reads addresses and networks ("10.0.0.1, 172.16.0.0/12, fd00::/8"), separated by commas; "" is
// none. INVALID, logged, when one is neither. The caller owns *out.
MUST_USE enum outcome proxies_read(const char *list, struct proxies **out);
void proxies_free(struct proxies *proxies); // NULL is allowed

// Whether the peer is one of them. NULL is a peer without an address.
bool proxies_have(const struct proxies *proxies, const struct sockaddr *peer);

// The peer's address; or, when the peer is a proxy, the last address that the lines of
// X-Forwarded-For name, read as one list, that is none. What is no address ends the search: then
// it is the address of the proxy that said so.
struct address proxies_client(const struct proxies *proxies, const struct sockaddr *peer,
                              const struct headers *headers);
