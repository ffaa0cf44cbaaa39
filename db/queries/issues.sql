-- The newsletter's issues and what they tell, and the dates on which the schedule was kept.

-- name: ISSUE_ADD
INSERT INTO issues (id, composed_at, subject, preheader, comparison_id, queued_to)
VALUES ($1, $2, $3, $4, $5, 0);

-- name: ISSUE_OPEN
-- scan: the index holds nothing but these.
SELECT id, composed_at, queued_to FROM issues WHERE queued_to IS NOT NULL ORDER BY id LIMIT 1;

-- name: ISSUE_QUEUED_TO
UPDATE issues SET queued_to = CASE WHEN $2 > 0 THEN $2 END WHERE id = $1;

-- name: ISSUE_FIND
SELECT id, composed_at, subject, preheader,
       (SELECT coalesce(max(position), 0) FROM issue_items WHERE issue_id = $1)
FROM issues WHERE id = $1;

-- name: ISSUE_NEWEST
-- scan: walks the newest first and stops at the limit.
SELECT id, composed_at, subject, preheader FROM issues ORDER BY id DESC LIMIT $1;

-- name: ISSUE_ITEM_ADD
INSERT INTO issue_items (issue_id, position, kind, title, detail, path)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: ISSUE_ITEM_CLEAR
-- Takes off, at most $1 rows, what an issue left that came to no end. Answers a row for a row.
DELETE FROM issue_items WHERE (issue_id, position) IN (
    SELECT issue_id, position FROM issue_items
    WHERE issue_id > (SELECT coalesce(max(id), 0) FROM issues) LIMIT $1)
RETURNING 1;

-- name: ISSUE_COMPOSER
-- Answers a row when the composer is the one of this token.
SELECT 1 FROM composing WHERE id = 1 AND token = $1;

-- name: ISSUE_COMPOSE
UPDATE composing SET token = $1 WHERE id = 1;

-- name: ISSUE_ITEM_LIST
SELECT kind, title, detail, path FROM issue_items
WHERE issue_id = $1 AND position > $2 ORDER BY position LIMIT $3;

-- name: ISSUE_SLOT_NEAR
SELECT 1 FROM issue_slots WHERE slot >= $1 AND slot <= $2 LIMIT 1;

-- name: ISSUE_SLOT_ANY
-- scan: stops at the first row.
SELECT 1 FROM issue_slots LIMIT 1;

-- name: ISSUE_SLOT_ADD
INSERT INTO issue_slots (slot, due_at, issue_id)
VALUES ($1, $2, CASE WHEN $3 > 0 THEN $3 END);
