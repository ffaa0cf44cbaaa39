-- The store's own record of the migrations that shaped it.

-- name: MIGRATIONS_CREATE
CREATE TABLE schema_migrations (
    number INTEGER PRIMARY KEY,   -- 1, 2, 3 …
    name TEXT NOT NULL,           -- the file's
    sha256 TEXT NOT NULL,         -- of the file as it was applied, hexadecimal
    applied_at INTEGER NOT NULL   -- epoch milliseconds
) STRICT;

-- name: MIGRATIONS_LIST
SELECT number, name, sha256, applied_at FROM schema_migrations ORDER BY number;

-- name: MIGRATIONS_ADD
INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES ($1, $2, $3, $4);
