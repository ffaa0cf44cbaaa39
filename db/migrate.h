// migrate.h: brings the store to the shape that this program knows.
//
// Every migration is applied in one transaction together with its row in schema_migrations.
#pragma once

#include <stddef.h>

#include "base/outcome.h"

struct arena;
struct store;

struct migration {
    const char *name;   // "0001_catalog.sql": four digits, counting from 1
    const char *sha256; // of the file, 64 hexadecimal digits
    const char *sql;
};

struct applied_migration {
    const char *name;
    long long applied_at; // epoch milliseconds; 0: not yet
};

// The migrations that are built in, in order.
const struct migration *migrations_built_in(size_t *count);

// Compares the store with `count` migrations and writes nothing. INVALID, logged with the file's
// name, when an applied one has changed, one is missing between others, or the store is newer.
// *out, when given, gets one row for each of the `count`, in the arena.
MUST_USE enum outcome migrate_check(struct store *store, const struct migration *migrations,
                                    size_t count, struct arena *arena,
                                    struct applied_migration **out);

// Checks, then applies what is missing. On a failure the store is as after the last whole one.
MUST_USE enum outcome migrate(struct store *store, const struct migration *migrations,
                              size_t count);
