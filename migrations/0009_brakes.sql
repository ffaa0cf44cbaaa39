-- Nobody is lost to somebody else's fault: where no mail is sent for a while, which refusals are
-- doubted, and suppressions that can be lifted.

-- By the part of the address behind the "@".
CREATE INDEX subscribers_by_host
    ON subscribers (substr(address_key, instr(address_key, '@') + 1));

-- Whose address it is; NULL once that is erased.
ALTER TABLE suppressions ADD COLUMN subscriber_id INTEGER REFERENCES subscribers (id);
-- Whose mail was refused; NULL: another mail.
ALTER TABLE suppressions ADD COLUMN issue_id INTEGER REFERENCES issues (id);
-- When a signup last earned it a mail.
ALTER TABLE suppressions ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX suppressions_by_subscriber ON suppressions (subscriber_id);
CREATE INDEX suppressions_by_issue ON suppressions (issue_id);

-- Of the address; NULL once that is erased.
ALTER TABLE deliveries ADD COLUMN host TEXT;
-- When it was refused for good, by an answer or a report.
ALTER TABLE deliveries ADD COLUMN refused_at INTEGER;
-- When that was taken for no fault of its reader's.
ALTER TABLE deliveries ADD COLUMN doubted_at INTEGER;
UPDATE deliveries SET host = (SELECT substr(address_key, instr(address_key, '@') + 1)
                              FROM subscribers WHERE id = subscriber_id);
CREATE INDEX deliveries_by_host ON deliveries (issue_id, host, due_at);
CREATE INDEX deliveries_by_time ON deliveries (issue_id, due_at);

CREATE TABLE brakes (
    issue_id INTEGER NOT NULL,          -- whose mails wait; 0: all mails
    host TEXT NOT NULL,                 -- those to this domain; '': to all
    since INTEGER NOT NULL,             -- when it was put on
    due_at INTEGER NOT NULL,            -- when one mail is tried next
    pauses INTEGER NOT NULL,            -- how many there were, this one included
    refused INTEGER NOT NULL,           -- so many mails had been refused
    tried INTEGER NOT NULL,             -- of so many
    reason TEXT NOT NULL,               -- the codes of the mail server's answer
    PRIMARY KEY (issue_id, host)
) STRICT;
