-- … and sets it; wal.c adds the number.
PRAGMA user_version =
