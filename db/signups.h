// signups.h: the newsletter's forms, from the moment that they are answered until they are looked
// at. All that writes is for the writer.
//
// A form only adds its row, whatever the store knows of its address, so neither the answer nor its
// time tells anybody whether the address is subscribed.
#pragma once

#include <stdint.h>

#include "base/outcome.h"

struct arena;
struct store;

enum wish { WISH_SUBSCRIBE, WISH_LEAVE };

struct signup {
    int64_t id; // the store's
    enum wish wish;
    const char *address; // see domain/address.h
    const char *key;
    int wording;      // consent_version, as it was
    int64_t asked_at; // epoch milliseconds
};

// Keeps it; its id is the next one.
MUST_USE enum outcome signups_add(struct store *store, const struct signup *signup);

// The oldest one. NOT_FOUND when there is none. Also for readers.
MUST_USE enum outcome signups_first(struct store *store, struct arena *arena, struct signup *out);

MUST_USE enum outcome signups_drop(struct store *store, int64_t id);
