-- Subscribers of the newsletter, the tokens in their links.

-- name: SUBSCRIBER_BY_KEY
SELECT id, state FROM subscribers WHERE address_key = $1;

-- name: SUBSCRIBER_BY_ID
SELECT address_key, state, soft_bounces, bounced_at, bounced_issue, doubted_issue
FROM subscribers WHERE id = $1;

-- name: SUBSCRIBER_ADD
INSERT INTO subscribers (id, address, address_key, state, wording, asked_at)
VALUES ($1, $2, $3, 'pending', $4, $5);

-- name: SUBSCRIBER_MAILBOX
UPDATE subscribers SET mailbox_hash = $2 WHERE id = $1 AND mailbox_hash <> $2;

-- name: SUBSCRIBER_AFTER
-- The last of the $2 subscribers that follow $1, or NULL when none does.
SELECT max(id) FROM (SELECT id FROM subscribers WHERE id > $1 ORDER BY id LIMIT $2) AS next;

-- name: SUBSCRIBER_ASK_AGAIN
UPDATE subscribers SET state = 'pending', wording = $2, asked_at = $3 WHERE id = $1;

-- name: SUBSCRIBER_CONFIRM
UPDATE subscribers SET state = 'confirmed', confirmed_at = $2, left_at = NULL,
    after_issue = (SELECT coalesce(max(id), 0) FROM issues)
WHERE id = $1;

-- name: SUBSCRIBER_LEAVE
UPDATE subscribers SET state = 'left', left_at = $2 WHERE id = $1 AND state <> 'left';

-- name: SUBSCRIBER_BOUNCED
UPDATE subscribers SET soft_bounces = $2, bounced_at = $3, bounced_issue = $4, doubted_issue = $5
WHERE id = $1;

-- name: SUBSCRIBER_FORGIVE
UPDATE subscribers SET soft_bounces = 0, doubted_issue = 0 WHERE id = $1;

-- name: SUBSCRIBER_HOST
-- scan: up to $2 of the index on hosts: whether so many share it.
SELECT count(*) FROM (
    SELECT 1 FROM subscribers
    WHERE substr(address_key, instr(address_key, '@') + 1) = $1 LIMIT $2) AS sharing;

-- name: SUBSCRIBER_DROP
DELETE FROM subscribers WHERE id = $1;

-- name: SUBSCRIBER_STALE
SELECT id FROM subscribers
WHERE (state = 'pending' AND asked_at < $1) OR (state = 'left' AND left_at < $2) LIMIT $3;

-- name: SUBSCRIBER_COUNTS
-- scan: the operator asks, now and then, and the index on state is all that is read.
SELECT state, count(*) FROM subscribers GROUP BY state;

-- name: SUBSCRIBER_TOKEN_ADD
INSERT INTO subscriber_tokens (hash, purpose, subscriber_id, expires_at) VALUES ($1, $2, $3, $4);

-- name: SUBSCRIBER_TOKEN_FIND
SELECT hash, purpose, subscriber_id, expires_at FROM subscriber_tokens WHERE hash = $1;

-- name: SUBSCRIBER_TOKEN_DROP_PURPOSE
DELETE FROM subscriber_tokens WHERE subscriber_id = $1 AND purpose = $2;

-- name: SUBSCRIBER_TOKEN_DROP_ALL
DELETE FROM subscriber_tokens WHERE subscriber_id = $1;

-- name: SUBSCRIBER_TOKEN_EXPIRE
DELETE FROM subscriber_tokens
WHERE hash IN (SELECT hash FROM subscriber_tokens WHERE expires_at < $1 LIMIT $2)
RETURNING 1;
