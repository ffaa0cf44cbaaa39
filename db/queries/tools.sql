-- Reading tools, as they are published, with what the panel says of them.

-- name: TOOL_BY_NAME
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for,
       t.withdrawn_at IS NOT NULL
FROM seen_tools AS t
JOIN categories AS c ON c.id = t.category_id
WHERE t.id = (SELECT tool_id FROM seen_names WHERE name = $1);

-- name: TOOL_BY_ID
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for,
       t.withdrawn_at IS NOT NULL
FROM seen_tools AS t
JOIN categories AS c ON c.id = t.category_id
WHERE t.id = $1;

-- name: TOOL_ANY
-- scan: stops at the first row.
SELECT 1 FROM seen_tools LIMIT 1;

-- name: TOOL_LIST
-- The rest of the category, then the categories behind it: each half follows an index, where one
-- comparison of the pair (category, tool) would walk the category from its beginning.
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for, 0
FROM (SELECT category_id, tool_id FROM published_places WHERE category_id = $1 AND tool_id > $2
      UNION ALL
      SELECT category_id, tool_id FROM published_places WHERE category_id > $1
      ORDER BY 1, 2 LIMIT $3) AS n
JOIN seen_tools AS t ON t.id = n.tool_id
JOIN categories AS c ON c.id = n.category_id
ORDER BY c.id, t.id;

-- name: TOOL_OF_CATEGORY
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for, 0
FROM (SELECT tool_id FROM published_places WHERE category_id = $1 ORDER BY tool_id LIMIT $2) AS n
JOIN seen_tools AS t ON t.id = n.tool_id
JOIN categories AS c ON c.id = t.category_id
ORDER BY t.id;

-- name: TOOL_REVIEWS
SELECT r.id, r.slug, r.name, r.lens, r.motto, r.bio, r.byline,
       v.score, v.verdict, v.reviewed, v.body
FROM published_reviews AS v
JOIN reviewers AS r ON r.id = v.reviewer_id
WHERE v.tool_id = $1
ORDER BY v.reviewer_id;

-- name: TOOL_FACTS
SELECT key, value, source, checked
FROM seen_facts
WHERE tool_id = $1
ORDER BY key;

-- name: TOOL_ALIASES
SELECT alias FROM seen_aliases WHERE tool_id = $1 ORDER BY alias;
