-- What was reported of mails, and what makes a mailbox look gone.

ALTER TABLE deliveries ADD COLUMN report TEXT -- the weightiest that came of it; NULL: none came
    CHECK (report IN ('nothing', 'about us', 'unclear', 'soft', 'perhaps gone', 'gone', 'complaint'));
ALTER TABLE deliveries ADD COLUMN report_code TEXT; -- its enhanced code, "5.1.1"; '': it had none
ALTER TABLE deliveries ADD COLUMN reported_at INTEGER; -- when it came

ALTER TABLE subscribers ADD COLUMN bounced_issue INTEGER NOT NULL DEFAULT 0; -- whose mail did not arrive last
ALTER TABLE subscribers ADD COLUMN doubted_issue INTEGER NOT NULL DEFAULT 0; -- whose mail first said that the mailbox may be gone

-- One more reason: 'complaint', the reader called a mail abuse.
ALTER TABLE suppressions RENAME COLUMN reason TO old_reason;
ALTER TABLE suppressions ADD COLUMN reason TEXT NOT NULL DEFAULT 'hard' -- what did it: a kind of bounce, or …
    CHECK (reason IN ('hard', 'soft', 'complaint'));
UPDATE suppressions SET reason = old_reason;
ALTER TABLE suppressions DROP COLUMN old_reason;
