// copy.h: a store as one whole file. For this folder.
#pragma once

#include "db/sqlite/connection.h"

// Checks that the store is Verdict's, undamaged and not newer than this program. INVALID, logged
// with `path`, when it is not.
MUST_USE enum outcome copy_check(struct store *store, const char *path);

// Copies a store that is open for reading into the empty file `path`, checks the copy, and has it
// on disk, but for its name. BUSY when the disk is full.
MUST_USE enum outcome copy_write(struct store *from, const char *path);

// Has the names in a folder on disk.
MUST_USE enum outcome copy_sync_folder(const char *folder);

// Logs why `path` cannot be used. Returns the outcome; BUSY instead for a full disk.
MUST_USE enum outcome copy_refuse_errno(const char *path);
MUST_USE enum outcome copy_refuse(const char *path, const char *cause, const char *hint);
