-- An issue is composed first; its mails are added to the outbox after that, some at a time, so that
-- votes never wait long. Which subscriber gets which issue depends on no clock.

ALTER TABLE issues ADD COLUMN queued_to INTEGER; -- the last subscriber whose mail was added; NULL: all were
ALTER TABLE issues ADD COLUMN preheader TEXT NOT NULL DEFAULT ''; -- what goes on from the subject
ALTER TABLE subscribers ADD COLUMN after_issue INTEGER NOT NULL DEFAULT 0; -- the newest one when it was confirmed: it gets those that follow
ALTER TABLE subscribers ADD COLUMN mailbox_hash TEXT NOT NULL DEFAULT ''; -- of the address without its tag: what makes a mailbox one

CREATE INDEX issues_open ON issues (id) WHERE queued_to IS NOT NULL;
CREATE INDEX subscribers_by_mailbox ON subscribers (mailbox_hash);
