-- Publication: an import writes its rows a few at a time, and they are seen together, when its last
-- piece moves this one row. Whoever reads the catalog reads the views: published_…, or seen_… to see
-- what is withdrawn too.

CREATE TABLE publication (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- one row
    published_at INTEGER NOT NULL,      -- when the newest import became seen; it always grows
    reviewer_id INTEGER NOT NULL,       -- the last reviewer that is seen; a later one is still to come
    category_id INTEGER NOT NULL,       -- likewise
    tool_id INTEGER NOT NULL,           -- likewise
    review_id INTEGER NOT NULL,         -- likewise
    fact_id INTEGER NOT NULL,           -- likewise
    comparison_id INTEGER NOT NULL      -- likewise
) STRICT;

INSERT INTO publication (id, published_at, reviewer_id, category_id, tool_id, review_id, fact_id,
                         comparison_id)
SELECT 1,
       (SELECT coalesce(max(at), 0)
        FROM (SELECT max(published_at) AS at FROM reviews UNION ALL SELECT max(replaced_at) FROM reviews
              UNION ALL SELECT max(published_at) FROM facts UNION ALL SELECT max(replaced_at) FROM facts)
        AS moments),
       (SELECT coalesce(max(id), 0) FROM reviewers), (SELECT coalesce(max(id), 0) FROM categories),
       (SELECT coalesce(max(id), 0) FROM tools), (SELECT coalesce(max(id), 0) FROM reviews),
       (SELECT coalesce(max(id), 0) FROM facts), (SELECT coalesce(max(id), 0) FROM comparisons);

CREATE TABLE coming_tools (
    id INTEGER PRIMARY KEY REFERENCES tools (id), -- a tool that is seen, as an import will have it
    slug TEXT NOT NULL,                 -- this and the rest as in tools
    name TEXT NOT NULL,                 -- likewise
    category_id INTEGER NOT NULL,       -- likewise
    tagline TEXT NOT NULL,              -- likewise
    description TEXT NOT NULL,          -- likewise
    homepage TEXT,                      -- likewise
    entry TEXT NOT NULL,                -- likewise
    pricing TEXT NOT NULL,              -- likewise
    best_for TEXT                       -- likewise
) STRICT;

CREATE UNIQUE INDEX coming_tools_by_slug ON coming_tools (slug);

CREATE INDEX reviews_by_tool ON reviews (tool_id, reviewer_id, replaced_at);
CREATE INDEX reviews_by_end ON reviews (replaced_at) WHERE replaced_at IS NOT NULL;
CREATE INDEX facts_by_tool ON facts (tool_id, key, replaced_at);
CREATE INDEX facts_by_end ON facts (replaced_at) WHERE replaced_at IS NOT NULL;

DROP VIEW published_comparisons;
DROP VIEW published_reviews;
DROP VIEW published_tools;

CREATE VIEW seen_reviewers AS
SELECT id, slug, name, lens, motto, bio, byline, withdrawn_at FROM reviewers
WHERE id <= (SELECT reviewer_id FROM publication WHERE id = 1);

CREATE VIEW seen_categories AS
SELECT id, slug, name, withdrawn_at FROM categories
WHERE id <= (SELECT category_id FROM publication WHERE id = 1);

CREATE VIEW seen_tools AS
SELECT id, slug, name, category_id, tagline, description, homepage, entry, pricing, best_for,
       withdrawn_at
FROM tools
WHERE id <= (SELECT tool_id FROM publication WHERE id = 1);

-- What stands: a review that an import ends stands until that import is seen.
CREATE VIEW seen_reviews AS
SELECT id, tool_id, reviewer_id, score, verdict, reviewed, body, published_at
FROM reviews
WHERE id <= (SELECT review_id FROM publication WHERE id = 1)
  AND (replaced_at IS NULL OR replaced_at > (SELECT published_at FROM publication WHERE id = 1));

CREATE VIEW seen_facts AS
SELECT id, tool_id, key, value, source, checked, published_at
FROM facts
WHERE id <= (SELECT fact_id FROM publication WHERE id = 1)
  AND (replaced_at IS NULL OR replaced_at > (SELECT published_at FROM publication WHERE id = 1));

CREATE VIEW seen_comparisons AS
SELECT id, tool_ids, listed_at, withdrawn_at FROM comparisons
WHERE id <= (SELECT comparison_id FROM publication WHERE id = 1);

CREATE VIEW published_tools AS
SELECT id, slug, name, category_id, tagline, description, homepage, entry, pricing, best_for
FROM seen_tools
WHERE withdrawn_at IS NULL;

-- The reviews that stand, of reviewers who are published.
CREATE VIEW published_reviews AS
SELECT v.id, v.tool_id, v.reviewer_id, v.score, v.verdict, v.reviewed, v.body
FROM seen_reviews AS v
JOIN reviewers AS r ON r.id = v.reviewer_id
WHERE r.withdrawn_at IS NULL;

-- A comparison goes with each of its tools, and comes back with them.
CREATE VIEW published_comparisons AS
SELECT c.id, c.tool_ids
FROM seen_comparisons AS c
WHERE c.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM comparison_tools AS m
                  LEFT JOIN published_tools AS t ON t.id = m.tool_id
                  WHERE m.comparison_id = c.id AND t.id IS NULL);
