-- Putting a brake on or taking it off is one row. What follows for the mails is done in pieces, with votes
-- between them, and what is left to do is known here.

CREATE TABLE brake_work (
    issue_id INTEGER NOT NULL,          -- whose mails
    host TEXT NOT NULL,                 -- those to this domain; '': all
    work TEXT NOT NULL CHECK (work IN ('doubt', 'release')), -- refusals are doubted, or held mails become due
    done_to INTEGER NOT NULL,           -- the last mail that was released; 0: none
    PRIMARY KEY (issue_id, host, work)
) STRICT;

-- Those that are not doubted yet, by domain.
CREATE INDEX deliveries_refused ON deliveries (issue_id, doubted_at, host) WHERE refused_at > 0;
