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

-- name: BRAKE_DOUBT
UPDATE deliveries SET doubted_at = $3
WHERE issue_id = $1 AND ($2 = '' OR host = $2) AND state IN ('sent', 'failed')
  AND refused_at > 0 AND doubted_at IS NULL;

-- name: BRAKE_FORGIVE_PROOFS
DELETE FROM suppressions WHERE issue_id = $1 AND subscriber_id IN (
    SELECT subscriber_id FROM deliveries
    WHERE issue_id = $1 AND ($2 = '' OR host = $2) AND doubted_at = $3);

-- name: BRAKE_FORGIVE_BOUNCES
UPDATE subscribers SET soft_bounces = soft_bounces - 1,
    doubted_issue = CASE WHEN doubted_issue = $1 THEN 0 ELSE doubted_issue END
WHERE id IN (
    SELECT s.id FROM deliveries AS d JOIN subscribers AS s ON s.id = d.subscriber_id
    WHERE d.issue_id = $1 AND ($2 = '' OR d.host = $2) AND d.doubted_at = $3
      AND d.refused_at = s.bounced_at AND s.soft_bounces > 0);

-- name: BRAKE_HOLD
UPDATE deliveries SET state = 'waiting', due_at = $4, refused_at = NULL, report = NULL,
    report_code = NULL, reported_at = NULL
WHERE issue_id = $1 AND ($2 = '' OR host = $2)
  AND (state = 'waiting' OR (state = 'failed' AND doubted_at = $3));

-- name: BRAKE_HOLD_NEW
UPDATE deliveries SET due_at = $3
WHERE id > $2 AND issue_id = $1 AND EXISTS (
    SELECT 1 FROM brakes WHERE issue_id = $1 AND host IN ('', deliveries.host));

-- name: BRAKE_RELEASE
UPDATE deliveries SET due_at = $2
WHERE issue_id = $1 AND due_at = $3 AND state = 'waiting' AND NOT EXISTS (
    SELECT 1 FROM brakes WHERE issue_id = $1 AND host IN ('', deliveries.host));

-- name: BRAKE_PROBE
SELECT id FROM deliveries
WHERE issue_id = $1 AND ($2 = '' OR host = $2) AND due_at = $3 AND state = 'waiting'
  AND made_at >= $4
ORDER BY coalesce(doubted_at, 0), id LIMIT 1;
