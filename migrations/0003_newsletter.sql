-- The newsletter: subscribers, issues, deliveries.
-- Times are epoch milliseconds. Of every token the store knows the hash alone.

CREATE TABLE subscribers (
    id INTEGER PRIMARY KEY,             -- counts up
    address TEXT NOT NULL,              -- as the mail server is told: the domain in lower case
    address_key TEXT NOT NULL UNIQUE,   -- the whole in lower case: what makes an address one
    state TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'left')), -- left: may come back
    wording INTEGER NOT NULL,           -- which version of the consent's words was agreed to
    asked_at INTEGER NOT NULL,          -- when it was agreed to, by signing up
    confirmed_at INTEGER,               -- when the link in the mail was followed and confirmed
    left_at INTEGER,                    -- when it was unsubscribed
    soft_bounces INTEGER NOT NULL DEFAULT 0, -- mails that did not arrive for now, of late
    bounced_at INTEGER NOT NULL DEFAULT 0    -- when the last of them did not
) STRICT;

CREATE INDEX subscribers_by_state ON subscribers (state, asked_at);

CREATE TABLE subscriber_tokens (
    hash TEXT PRIMARY KEY,              -- of the token in a link
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'leave', 'return', 'erase')), -- its one use
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id), -- whose
    expires_at INTEGER NOT NULL         -- from when on it is as if unknown
) STRICT;

CREATE INDEX subscriber_tokens_by_subscriber ON subscriber_tokens (subscriber_id);
CREATE INDEX subscriber_tokens_by_end ON subscriber_tokens (expires_at);

CREATE TABLE suppressions (
    address_hash TEXT PRIMARY KEY,      -- of an address that gets no mail any more; the address is gone
    reason TEXT NOT NULL CHECK (reason IN ('hard', 'soft')), -- the kind of bounce that did it
    suppressed_at INTEGER NOT NULL      -- when
) STRICT;

CREATE TABLE signups (
    id INTEGER PRIMARY KEY,             -- counts up
    wish TEXT NOT NULL CHECK (wish IN ('subscribe', 'leave')), -- which form was sent
    address TEXT NOT NULL,              -- as subscribers has it
    address_key TEXT NOT NULL,          -- likewise
    wording INTEGER NOT NULL,           -- which version of the consent's words was agreed to
    asked_at INTEGER NOT NULL           -- when
) STRICT;                               -- until it is looked at, a moment later

CREATE TABLE issues (
    id INTEGER PRIMARY KEY,             -- counts up: the number that pages show
    composed_at INTEGER NOT NULL,       -- when
    subject TEXT NOT NULL,              -- of the mail, and the title of its page
    comparison_id INTEGER NOT NULL      -- the newest one then; the next issue tells those that follow
) STRICT;

CREATE TABLE issue_items (
    issue_id INTEGER NOT NULL REFERENCES issues (id), -- where it is told
    position INTEGER NOT NULL,          -- counts up from 1
    kind TEXT NOT NULL CHECK (kind IN ('comparison', 'verdict', 'call', 'divided')), -- what changed
    title TEXT NOT NULL,                -- the names, as they were
    detail TEXT NOT NULL,               -- what happened, in a sentence
    path TEXT NOT NULL,                 -- of the page that says more
    PRIMARY KEY (issue_id, position)
) STRICT;

CREATE TABLE issue_tools (
    tool_id INTEGER PRIMARY KEY REFERENCES tools (id), -- of which the last issue knew that …
    ship INTEGER NOT NULL,              -- so many reviews said ship
    skip INTEGER NOT NULL,              -- so many reviews said skip
    newest_review INTEGER NOT NULL,     -- this was the newest of them; 0: none stood
    call TEXT NOT NULL CHECK (call IN ('open', 'ship', 'skip')) -- this was the readers' call
) STRICT;

CREATE TABLE issue_slots (
    slot TEXT PRIMARY KEY,              -- the date on which the schedule fell due, in its time zone
    due_at INTEGER NOT NULL,            -- the moment it did
    issue_id INTEGER REFERENCES issues (id) -- what came of it; NULL: nothing had changed
) STRICT;

CREATE INDEX issue_slots_by_issue ON issue_slots (issue_id);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,             -- counts up; part of the Message-ID
    kind TEXT NOT NULL CHECK (kind IN ('confirm', 'farewell', 'issue')), -- which mail
    issue_id INTEGER REFERENCES issues (id),           -- of an issue's mail
    subscriber_id INTEGER REFERENCES subscribers (id), -- to whom; NULL once erased
    state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'sent', 'failed', 'cancelled')), -- how far
    made_at INTEGER NOT NULL,           -- when it was written here
    due_at INTEGER NOT NULL,            -- when it is to be tried next
    attempts INTEGER NOT NULL DEFAULT 0, -- how often it was tried in vain, by a server in reach
    tried_at INTEGER,                   -- when for the first time
    return_hash TEXT,                   -- of the secret in the newest mail's return path
    reason TEXT                         -- what the mail server last said, when it said no
) STRICT;

CREATE INDEX deliveries_due ON deliveries (kind, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_leased ON deliveries (id) WHERE state = 'leased';
CREATE INDEX deliveries_by_subscriber ON deliveries (subscriber_id, state);
CREATE INDEX deliveries_by_issue ON deliveries (issue_id, state);
