// wal.h: knows which database a write-ahead log belongs to. SQLite itself does not: it replays any
// verdict.db-wal over any verdict.db, and destroys a backup that was put there.
//
// Every transaction leaves a mark in the header of the database (SQLite's user_version, offset 60),
// and the log repeats the header for every transaction:
//
//   high 16 bits: a digest of the mark and the schema cookie before;  low 16 bits: random, not 0
//
// A log begins anew only when all of it is in the database. So the database's header is either the
// one before the log's first transaction, of which that transaction's mark has the digest, or,
// after a checkpoint, byte for byte that of some transaction in the log. Every other is foreign: an
// older copy has an older mark, `.backup` writes a schema cookie of its own, VACUUM INTO leaves
// the WAL mode. After a crash, at whatever moment, the log's own database fits.
#pragma once

#include <stdbool.h>

#include "db/sqlite/connection.h"

enum { DATABASE_HEADER = 100 }; // bytes

// The name of the log of the database at `path`.
MUST_USE enum outcome wal_path(const char *path, char out[PATH_MAX]);

// Whether the log at `path` holds transactions that SQLite would replay, but not onto a database of
// this header; NULL: onto none at all. A log that is missing or cannot be read is not foreign.
bool wal_is_foreign(const char *path, const unsigned char header[DATABASE_HEADER]);

// To be called before SQLite reads the database at `path`, which `store` has just opened, or which
// does not exist (NULL). Writes nothing. INVALID, logged with what to do, when a log lies there
// that belongs to another database.
MUST_USE enum outcome wal_check(const struct store *store, const char *path);

// To be called first in each transaction that writes. BUSY when the disk does not take it.
MUST_USE enum outcome wal_mark(struct store *store);
