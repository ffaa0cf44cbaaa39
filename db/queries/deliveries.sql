-- The outbox: mails that are to be sent, and what became of them.

-- name: DELIVERY_ADD
INSERT INTO deliveries (id, kind, subscriber_id, state, made_at, due_at)
VALUES ($1, $2, $3, 'waiting', $4, $4);

-- name: DELIVERY_ADD_ISSUE
-- scan: of the subscribers that are next, found by their ids.
INSERT INTO deliveries (id, kind, issue_id, subscriber_id, host, state, made_at, due_at)
SELECT $1 - 1 + row_number() OVER (ORDER BY s.id), 'issue', $2, s.id,
       substr(s.address_key, instr(s.address_key, '@') + 1), 'waiting', $3, $3
FROM subscribers AS s
WHERE s.id > $4 AND s.id <= $5 AND s.state = 'confirmed' AND s.after_issue < $2 AND NOT EXISTS (
    SELECT 1 FROM suppressions WHERE subscriber_id = s.id AND suppressed_at > $6);

-- name: DELIVERY_DUE
SELECT d.id, d.issue_id, d.subscriber_id, s.address, d.attempts, d.made_at, d.tried_at,
    d.doubted_at, EXISTS (SELECT 1 FROM brakes WHERE issue_id = d.issue_id AND host IN ('', d.host))
FROM deliveries AS d JOIN subscribers AS s ON s.id = d.subscriber_id
WHERE d.state = 'waiting' AND d.kind = $1 AND d.due_at <= $2
ORDER BY d.due_at, d.id LIMIT 1;

-- name: DELIVERY_WAITING
SELECT d.id, d.issue_id, d.subscriber_id, s.address, d.attempts, d.made_at, d.tried_at,
    d.doubted_at, 0
FROM deliveries AS d JOIN subscribers AS s ON s.id = d.subscriber_id
WHERE d.id = $1 AND d.state = 'waiting';

-- name: DELIVERY_NEXT_DUE
SELECT due_at FROM deliveries WHERE state = 'waiting' AND kind = $1 ORDER BY due_at LIMIT 1;

-- name: DELIVERY_LEASE
UPDATE deliveries SET state = 'leased', return_hash = $2 WHERE id = $1;

-- name: DELIVERY_RELEASE_ALL
-- scan: what is leased, one row at most, is all that the index holds.
UPDATE deliveries SET state = 'waiting' WHERE state = 'leased';

-- name: DELIVERY_RECORD
UPDATE deliveries SET state = $2, due_at = $3, attempts = $4, reason = $6,
    tried_at = CASE WHEN $4 > 0 THEN coalesce(tried_at, $5) END
WHERE id = $1 AND state IN ('waiting', 'leased');

-- name: DELIVERY_ASKED
SELECT 1 FROM subscribers AS s JOIN deliveries AS d ON d.subscriber_id = s.id
WHERE s.mailbox_hash = $1 AND d.kind = $2
  AND (d.state IN ('waiting', 'leased') OR (d.due_at > $3 AND d.due_at <= $4)) LIMIT 1;

-- name: DELIVERY_HURRY
UPDATE deliveries SET due_at = $1
WHERE id IN (SELECT id FROM deliveries
             WHERE state = 'waiting' AND kind = $2 AND due_at > $1 AND due_at < $3 LIMIT $4)
RETURNING 1;

-- name: DELIVERY_SCOPE
SELECT issue_id, host, due_at, doubted_at FROM deliveries WHERE id = $1;

-- name: DELIVERY_REFUSED
UPDATE deliveries SET refused_at = $2 WHERE id = $1;

-- name: DELIVERY_WAIT
UPDATE deliveries SET state = 'waiting', due_at = $2,
    doubted_at = CASE WHEN $3 > 0 THEN $3 ELSE doubted_at END
WHERE id = $1 AND state IN ('waiting', 'leased');

-- name: DELIVERY_RETRY
UPDATE deliveries SET state = 'waiting', made_at = $2, due_at = $2, attempts = 0, tried_at = NULL,
    refused_at = NULL, doubted_at = NULL, reason = NULL,
    report = NULL, report_code = NULL, reported_at = NULL
WHERE id IN (
    SELECT d.id FROM deliveries AS d
    WHERE d.issue_id = $1 AND (d.state = 'failed' OR (d.state = 'sent' AND d.refused_at > 0)) AND d.id > $3
      AND EXISTS (SELECT 1 FROM subscribers AS s WHERE s.id = d.subscriber_id AND s.state = 'confirmed')
      AND NOT EXISTS (SELECT 1 FROM suppressions AS p WHERE p.subscriber_id = d.subscriber_id)
    ORDER BY d.id LIMIT $4)
RETURNING id;

-- name: DELIVERY_UNFINISHED
SELECT 1 FROM deliveries WHERE issue_id = $1 AND state IN ('waiting', 'leased') LIMIT 1;

-- name: DELIVERY_FIND
SELECT subscriber_id, issue_id, report, return_hash FROM deliveries WHERE id = $1;

-- name: DELIVERY_OF_SUBSCRIBER
SELECT id, issue_id, report FROM deliveries
WHERE subscriber_id = $1 AND state = 'sent' ORDER BY id = $2 DESC, id DESC LIMIT 1;

-- name: DELIVERY_REPORT
UPDATE deliveries SET report = $2, report_code = $3, reported_at = $4 WHERE id = $1;

-- name: DELIVERY_QUIET
SELECT count(DISTINCT issue_id) FROM deliveries
WHERE subscriber_id = $1 AND state = 'sent' AND issue_id > $2 AND issue_id < $3
  AND (report IS NULL OR report = 'nothing');

-- name: DELIVERY_CANCEL
UPDATE deliveries SET state = 'cancelled' WHERE subscriber_id = $1 AND state IN ('waiting', 'leased');

-- name: DELIVERY_UNLINK
UPDATE deliveries SET subscriber_id = NULL, host = NULL WHERE subscriber_id = $1;

-- name: DELIVERY_EXPIRE
-- scan: of the oldest rows, $2 of them.
DELETE FROM deliveries WHERE id IN (
    SELECT id FROM (SELECT id, made_at, state FROM deliveries ORDER BY id LIMIT $2) AS oldest
    WHERE made_at < $1 AND state NOT IN ('waiting', 'leased'))
RETURNING id;

-- name: DELIVERY_COUNTS
SELECT state, report, count(*) FROM deliveries WHERE issue_id = $1 GROUP BY state, report;
