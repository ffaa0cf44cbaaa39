-- Writing the catalog, piece by piece, and reading all of it. What an import has written is unseen
-- until its last piece: see migrations/0011_standing.sql.

-- name: CATALOG_REVIEWERS
-- scan: every reviewer is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL, name, lens, motto, bio, byline
FROM seen_reviewers ORDER BY id;

-- name: CATALOG_CATEGORIES
-- scan: every category is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL, name FROM seen_categories ORDER BY id;

-- name: CATALOG_TOOL_NAMES
-- scan: every name is wanted.
SELECT id, slug, withdrawn_at IS NOT NULL FROM seen_tools ORDER BY id;

-- name: CATALOG_ALIAS_NAMES
-- scan: every name is wanted.
SELECT tool_id, alias, 0 FROM seen_aliases ORDER BY alias;

-- name: CATALOG_TOOLS_AFTER
-- Also what is withdrawn, as in the two that follow.
SELECT t.id, t.slug, t.name, c.id, c.slug, c.name,
       t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for,
       t.withdrawn_at IS NOT NULL
FROM seen_tools AS t
JOIN categories AS c ON c.id = t.category_id
WHERE t.id > $1
ORDER BY t.id LIMIT $2;

-- name: CATALOG_REVIEWS
SELECT r.id, r.slug, r.name, r.lens, r.motto, r.bio, r.byline,
       v.score, v.verdict, v.reviewed, v.body
FROM seen_reviews AS v
JOIN reviewers AS r ON r.id = v.reviewer_id
WHERE v.tool_id = $1
ORDER BY v.reviewer_id;

-- name: CATALOG_COMPARISONS_AFTER
SELECT n.id, t.slug, n.withdrawn_at IS NOT NULL
FROM (SELECT id, withdrawn_at FROM seen_comparisons WHERE id > $1 ORDER BY id LIMIT $2) AS n
JOIN comparison_tools AS m ON m.comparison_id = n.id
JOIN seen_tools AS t ON t.id = m.tool_id
ORDER BY n.id, t.slug;

-- name: CATALOG_TOOLS_IN
SELECT t.id, t.slug
FROM (SELECT tool_id FROM published_places
      WHERE category_id = (SELECT id FROM categories WHERE slug = $1)) AS n
JOIN published_tools AS t ON t.id = n.tool_id
ORDER BY t.id;

-- name: CATALOG_PUBLICATION
SELECT published_at, reviewer_id, category_id, tool_id, review_id, fact_id, comparison_id, alias_id
FROM publication WHERE id = 1;

-- name: CATALOG_PUBLISH
-- Answers the row unless another import was seen since $1.
UPDATE publication
SET published_at = $2, reviewer_id = $3, category_id = $4, tool_id = $5, review_id = $6,
    fact_id = $7, comparison_id = $8, alias_id = $9
WHERE id = 1 AND published_at = $1
RETURNING id;

-- name: CATALOG_ADD_REVIEWER
-- This one and the next answer the id of a new row, and nothing when there is one already.
INSERT INTO reviewers (id, slug, name, lens, motto, bio, byline)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (slug) DO NOTHING
RETURNING id;

-- name: CATALOG_ADD_CATEGORY
INSERT INTO categories (id, slug, name) VALUES ($1, $2, $3)
ON CONFLICT (slug) DO NOTHING
RETURNING id;

-- name: CATALOG_CHANGE_REVIEWER
-- This one and the next answer the id of a row that they changed. What was withdrawn is published by
-- them as of $8 or $4, unless the parameter before is 1.
UPDATE reviewers
SET name = $2, lens = $3, motto = $4, bio = $5, byline = $6,
    returned_at = CASE WHEN $7 = 0 AND withdrawn_at >= coalesce(returned_at, withdrawn_at) THEN $8
                       ELSE returned_at END
WHERE slug = $1
  AND ((name, lens, motto, bio, byline) IS DISTINCT FROM ($2, $3, $4, $5, $6)
       OR ($7 = 0 AND withdrawn_at >= coalesce(returned_at, withdrawn_at)))
RETURNING id;

