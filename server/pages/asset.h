// asset.h: addresses of style and icon, which hold their checksum so that caches keep them.
#pragma once

struct exchange;

// "/assets/style.1f0a….css" for "style.css"; "/assets/style.dev.css" with --dev. In the arena.
const char *asset_address(const struct exchange *exchange, const char *name);
