-- The number that says which log belongs to the database: see wal.h.
SELECT user_version FROM pragma_user_version;