-- name: CATALOG_CHANGE_CATEGORY
UPDATE categories
SET name = $2,
    returned_at = CASE WHEN $3 = 0 AND withdrawn_at >= coalesce(returned_at, withdrawn_at) THEN $4
                       ELSE returned_at END
WHERE slug = $1
  AND (name IS DISTINCT FROM $2
       OR ($3 = 0 AND withdrawn_at >= coalesce(returned_at, withdrawn_at)))
RETURNING id;

-- name: CATALOG_TOOL
SELECT t.slug, t.name, c.slug, t.tagline, t.description, t.homepage, t.entry, t.pricing, t.best_for,
       t.withdrawn_at IS NOT NULL
FROM seen_tools AS t
JOIN categories AS c ON c.id = t.category_id
WHERE t.id = $1;

-- name: CATALOG_ADD_TOOL
INSERT INTO tools (id, slug, name, category_id, tagline, description, homepage, entry, pricing,
                   best_for)
VALUES ($1, $2, $3, (SELECT id FROM categories WHERE slug = $4), $5, $6, $7, $8, $9, $10);

-- name: CATALOG_ADD_COMING_TOOL
INSERT INTO coming_tools (id, slug, name, category_id, tagline, description, homepage, entry,
                          pricing, best_for, published_at)
VALUES ($1, $2, $3, (SELECT id FROM categories WHERE slug = $4), $5, $6, $7, $8, $9, $10, $11);

-- name: CATALOG_COMING_ID
-- The tool that will have the slug: one at most, for no two tools may have it.
SELECT id FROM coming_tools WHERE slug = $1
UNION ALL
SELECT id FROM tools WHERE slug = $1 AND id NOT IN (SELECT id FROM coming_tools WHERE slug = $1);

-- name: CATALOG_END_ALIAS
UPDATE tool_aliases SET replaced_at = $3 WHERE tool_id = $1 AND alias = $2 AND replaced_at IS NULL;

-- name: CATALOG_ADD_ALIAS
INSERT INTO tool_aliases (id, tool_id, alias, published_at) VALUES ($1, $2, $3, $4);

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

-- name: CATALOG_RETURN_TOOL
UPDATE tools SET returned_at = $2 WHERE id = $1;

-- name: CATALOG_RETURN_COMPARISON
UPDATE comparisons SET returned_at = $2 WHERE id = $1;

-- The four that follow answer the id unless it was withdrawn already.

-- name: CATALOG_WITHDRAW_REVIEWER
UPDATE reviewers SET withdrawn_at = $2
WHERE slug = $1 AND (withdrawn_at IS NULL OR returned_at > withdrawn_at) RETURNING id;

-- name: CATALOG_WITHDRAW_CATEGORY
UPDATE categories SET withdrawn_at = $2
WHERE slug = $1 AND (withdrawn_at IS NULL OR returned_at > withdrawn_at) RETURNING id;

-- name: CATALOG_WITHDRAW_TOOL
UPDATE tools SET withdrawn_at = $2
WHERE id = $1 AND (withdrawn_at IS NULL OR returned_at > withdrawn_at) RETURNING id;

-- name: CATALOG_WITHDRAW_COMPARISON
UPDATE comparisons SET withdrawn_at = $2
WHERE tool_ids = $1 AND (withdrawn_at IS NULL OR returned_at > withdrawn_at) RETURNING id;

-- The three that follow take the first $1 of the tools that stand among the coming ones to their place.

-- name: CATALOG_SETTLE_TEXTS
-- scan: of the first $1 rows. No column of an index is among these, which takes half the time.
UPDATE tools
SET (name, tagline, description, homepage, entry, pricing, best_for) = (
    SELECT n.name, n.tagline, n.description, n.homepage, n.entry, n.pricing, n.best_for
    FROM coming_tools AS n WHERE n.id = tools.id)
WHERE id IN (SELECT id FROM coming_tools
             WHERE published_at <= (SELECT published_at FROM publication WHERE id = 1)
             ORDER BY published_at, id LIMIT $1);

-- name: CATALOG_SETTLE_PLACES
-- scan: of the first $1 rows.
UPDATE tools
SET (slug, category_id) = (
    SELECT n.slug, n.category_id FROM coming_tools AS n WHERE n.id = tools.id)
