-- Writing the catalog, and reading all of it.

-- name: CATALOG_REVIEWERS
-- scan: every reviewer is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL, name, lens, motto, bio, byline
FROM reviewers ORDER BY id;

-- name: CATALOG_CATEGORIES
-- scan: every category is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL, name FROM categories ORDER BY id;

-- name: CATALOG_TOOL_NAMES
-- scan: every name is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL FROM tools ORDER BY id;

-- name: CATALOG_ALIAS_NAMES
-- scan: every name is wanted.
SELECT tool_id, alias, 0 FROM tool_aliases ORDER BY alias;

-- name: CATALOG_TOOLS
-- scan: every tool is wanted, also what is withdrawn.
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for,
       t.withdrawn_at IS NOT NULL
FROM tools AS t
JOIN categories AS c ON c.id = t.category_id
ORDER BY t.id;

-- name: CATALOG_REVIEWS
SELECT r.id, r.slug, r.name, r.lens, r.motto, r.bio, r.byline,
       v.score, v.verdict, v.reviewed, v.body
FROM reviews AS v
JOIN reviewers AS r ON r.id = v.reviewer_id
WHERE v.tool_id = $1 AND v.replaced_at IS NULL
ORDER BY v.reviewer_id;

-- name: CATALOG_COMPARISONS
-- scan: every comparison is wanted, also what is withdrawn.
SELECT c.id, t.slug, c.withdrawn_at IS NOT NULL
FROM comparisons AS c
JOIN comparison_tools AS m ON m.comparison_id = c.id
JOIN tools AS t ON t.id = m.tool_id
ORDER BY c.id, t.slug;

-- name: CATALOG_TOOLS_IN
SELECT t.id, t.slug FROM tools AS t
WHERE t.category_id = (SELECT id FROM categories WHERE slug = $1) AND t.withdrawn_at IS NULL
ORDER BY t.id;

-- name: CATALOG_TOOL_ID
SELECT id FROM tools WHERE slug = $1;

-- name: CATALOG_NEXT_REVIEWER
SELECT coalesce(max(id), 0) + 1 FROM reviewers;

-- name: CATALOG_NEXT_CATEGORY
SELECT coalesce(max(id), 0) + 1 FROM categories;

-- name: CATALOG_NEXT_TOOL
SELECT coalesce(max(id), 0) + 1 FROM tools;

-- name: CATALOG_NEXT_REVIEW
SELECT coalesce(max(id), 0) + 1 FROM reviews;

-- name: CATALOG_NEXT_FACT
SELECT coalesce(max(id), 0) + 1 FROM facts;

-- name: CATALOG_NEXT_COMPARISON
SELECT coalesce(max(id), 0) + 1 FROM comparisons;

-- The three that follow answer the id when they made or changed a row, and nothing otherwise. What
-- was withdrawn is published by them, unless the last parameter is 1.

-- name: CATALOG_PUT_REVIEWER
INSERT INTO reviewers AS r (id, slug, name, lens, motto, bio, byline)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, lens = excluded.lens, motto = excluded.motto, bio = excluded.bio,
    byline = excluded.byline, withdrawn_at = CASE WHEN $8 = 1 THEN r.withdrawn_at END
WHERE (r.name, r.lens, r.motto, r.bio, r.byline)
    IS DISTINCT FROM (excluded.name, excluded.lens, excluded.motto, excluded.bio, excluded.byline)
   OR ($8 = 0 AND r.withdrawn_at IS NOT NULL)
RETURNING id;

-- name: CATALOG_PUT_CATEGORY
INSERT INTO categories AS c (id, slug, name) VALUES ($1, $2, $3)
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, withdrawn_at = CASE WHEN $4 = 1 THEN c.withdrawn_at END
WHERE c.name IS DISTINCT FROM excluded.name OR ($4 = 0 AND c.withdrawn_at IS NOT NULL)
RETURNING id;

-- name: CATALOG_PUT_TOOL
INSERT INTO tools AS t (id, slug, name, category_id, tagline, description, homepage, entry,
                        pricing, best_for)
VALUES ($1, $2, $3, (SELECT id FROM categories WHERE slug = $4), $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE
SET slug = excluded.slug, name = excluded.name, category_id = excluded.category_id,
    tagline = excluded.tagline, description = excluded.description, homepage = excluded.homepage,
    entry = excluded.entry, pricing = excluded.pricing, best_for = excluded.best_for,
    withdrawn_at = CASE WHEN $11 = 1 THEN t.withdrawn_at END
WHERE (t.slug, t.name, t.category_id, t.tagline, t.description, t.homepage, t.entry, t.pricing,
       t.best_for)
    IS DISTINCT FROM (excluded.slug, excluded.name, excluded.category_id, excluded.tagline,
                      excluded.description, excluded.homepage, excluded.entry, excluded.pricing,
                      excluded.best_for)
   OR ($11 = 0 AND t.withdrawn_at IS NOT NULL)
RETURNING id;

-- name: CATALOG_DROP_ALIASES
DELETE FROM tool_aliases WHERE tool_id = $1;

-- name: CATALOG_ADD_ALIAS
INSERT INTO tool_aliases (alias, tool_id) VALUES ($1, $2);

-- name: CATALOG_END_REVIEW
UPDATE reviews SET replaced_at = $3
WHERE tool_id = $1 AND reviewer_id = $2 AND replaced_at IS NULL;

-- name: CATALOG_ADD_REVIEW
INSERT INTO reviews (id, tool_id, reviewer_id, score, verdict, reviewed, body, published_at)
VALUES ($1, $2, (SELECT id FROM reviewers WHERE slug = $3), $4, $5, $6, $7, $8);

-- name: CATALOG_END_FACT
UPDATE facts SET replaced_at = $3 WHERE tool_id = $1 AND key = $2 AND replaced_at IS NULL;

-- name: CATALOG_ADD_FACT
INSERT INTO facts (id, tool_id, key, value, source, checked, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: CATALOG_ADD_COMPARISON
INSERT INTO comparisons (id, tool_ids, listed_at) VALUES ($1, $2, $3);

-- name: CATALOG_ADD_MEMBER
INSERT INTO comparison_tools (comparison_id, tool_id) VALUES ($1, $2);

-- name: CATALOG_PUBLISH_COMPARISON
UPDATE comparisons SET withdrawn_at = NULL WHERE id = $1;

-- The four that follow answer the id unless it was withdrawn already.

-- name: CATALOG_WITHDRAW_REVIEWER
UPDATE reviewers SET withdrawn_at = $2 WHERE slug = $1 AND withdrawn_at IS NULL RETURNING id;

-- name: CATALOG_WITHDRAW_CATEGORY
UPDATE categories SET withdrawn_at = $2 WHERE slug = $1 AND withdrawn_at IS NULL RETURNING id;

-- name: CATALOG_WITHDRAW_TOOL
UPDATE tools SET withdrawn_at = $2 WHERE slug = $1 AND withdrawn_at IS NULL RETURNING id;

-- name: CATALOG_WITHDRAW_COMPARISON
UPDATE comparisons SET withdrawn_at = $2 WHERE tool_ids = $1 AND withdrawn_at IS NULL RETURNING id;
