-- The newsletter's issues and what they tell, and the dates on which the schedule was kept.

-- name: ISSUE_NEXT
SELECT coalesce(max(id), 0) + 1 FROM issues;

-- name: ISSUE_ADD
INSERT INTO issues (id, composed_at, subject, comparison_id)
VALUES ($1, $2, $3, (SELECT coalesce(max(id), 0) FROM comparisons));

-- name: ISSUE_FIND
SELECT id, composed_at, subject FROM issues WHERE id = $1;

-- name: ISSUE_NEWEST
-- scan: walks the newest first and stops at the limit.
SELECT id, composed_at, subject FROM issues ORDER BY id DESC LIMIT $1;

-- name: ISSUE_ITEM_ADD
INSERT INTO issue_items (issue_id, position, kind, title, detail, path)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: ISSUE_ITEM_LIST
SELECT kind, title, detail, path FROM issue_items WHERE issue_id = $1 ORDER BY position;

-- name: ISSUE_SLOT_NEAR
SELECT 1 FROM issue_slots WHERE slot >= $1 AND slot <= $2 LIMIT 1;

-- name: ISSUE_SLOT_ANY
-- scan: stops at the first row.
SELECT 1 FROM issue_slots LIMIT 1;

-- name: ISSUE_SLOT_ADD
INSERT INTO issue_slots (slot, due_at, issue_id)
VALUES ($1, $2, CASE WHEN $3 > 0 THEN $3 END);
