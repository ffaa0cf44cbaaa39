-- Where no mail is sent for a while, and what is undone when a brake is put on. $2 is a host, or ''
-- for the whole issue.

-- name: BRAKE_ADD
INSERT INTO brakes (issue_id, host, since, due_at, pauses, refused, tried, reason)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7);

-- name: BRAKE_FIND
SELECT pauses, due_at FROM brakes WHERE issue_id = $1 AND host = $2;

-- name: BRAKE_WAIT
UPDATE brakes SET pauses = $3, due_at = $4 WHERE issue_id = $1 AND host = $2;

-- name: BRAKE_DROP
DELETE FROM brakes WHERE issue_id = $1 AND host = $2;

-- name: BRAKE_DROP_ISSUE
DELETE FROM brakes WHERE issue_id = $1;

-- name: BRAKE_HURRY
-- scan: all of the few that are on.
UPDATE brakes SET due_at = $1 WHERE due_at > $1;

-- name: BRAKE_LIST
-- scan: all of the few that are on.
SELECT issue_id, host, since, due_at, refused, tried, reason FROM brakes ORDER BY issue_id, host;

-- name: BRAKE_SHARE_HOST
-- scan: of what the two limits leave.
SELECT count(DISTINCT subscriber_id), count(DISTINCT refused) FROM (
    SELECT subscriber_id, refused FROM (
        SELECT subscriber_id, CASE WHEN refused_at > 0 THEN subscriber_id END AS refused FROM deliveries
        WHERE issue_id = $1 AND host = $2 AND state IN ('sent', 'failed') AND due_at <= $3
        ORDER BY due_at DESC LIMIT $4) AS earlier
    UNION ALL SELECT subscriber_id, refused FROM (
        SELECT subscriber_id, CASE WHEN refused_at > 0 THEN subscriber_id END AS refused FROM deliveries
        WHERE issue_id = $1 AND host = $2 AND state IN ('sent', 'failed') AND due_at > $3
        ORDER BY due_at LIMIT $4) AS later) AS near;

-- name: BRAKE_SHARE_ISSUE
-- scan: of what the two limits leave.
SELECT count(DISTINCT subscriber_id), count(DISTINCT refused) FROM (
    SELECT subscriber_id, refused FROM (
        SELECT subscriber_id, CASE WHEN refused_at > 0 THEN subscriber_id END AS refused FROM deliveries
        WHERE issue_id = $1 AND state IN ('sent', 'failed') AND due_at <= $2
        ORDER BY due_at DESC LIMIT $3) AS earlier
    UNION ALL SELECT subscriber_id, refused FROM (
        SELECT subscriber_id, CASE WHEN refused_at > 0 THEN subscriber_id END AS refused FROM deliveries
        WHERE issue_id = $1 AND state IN ('sent', 'failed') AND due_at > $2
        ORDER BY due_at LIMIT $3) AS later) AS near;

-- name: BRAKE_TAKEN_SINCE
SELECT 1 FROM deliveries
WHERE issue_id = $1 AND ($2 = '' OR host = $2) AND state = 'sent' AND refused_at IS NULL
  AND due_at > $3 LIMIT 1;

-- What the next three call the refusals of a piece: the first $3 that are not doubted yet. The last one
-- doubts them.

-- name: BRAKE_FORGIVE_PROOFS
-- scan: of the refusals of a piece.
DELETE FROM suppressions WHERE issue_id = $1 AND subscriber_id IN (
    SELECT subscriber_id FROM deliveries
    WHERE issue_id = $1 AND refused_at > 0 AND doubted_at IS NULL AND ($2 = '' OR host = $2)
      AND state IN ('sent', 'failed') ORDER BY host, id LIMIT $3);

-- name: BRAKE_FORGIVE_BOUNCES
-- scan: of the refusals of a piece.
UPDATE subscribers SET soft_bounces = soft_bounces - 1,
    doubted_issue = CASE WHEN doubted_issue = $1 THEN 0 ELSE doubted_issue END
