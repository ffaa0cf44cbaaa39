// wal.h: knows which database a write-ahead log belongs to. SQLite itself does not: it replays any
// verdict.db-wal over any verdict.db, and destroys a backup that was put there.
//
// The header of the database has a number (SQLite's user_version). A log begins with two frames of
// that header: with the number that the database had when the log began, and with a new random one,
// which a checkpoint brings to the database. So until the log begins anew, the database has one of
// the two. A copy with another number is of another time. One with either of them was copied page
// by page while this very log was in use, and replaying the log over it is right. (VACUUM INTO
// copies the number, but not the pages: its copies are told by another field of the header, for
// they have no log.)
#pragma once

#include "db/sqlite/connection.h"

// The name of the log of the database at `path`.
MUST_USE enum outcome wal_path(const char *path, char out[PATH_MAX]);

// To be called before SQLite reads the database at `path`, which `connection` has just opened, or
// which does not exist (NULL). Writes nothing. INVALID, logged with what to do, when a log lies
// there that belongs to another database.
MUST_USE enum outcome wal_check(sqlite3 *connection, const char *path);

// Takes over the checkpoints of a writing connection.
void wal_start(struct store *store);

// To be called before each transaction that writes: moves a long log into the database, and leads
// in the next one. BUSY when the disk does not take it; then nothing may be written.
MUST_USE enum outcome wal_turn(struct store *store);
