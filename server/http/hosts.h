// hosts.h: at which hosts the site is served, and from which pages a form may come. Pure: no HTTP
// library.
#pragma once

#include <stdbool.h>

#include "http/request_check.h"

// What the operator says of the site's address. Borrowed.
struct hosts {
    const char *base_url; // "https://verdict.example", see is_base_url; NULL: every host is served
    const char *further;  // names, with commas, that are served like the base URL's; "": none
};

// Whether it is "http://" or "https://", a host and at most a port.
bool is_base_url(const char *url);

// Whether it is a list of names or addresses, with commas, without ports; "" is one.
bool is_host_list(const char *list);

// Whether the base URL is https.
bool hosts_are_secure(const struct hosts *hosts);

// Whether requests for `host` ("name" or "name:port") are answered here, whatever the port: the
// base URL's host, the further ones, localhost, and numeric addresses, which nobody else can make
// lead here. NULL, a request that names no host, may read alone: `writes` false.
bool hosts_serve(const struct hosts *hosts, const char *host, bool writes);

// Judges where a POST to `host` (NULL: none) comes from, as the browser says it: no other site may
// write in a reader's name.
struct refusal hosts_judge_source(const struct hosts *hosts, const struct headers *headers,
                                  const char *host);
