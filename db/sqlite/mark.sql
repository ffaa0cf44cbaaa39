-- The number follows; see wal.h.
PRAGMA user_version =
