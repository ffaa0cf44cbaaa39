// slug.h: what a slug is, and the address of a comparison made of slugs.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/catalog.h"

struct arena;

// Why `text` is no slug, as the end of a sentence ("holds \"-vs-\""); NULL when it is one.
// A slug is 1 to SLUG_MAX of a-z, 0-9 and "-", never "vs", never with "-vs-" in it, never
// beginning with "vs-" or ending with "-vs": so a comparison's address can be read one way only.
// A static string.
const char *slug_fault(const char *text);

// Cuts the last part of a comparison's address, "a-vs-b" or "A-vs-b-vs-c", into its names,
// lower-cased. `names` has room for COMPARISON_MAX; the names live in the arena.
// NOT_FOUND when there are fewer than two or more than COMPARISON_MAX, or one is no slug.
MUST_USE enum outcome comparison_names(struct arena *arena, const char *address,
                                       const char *names[COMPARISON_MAX], size_t *count);

// The address's last part for `count` slugs that are in byte order already: "a-vs-b".
char *comparison_address(struct arena *arena, const char *const *slugs, size_t count);
