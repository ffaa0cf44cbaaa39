// routes.h: the table of all addresses. Knows the pages; no page knows it.
#pragma once

#include "http/exchange.h"

// The site's routes, for the public listener. Static.
const struct routes *site_routes(void);
