-- Sessions that readers had deleted.

CREATE TABLE forgotten_tokens (
    token_hash TEXT PRIMARY KEY,        -- as in sessions; no session begins with it …
    until INTEGER NOT NULL              -- … before this moment, from which on it is too old for that
) STRICT;

CREATE INDEX forgotten_tokens_by_end ON forgotten_tokens (until);