WHERE id IN (
    SELECT n.id
    FROM (SELECT id, slug, category_id FROM coming_tools
          WHERE published_at <= (SELECT published_at FROM publication WHERE id = 1)
          ORDER BY published_at, id LIMIT $1) AS n
    JOIN tools AS t ON t.id = n.id
    WHERE n.slug <> t.slug OR n.category_id <> t.category_id);

-- name: CATALOG_SETTLE
-- Answers a row for a row.
DELETE FROM coming_tools WHERE id IN (
    SELECT id FROM coming_tools
    WHERE published_at <= (SELECT published_at FROM publication WHERE id = 1)
    ORDER BY published_at, id LIMIT $1)
RETURNING 1;

-- What follows takes off what an import left that did not come to its end, at most so many rows each, in
-- this order, so that nothing refers to a row that is gone. Each answers a row for a row.

-- name: CATALOG_CLEAR_COMING
DELETE FROM coming_tools WHERE id IN (
    SELECT id FROM coming_tools
    WHERE published_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_MEMBERS
DELETE FROM comparison_tools WHERE comparison_id IN (
    SELECT id FROM comparisons
    WHERE id > (SELECT comparison_id FROM publication WHERE id = 1) ORDER BY id DESC LIMIT $1);

-- name: CATALOG_CLEAR_COMPARISONS
DELETE FROM comparisons WHERE id IN (
    SELECT id FROM comparisons
    WHERE id > (SELECT comparison_id FROM publication WHERE id = 1) ORDER BY id DESC LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_REVIEWS
DELETE FROM reviews WHERE id IN (
    SELECT id FROM reviews
    WHERE id > (SELECT review_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_FACTS
DELETE FROM facts WHERE id IN (
    SELECT id FROM facts
    WHERE id > (SELECT fact_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_REVIEW_ENDS
UPDATE reviews SET replaced_at = NULL WHERE id IN (
    SELECT id FROM reviews
    WHERE replaced_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_FACT_ENDS
UPDATE facts SET replaced_at = NULL WHERE id IN (
    SELECT id FROM facts
    WHERE replaced_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_ALIASES
DELETE FROM tool_aliases WHERE id IN (
    SELECT id FROM tool_aliases
    WHERE id > (SELECT alias_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_ALIAS_ENDS
UPDATE tool_aliases SET replaced_at = NULL WHERE id IN (
    SELECT id FROM tool_aliases
    WHERE replaced_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_TOOL_WITHDRAWALS
UPDATE tools SET withdrawn_at = NULL WHERE id IN (
    SELECT id FROM tools
    WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_TOOL_RETURNS
UPDATE tools SET returned_at = NULL WHERE id IN (
    SELECT id FROM tools
    WHERE returned_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_COMPARISON_WITHDRAWALS
UPDATE comparisons SET withdrawn_at = NULL WHERE id IN (
    SELECT id FROM comparisons
    WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_COMPARISON_RETURNS
UPDATE comparisons SET returned_at = NULL WHERE id IN (
    SELECT id FROM comparisons
    WHERE returned_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_REVIEWER_WITHDRAWALS
-- scan: reviewers are few, and so are categories.
UPDATE reviewers SET withdrawn_at = NULL WHERE id IN (
    SELECT id FROM reviewers
    WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_CATEGORY_WITHDRAWALS
-- scan: see the one before.
UPDATE categories SET withdrawn_at = NULL WHERE id IN (
    SELECT id FROM categories
    WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1) LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_TOOLS
DELETE FROM tools WHERE id IN (
    SELECT id FROM tools
    WHERE id > (SELECT tool_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_CATEGORIES
DELETE FROM categories WHERE id IN (
    SELECT id FROM categories
    WHERE id > (SELECT category_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;

-- name: CATALOG_CLEAR_REVIEWERS
DELETE FROM reviewers WHERE id IN (
    SELECT id FROM reviewers
    WHERE id > (SELECT reviewer_id FROM publication WHERE id = 1) ORDER BY id LIMIT $1)
RETURNING 1;