WHERE id IN (
    SELECT s.id FROM (
        SELECT subscriber_id, refused_at FROM deliveries
        WHERE issue_id = $1 AND refused_at > 0 AND doubted_at IS NULL AND ($2 = '' OR host = $2)
          AND state IN ('sent', 'failed') ORDER BY host, id LIMIT $3) AS d
    JOIN subscribers AS s ON s.id = d.subscriber_id
    WHERE d.refused_at = s.bounced_at AND s.soft_bounces > 0);

-- name: BRAKE_DOUBT
-- What failed waits again, and what was sent and came back stays sent.
UPDATE deliveries SET doubted_at = $4,
    due_at = CASE WHEN state = 'failed' THEN $4 ELSE due_at END,
    refused_at = CASE WHEN state = 'failed' THEN NULL ELSE refused_at END,
    report = CASE WHEN state = 'failed' THEN NULL ELSE report END,
    report_code = CASE WHEN state = 'failed' THEN NULL ELSE report_code END,
    reported_at = CASE WHEN state = 'failed' THEN NULL ELSE reported_at END,
    state = CASE WHEN state = 'failed' THEN 'waiting' ELSE state END
WHERE id IN (
    SELECT id FROM deliveries
    WHERE issue_id = $1 AND refused_at > 0 AND doubted_at IS NULL AND ($2 = '' OR host = $2)
      AND state IN ('sent', 'failed') ORDER BY host, id LIMIT $3)
RETURNING id;

-- name: BRAKE_HOLD
-- Of the first $3 that are due, those under a brake.
UPDATE deliveries SET due_at = $2
WHERE id IN (SELECT id FROM deliveries WHERE state = 'waiting' AND kind = 'issue' AND due_at <= $1
             ORDER BY due_at, id LIMIT $3)
  AND EXISTS (SELECT 1 FROM brakes
              WHERE issue_id = deliveries.issue_id AND host IN ('', deliveries.host));

-- name: BRAKE_RELEASE_HOST
-- What another brake holds stays held.
UPDATE deliveries SET due_at = CASE WHEN EXISTS (
    SELECT 1 FROM brakes WHERE issue_id = $1 AND host IN ('', $2)) THEN due_at ELSE $3 END
WHERE id IN (
    SELECT id FROM deliveries WHERE issue_id = $1 AND host = $2 AND due_at = $4
      AND state = 'waiting' AND id > $5 ORDER BY id LIMIT $6)
RETURNING id;

-- name: BRAKE_RELEASE_ISSUE
UPDATE deliveries SET due_at = CASE WHEN EXISTS (
    SELECT 1 FROM brakes WHERE issue_id = $1 AND host IN ('', deliveries.host))
    THEN due_at ELSE $2 END
WHERE id IN (
    SELECT id FROM deliveries WHERE issue_id = $1 AND due_at = $3
      AND state = 'waiting' AND id > $4 ORDER BY id LIMIT $5)
RETURNING id;

-- name: BRAKE_WORK_ADD
INSERT INTO brake_work (issue_id, host, work, done_to) VALUES ($1, $2, $3, 0)
ON CONFLICT (issue_id, host, work) DO UPDATE SET done_to = 0;

-- name: BRAKE_WORK_NEXT
-- scan: the first of what is left.
SELECT issue_id, host, work, done_to FROM brake_work ORDER BY issue_id, host, work LIMIT 1;

-- name: BRAKE_WORK_DONE_TO
UPDATE brake_work SET done_to = $4 WHERE issue_id = $1 AND host = $2 AND work = $3;

-- name: BRAKE_WORK_DROP
DELETE FROM brake_work WHERE issue_id = $1 AND host = $2 AND work = $3;

-- name: BRAKE_PROBE
SELECT id FROM deliveries
WHERE issue_id = $1 AND ($2 = '' OR host = $2) AND state = 'waiting' AND made_at >= $3
ORDER BY coalesce(doubted_at, 0), id LIMIT 1;
