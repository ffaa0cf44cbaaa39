-- An issue is composed in pieces, with votes between them. What it tells and what it knew of tools waits
-- unseen under its number, and its row in issues, which comes last, makes all of it seen.

CREATE TABLE composing (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- one row
    token INTEGER NOT NULL              -- of whoever composes; another one's makes an earlier void
) STRICT;

INSERT INTO composing (id, token) VALUES (1, 0);

ALTER TABLE issue_items RENAME TO items_before;

CREATE TABLE issue_items (
    issue_id INTEGER NOT NULL,          -- where it is told; not in issues until the issue is seen
    position INTEGER NOT NULL,          -- counts up from 1
    kind TEXT NOT NULL CHECK (kind IN ('comparison', 'verdict', 'call', 'divided')), -- what changed
    title TEXT NOT NULL,                -- the names, as they were
    detail TEXT NOT NULL,               -- what happened, in a sentence
    path TEXT NOT NULL,                 -- of the page that says more
    PRIMARY KEY (issue_id, position)
) STRICT;

INSERT INTO issue_items (issue_id, position, kind, title, detail, path)
SELECT issue_id, position, kind, title, detail, path FROM items_before;
DROP TABLE items_before;

ALTER TABLE issue_tools RENAME TO tools_before;

CREATE TABLE issue_tools (
    tool_id INTEGER NOT NULL REFERENCES tools (id), -- of which …
    issue_id INTEGER NOT NULL,          -- … this issue knew that …
    ship INTEGER NOT NULL,              -- so many reviews said ship
    skip INTEGER NOT NULL,              -- so many reviews said skip
    newest_review INTEGER NOT NULL,     -- this was the newest of them; 0: none stood
    call TEXT NOT NULL CHECK (call IN ('open', 'ship', 'skip')), -- this was the readers' call
    PRIMARY KEY (tool_id, issue_id)     -- the newest that is seen counts
) STRICT;

INSERT INTO issue_tools (tool_id, issue_id, ship, skip, newest_review, call)
SELECT tool_id, (SELECT coalesce(max(id), 0) FROM issues), ship, skip, newest_review, call
FROM tools_before;
DROP TABLE tools_before;

CREATE INDEX issue_tools_by_issue ON issue_tools (issue_id, tool_id);
