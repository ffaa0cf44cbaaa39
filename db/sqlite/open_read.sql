-- How a reading connection behaves. Checkpoints are the writer's alone.
PRAGMA query_only = ON;
PRAGMA wal_autocheckpoint = 0;
PRAGMA trusted_schema = OFF;
PRAGMA busy_timeout = 5000;
