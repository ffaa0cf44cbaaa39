-- Comparisons that the editor listed. Lists answer the slugs of tools, one row a tool, in byte order.

-- name: COMPARISON_FIND
SELECT id, withdrawn_at IS NOT NULL FROM seen_comparisons WHERE tool_ids = $1;

-- name: COMPARISON_NEWEST
-- scan: walks the newest first and stops at the limit.
SELECT n.id, t.slug, 0
FROM (SELECT id FROM published_comparisons ORDER BY id DESC LIMIT $1) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.id
JOIN seen_tools AS t ON t.id = m.tool_id
ORDER BY n.id DESC, t.slug;

-- name: COMPARISON_OF_TOOL
SELECT n.comparison_id, t.slug, 0
FROM (SELECT m.comparison_id FROM comparison_tools AS m
      JOIN published_comparisons AS c ON c.id = m.comparison_id
      WHERE m.tool_id = $1 ORDER BY m.comparison_id DESC LIMIT $2) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.comparison_id
JOIN seen_tools AS t ON t.id = m.tool_id
ORDER BY n.comparison_id DESC, t.slug;
