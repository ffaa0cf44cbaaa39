// names.h: a set of names that finds each in constant time: who in the import or the store bears
// it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/diagnostics.h"

struct arena;

struct named {
    const char *name;   // borrowed
    struct place place; // in the import; .file NULL: it is the store's
    int64_t id;         // in the store; 0: new
    bool alias;         // of a tool, not its slug
    bool withdrawn;     // once the import is done; of an alias it is not known
};

struct names {
    struct arena *arena;
    struct named **slots; // open addressing; the size is a power of two
    size_t size;
    size_t count;
};

// The bearer of this name, or NULL.
struct named *names_find(const struct names *names, const char *name);

// Adds a bearer unless the name is taken; returns whoever bears it now.
struct named *names_add(struct names *names, struct named bearer);
