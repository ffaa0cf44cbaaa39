-- Comparisons that the editor listed. Each answers its tools' slugs, one row a tool, in byte order.

-- name: COMPARISON_LISTED
SELECT 1 FROM comparisons WHERE tool_ids = $1;

-- name: COMPARISON_LIST
-- scan: every comparison is wanted.
SELECT c.id, t.slug
FROM comparisons AS c
JOIN comparison_tools AS m ON m.comparison_id = c.id
JOIN tools AS t ON t.id = m.tool_id
ORDER BY c.id, t.slug;

-- name: COMPARISON_NEWEST
-- scan: walks the newest first and stops at the limit.
SELECT n.id, t.slug
FROM (SELECT id FROM comparisons ORDER BY id DESC LIMIT $1) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.id
JOIN tools AS t ON t.id = m.tool_id
ORDER BY n.id DESC, t.slug;

-- name: COMPARISON_OF_TOOL
SELECT n.comparison_id, t.slug
FROM (SELECT comparison_id FROM comparison_tools WHERE tool_id = $1
      ORDER BY comparison_id DESC LIMIT $2) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.comparison_id
JOIN tools AS t ON t.id = m.tool_id
ORDER BY n.comparison_id DESC, t.slug;
