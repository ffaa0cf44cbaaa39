-- What has changed since the last issue of the newsletter.

-- name: NEWS_COMPARISONS
-- scan: only of the rows that came since.
SELECT n.id, t.slug, 0
FROM (SELECT id FROM published_comparisons
      WHERE id > (SELECT coalesce(max(comparison_id), 0) FROM issues) ORDER BY id DESC) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.id
JOIN seen_tools AS t ON t.id = m.tool_id
ORDER BY n.id DESC, t.slug;

-- name: NEWS_NEWEST_COMPARISON
SELECT coalesce(max(id), 0) FROM seen_comparisons;

-- name: NEWS_TOOLS
-- scan: every tool is compared with what the last issue knew, once an issue.
SELECT t.id, t.slug, t.name, coalesce(y.ship, 0), coalesce(y.skip, 0),
       coalesce(p.ship, 0), coalesce(p.skip, 0), coalesce(p.newest, 0),
       coalesce(k.ship, 0), coalesce(k.skip, 0), coalesce(k.newest_review, 0),
       coalesce(k.call, 'open')
FROM published_tools AS t
LEFT JOIN tallies AS y ON y.tool_id = t.id
LEFT JOIN (SELECT tool_id, max(id) AS newest,
                  sum(CASE WHEN verdict = 'ship' THEN 1 ELSE 0 END) AS ship,
                  sum(CASE WHEN verdict = 'skip' THEN 1 ELSE 0 END) AS skip
           FROM published_reviews GROUP BY tool_id) AS p ON p.tool_id = t.id
LEFT JOIN issue_tools AS k ON k.tool_id = t.id AND k.issue_id = (
    SELECT max(n.issue_id) FROM issue_tools AS n
    WHERE n.tool_id = t.id AND n.issue_id <= (SELECT coalesce(max(id), 0) FROM issues))
ORDER BY t.id;

-- name: NEWS_KEEP
INSERT INTO issue_tools (tool_id, issue_id, ship, skip, newest_review, call)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: NEWS_CLEAR
-- Takes off, at most $1 rows, what an issue left that came to no end. This one and the next answer a
-- row for a row.
DELETE FROM issue_tools WHERE (tool_id, issue_id) IN (
    SELECT tool_id, issue_id FROM issue_tools
    WHERE issue_id > (SELECT coalesce(max(id), 0) FROM issues) LIMIT $1)
RETURNING 1;

-- name: NEWS_CLEAR_OLD
-- What the newest issue knows better than an earlier one.
DELETE FROM issue_tools WHERE (tool_id, issue_id) IN (
    SELECT o.tool_id, o.issue_id FROM issue_tools AS n
    JOIN issue_tools AS o ON o.tool_id = n.tool_id AND o.issue_id < n.issue_id
    WHERE n.issue_id = (SELECT max(id) FROM issues) LIMIT $1)
RETURNING 1;
