// names.c: see names.h. Open addressing; a document's author can only slow down their own import,
// so the hash's key is no secret.
#include "catalog/names.h"

#include <string.h>

#include "base/arena.h"
#include "base/token.h"

enum { FIRST_SIZE = 64 };

static size_t slot_of(const struct names *names, const char *name) {
    static const struct block_key key = {{0}};
    size_t slot = (size_t)block_hash(&key, name, strlen(name)) & (names->size - 1);
    while (names->slots[slot] && strcmp(names->slots[slot]->name, name) != 0)
        slot = (slot + 1) & (names->size - 1);
    return slot;
}

struct named *names_find(const struct names *names, const char *name) {
    return names->size > 0 ? names->slots[slot_of(names, name)] : NULL;
}

// Keeps at least half of the slots free.
static void make_room(struct names *names) {
    if (names->count * 2 < names->size)
        return;
    struct names larger = {.arena = names->arena, .count = names->count};
    larger.size = names->size ? names->size * 2 : FIRST_SIZE;
    larger.slots = arena_take_array(names->arena, larger.size, sizeof(struct named *));
    for (size_t i = 0; i < names->size; i++) {
        if (names->slots[i])
            larger.slots[slot_of(&larger, names->slots[i]->name)] = names->slots[i];
    }
    *names = larger;
}

struct named *names_add(struct names *names, struct named bearer) {
    make_room(names);
    size_t slot = slot_of(names, bearer.name);
    if (!names->slots[slot]) {
        names->slots[slot] = arena_take(names->arena, sizeof bearer);
        *names->slots[slot] = bearer;
        names->count++;
    }
    return names->slots[slot];
}
