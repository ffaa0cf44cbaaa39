// url.h: the web addresses that a catalog may hold: homepages and sources.
//
// Taken is "http://" or "https://", a host, perhaps a port, and whatever may follow it in a
// browser. The host is a name (also in other scripts, as IDNA 2008 has them), an IPv4 address in
// four decimal numbers, or an IPv6 address in brackets.
#pragma once

// Why `text` (UTF-8) is no such address, as the end of a sentence ("names no host"); NULL when it
// is one. A static string.
const char *url_fault(const char *text);
