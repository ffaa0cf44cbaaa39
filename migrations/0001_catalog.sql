-- The catalog: all that the editor publishes.
-- Identifiers are made by the application. Times are epoch milliseconds, dates are YYYY-MM-DD.
-- A row with replaced_at is history: what was said before, and until when.

CREATE TABLE reviewers (
    id INTEGER PRIMARY KEY,             -- counts up in the order of publication, which is the order on pages
    slug TEXT NOT NULL UNIQUE,          -- in addresses and in the editor's files
    name TEXT NOT NULL,                 -- as pages show it
    lens TEXT NOT NULL,                 -- the point of view, in a few words
    motto TEXT,                         -- one line in the reviewer's voice
    bio TEXT,                           -- CommonMark
    byline TEXT NOT NULL CHECK (byline IN ('human', 'ai', 'mixed')) -- who writes under this name
) STRICT;

CREATE TABLE categories (
    id INTEGER PRIMARY KEY,             -- counts up in the order of publication
    slug TEXT NOT NULL UNIQUE,          -- in addresses and in the editor's files
    name TEXT NOT NULL                  -- as pages show it
) STRICT;

CREATE TABLE tools (
    id INTEGER PRIMARY KEY,             -- counts up in the order of publication; never given twice
    slug TEXT NOT NULL UNIQUE,          -- its one address; never also an alias
    name TEXT NOT NULL,                 -- as pages show it
    category_id INTEGER NOT NULL REFERENCES categories (id), -- where it is browsed
    tagline TEXT NOT NULL,              -- one line: what it is
    description TEXT NOT NULL,          -- plain text; a blank line begins a paragraph
    homepage TEXT,                      -- http or https address
    entry TEXT NOT NULL CHECK (entry IN ('free', 'freemium', 'paid')), -- what starting costs
    pricing TEXT NOT NULL,              -- the price in words
    best_for TEXT                       -- whom it suits
) STRICT;

CREATE INDEX tools_by_category ON tools (category_id);

CREATE TABLE tool_aliases (
    alias TEXT PRIMARY KEY,             -- another name in addresses; answers 301 to the slug
    tool_id INTEGER NOT NULL REFERENCES tools (id) -- whose
) STRICT;

CREATE INDEX tool_aliases_by_tool ON tool_aliases (tool_id);

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,             -- counts up
    tool_id INTEGER NOT NULL REFERENCES tools (id),         -- what is judged
    reviewer_id INTEGER NOT NULL REFERENCES reviewers (id), -- who judges
    score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100), -- points
    verdict TEXT NOT NULL CHECK (verdict IN ('ship', 'skip')), -- the call
    reviewed TEXT NOT NULL,             -- the date the editor gave it
    body TEXT NOT NULL,                 -- the reasons, CommonMark
    published_at INTEGER NOT NULL,      -- when an import brought it
    replaced_at INTEGER                 -- when another took its place; NULL: it stands
) STRICT;

CREATE UNIQUE INDEX reviews_standing ON reviews (tool_id, reviewer_id) WHERE replaced_at IS NULL;
CREATE INDEX reviews_by_reviewer ON reviews (reviewer_id);

CREATE TABLE facts (
    id INTEGER PRIMARY KEY,             -- counts up
    tool_id INTEGER NOT NULL REFERENCES tools (id), -- what it is about
    key TEXT NOT NULL,                  -- 'license'
    value TEXT NOT NULL,                -- 'Apache-2.0'
    source TEXT NOT NULL,               -- the address that says so
    checked TEXT NOT NULL,              -- the date somebody looked
    published_at INTEGER NOT NULL,      -- when an import brought it
    replaced_at INTEGER                 -- when another took its place; NULL: it stands
) STRICT;

CREATE UNIQUE INDEX facts_standing ON facts (tool_id, key) WHERE replaced_at IS NULL;

CREATE TABLE comparisons (
    id INTEGER PRIMARY KEY,             -- counts up in the order of publication
    tool_ids TEXT NOT NULL UNIQUE,      -- its tools' ids, ascending, joined by '-': '3-17'
    listed_at INTEGER NOT NULL          -- when an import brought it
) STRICT;

CREATE TABLE comparison_tools (
    comparison_id INTEGER NOT NULL REFERENCES comparisons (id), -- which comparison
    tool_id INTEGER NOT NULL REFERENCES tools (id),             -- one of its tools
    PRIMARY KEY (comparison_id, tool_id)
) STRICT;

CREATE INDEX comparison_tools_by_tool ON comparison_tools (tool_id);
