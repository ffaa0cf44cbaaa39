-- Addresses that get no mail.

-- name: SUPPRESSION_FIND
SELECT suppressed_at, asked_at, coalesce(subscriber_id, 0), coalesce(issue_id, 0)
FROM suppressions WHERE address_hash = $1;

-- name: SUPPRESSION_ADD
INSERT INTO suppressions (address_hash, reason, suppressed_at, subscriber_id, issue_id)
VALUES ($1, $2, $3, $4, CASE WHEN $5 > 0 THEN $5 END);

-- name: SUPPRESSION_OF
SELECT 1 FROM suppressions WHERE subscriber_id = $1 LIMIT 1;

-- name: SUPPRESSION_ASKED
UPDATE suppressions SET asked_at = $3, subscriber_id = $2 WHERE address_hash = $1;

-- name: SUPPRESSION_LIFT
DELETE FROM suppressions WHERE subscriber_id = $1;

-- name: SUPPRESSION_RELEASE
DELETE FROM suppressions WHERE address_hash = $1 RETURNING coalesce(subscriber_id, 0);

-- name: SUPPRESSION_TAKEN
-- scan: once an issue, of the addresses that are suppressed and not erased: few.
SELECT subscriber_id FROM suppressions WHERE EXISTS (
    SELECT 1 FROM deliveries AS d
    WHERE d.subscriber_id = suppressions.subscriber_id AND d.state = 'sent'
      AND d.issue_id > suppressions.issue_id AND d.refused_at IS NULL AND d.due_at < $1);

-- name: SUPPRESSION_UNLINK
UPDATE suppressions SET subscriber_id = NULL WHERE subscriber_id = $1;

-- name: SUPPRESSION_COMPLAIN
INSERT INTO suppressions (address_hash, reason, suppressed_at) VALUES ($1, 'complaint', $2)
ON CONFLICT (address_hash) DO UPDATE SET reason = 'complaint', issue_id = NULL;

-- name: SUPPRESSION_COMPLAINTS
-- scan: the operator asks, now and then.
SELECT count(*) FROM suppressions WHERE reason = 'complaint';

-- name: SUPPRESSION_COUNT
-- scan: the operator asks, now and then.
SELECT count(*) FROM suppressions;
