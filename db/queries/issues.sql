-- The newsletter's issues, what they tell, and what has changed since the last one.

-- name: ISSUE_NEXT
SELECT coalesce(max(id), 0) + 1 FROM issues;

-- name: ISSUE_ADD
INSERT INTO issues (id, composed_at, subject) VALUES ($1, $2, $3);

-- name: ISSUE_FIND
SELECT id, composed_at, subject FROM issues WHERE id = $1;

-- name: ISSUE_NEWEST
-- scan: walks the newest first and stops at the limit.
SELECT id, composed_at, subject FROM issues ORDER BY id DESC LIMIT $1;

-- name: ISSUE_LAST_TOLD
-- scan: there is one row a week.
SELECT coalesce(max(composed_at), 0) FROM issues WHERE composed_at <= $1;

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

-- name: ISSUE_CALLS
-- scan: every tally is compared with what was told, once an issue.
SELECT t.id, t.slug, t.name, y.ship, y.skip, coalesce(c.call, 'open')
FROM tallies AS y JOIN tools AS t ON t.id = y.tool_id LEFT JOIN issue_calls AS c ON c.tool_id = t.id
ORDER BY t.id;

-- name: ISSUE_CALL_PUT
INSERT INTO issue_calls (tool_id, call) VALUES ($1, $2)
ON CONFLICT (tool_id) DO UPDATE SET call = excluded.call;

-- name: CHANGED_COMPARISONS
-- scan: only of the few rows that an index found.
SELECT n.id, t.slug
FROM (SELECT id FROM comparisons WHERE listed_at > $1 ORDER BY id DESC) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.id
JOIN tools AS t ON t.id = m.tool_id
ORDER BY n.id DESC, t.slug;

-- name: CHANGED_PANELS
-- scan: only of the few rows that an index found.
SELECT t.slug
FROM (SELECT tool_id FROM reviews WHERE published_at > $1
      UNION SELECT tool_id FROM reviews WHERE replaced_at > $1) AS changed
JOIN tools AS t ON t.id = changed.tool_id
ORDER BY t.id;

-- name: PANEL_AT
SELECT coalesce(sum(CASE WHEN verdict = 'ship' THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN verdict = 'skip' THEN 1 ELSE 0 END), 0)
FROM reviews
WHERE tool_id = $1 AND published_at <= $2 AND (replaced_at IS NULL OR replaced_at > $2);
