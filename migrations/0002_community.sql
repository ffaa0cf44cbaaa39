-- The community: sessions, votes, bookmarks. Nothing here says who a reader is.

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,             -- counts up
    token_hash TEXT NOT NULL UNIQUE,    -- of the cookie's token, which is kept nowhere
    used_on INTEGER NOT NULL            -- the day of its last write, in days since 1970
) STRICT;

CREATE INDEX sessions_by_use ON sessions (used_on);

CREATE TABLE votes (
    id INTEGER PRIMARY KEY,             -- counts up
    tool_id INTEGER NOT NULL REFERENCES tools (id), -- what is voted on
    session_id INTEGER REFERENCES sessions (id),    -- whose; NULL once the session has expired
    choice TEXT NOT NULL CHECK (choice IN ('ship', 'skip')), -- the call
    UNIQUE (session_id, tool_id)
) STRICT;

CREATE INDEX votes_by_tool ON votes (tool_id, choice);

CREATE TABLE tallies (
    tool_id INTEGER PRIMARY KEY REFERENCES tools (id), -- whose votes are counted
    ship INTEGER NOT NULL CHECK (ship >= 0),           -- votes that say ship
    skip INTEGER NOT NULL CHECK (skip >= 0)            -- votes that say skip
) STRICT;

CREATE TABLE bookmarks (
    session_id INTEGER NOT NULL REFERENCES sessions (id), -- whose
    tool_id INTEGER NOT NULL REFERENCES tools (id),       -- what
    PRIMARY KEY (session_id, tool_id)
) STRICT;

CREATE INDEX bookmarks_by_tool ON bookmarks (tool_id);
