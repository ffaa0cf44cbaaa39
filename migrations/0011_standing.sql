-- What an import changes waits unseen, whatever it is, and its last piece makes all of it seen by moving
-- publication: a text beside the one that is there, an alias and a withdrawal with the moment from which
-- they count. So the last piece takes as long for a hundred thousand tools as for one.

DROP VIEW published_comparisons;
DROP VIEW published_reviews;
DROP VIEW published_tools;
DROP VIEW seen_comparisons;
DROP VIEW seen_facts;
DROP VIEW seen_reviews;
DROP VIEW seen_tools;
DROP VIEW seen_categories;
DROP VIEW seen_reviewers;

-- A noun is withdrawn from withdrawn_at on, unless returned_at is later. Either may be still to come.
ALTER TABLE reviewers ADD COLUMN returned_at INTEGER;   -- when it was published again; NULL: never
ALTER TABLE categories ADD COLUMN returned_at INTEGER;  -- the same
ALTER TABLE tools ADD COLUMN returned_at INTEGER;       -- the same
ALTER TABLE comparisons ADD COLUMN returned_at INTEGER; -- the same

-- Until now a withdrawal counted at once, also when it moved nothing else.
UPDATE reviewers SET withdrawn_at = (SELECT published_at FROM publication WHERE id = 1)
WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1);
UPDATE categories SET withdrawn_at = (SELECT published_at FROM publication WHERE id = 1)
WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1);
UPDATE tools SET withdrawn_at = (SELECT published_at FROM publication WHERE id = 1)
WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1);
UPDATE comparisons SET withdrawn_at = (SELECT published_at FROM publication WHERE id = 1)
WHERE withdrawn_at > (SELECT published_at FROM publication WHERE id = 1);

CREATE INDEX tools_by_withdrawal ON tools (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX tools_by_return ON tools (returned_at) WHERE returned_at IS NOT NULL;
CREATE INDEX comparisons_by_withdrawal ON comparisons (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX comparisons_by_return ON comparisons (returned_at) WHERE returned_at IS NOT NULL;

ALTER TABLE publication ADD COLUMN alias_id INTEGER NOT NULL DEFAULT 0; -- as the others

DROP INDEX tool_aliases_by_tool;
ALTER TABLE tool_aliases RENAME TO aliases_before;

CREATE TABLE tool_aliases (
    id INTEGER PRIMARY KEY,             -- counts up
    tool_id INTEGER NOT NULL REFERENCES tools (id), -- whose
    alias TEXT NOT NULL,                -- another name in addresses; answers 301 to the slug
    published_at INTEGER NOT NULL,      -- when an import brought it
    replaced_at INTEGER                 -- when the tool gave it up; NULL: it stands
) STRICT;

INSERT INTO tool_aliases (id, tool_id, alias, published_at)
SELECT row_number() OVER (ORDER BY a.tool_id, a.alias), a.tool_id, a.alias, p.published_at
FROM aliases_before AS a JOIN publication AS p ON p.id = 1 AND a.tool_id <= p.tool_id;
UPDATE publication SET alias_id = (SELECT coalesce(max(id), 0) FROM tool_aliases) WHERE id = 1;

DROP TABLE aliases_before;

CREATE INDEX tool_aliases_by_name ON tool_aliases (alias);
CREATE INDEX tool_aliases_by_tool ON tool_aliases (tool_id, alias);
CREATE INDEX tool_aliases_by_end ON tool_aliases (replaced_at) WHERE replaced_at IS NOT NULL;

DROP TABLE coming_tools; -- what an import left that came to no end

CREATE TABLE coming_tools (
    id INTEGER PRIMARY KEY REFERENCES tools (id), -- a tool as it is to be, or as it is: see published_at
    slug TEXT NOT NULL,                 -- this and the rest as in tools
    name TEXT NOT NULL,                 -- likewise
    category_id INTEGER NOT NULL,       -- likewise
    tagline TEXT NOT NULL,              -- likewise
    description TEXT NOT NULL,          -- likewise
    homepage TEXT,                      -- likewise
    entry TEXT NOT NULL,                -- likewise
    pricing TEXT NOT NULL,              -- likewise
    best_for TEXT,                      -- likewise
    published_at INTEGER NOT NULL       -- of the one import that brings all of these: once it is seen
) STRICT;                               -- they stand in the place of tools, and move there bit by bit

CREATE UNIQUE INDEX coming_tools_by_slug ON coming_tools (slug);
CREATE INDEX coming_tools_by_category ON coming_tools (category_id, id);
CREATE INDEX coming_tools_by_publication ON coming_tools (published_at, id);

CREATE VIEW seen_reviewers AS
SELECT r.id, r.slug, r.name, r.lens, r.motto, r.bio, r.byline,
       CASE WHEN r.withdrawn_at <= p.published_at
             AND coalesce(r.returned_at, -1) NOT BETWEEN r.withdrawn_at AND p.published_at
            THEN r.withdrawn_at END AS withdrawn_at
FROM reviewers AS r
JOIN publication AS p ON p.id = 1 AND r.id <= p.reviewer_id;

CREATE VIEW seen_categories AS
SELECT c.id, c.slug, c.name,
       CASE WHEN c.withdrawn_at <= p.published_at
             AND coalesce(c.returned_at, -1) NOT BETWEEN c.withdrawn_at AND p.published_at
            THEN c.withdrawn_at END AS withdrawn_at
FROM categories AS c
JOIN publication AS p ON p.id = 1 AND c.id <= p.category_id;

CREATE VIEW seen_tools AS
SELECT t.id,
       CASE WHEN n.id IS NULL THEN t.slug ELSE n.slug END AS slug,
       CASE WHEN n.id IS NULL THEN t.name ELSE n.name END AS name,
       CASE WHEN n.id IS NULL THEN t.category_id ELSE n.category_id END AS category_id,
       CASE WHEN n.id IS NULL THEN t.tagline ELSE n.tagline END AS tagline,
       CASE WHEN n.id IS NULL THEN t.description ELSE n.description END AS description,
       CASE WHEN n.id IS NULL THEN t.homepage ELSE n.homepage END AS homepage,
       CASE WHEN n.id IS NULL THEN t.entry ELSE n.entry END AS entry,
       CASE WHEN n.id IS NULL THEN t.pricing ELSE n.pricing END AS pricing,
       CASE WHEN n.id IS NULL THEN t.best_for ELSE n.best_for END AS best_for,
       CASE WHEN t.withdrawn_at <= p.published_at
             AND coalesce(t.returned_at, -1) NOT BETWEEN t.withdrawn_at AND p.published_at
            THEN t.withdrawn_at END AS withdrawn_at
FROM publication AS p
JOIN tools AS t ON t.id <= p.tool_id
LEFT JOIN coming_tools AS n ON n.id = t.id AND n.published_at <= p.published_at
WHERE p.id = 1;

-- In which category a tool is, by the category; the view above finds it by the tool alone.
CREATE VIEW published_places AS
SELECT t.category_id, t.id AS tool_id
FROM publication AS p
JOIN tools AS t ON t.id <= p.tool_id
WHERE p.id = 1
  AND (t.withdrawn_at IS NULL OR t.withdrawn_at > p.published_at
       OR t.returned_at BETWEEN t.withdrawn_at AND p.published_at)
  AND NOT EXISTS (SELECT 1 FROM coming_tools AS n
                  WHERE n.id = t.id AND n.published_at <= p.published_at)
UNION ALL
SELECT n.category_id, n.id
FROM publication AS p
JOIN coming_tools AS n ON n.published_at <= p.published_at
JOIN tools AS t ON t.id = n.id
WHERE p.id = 1
  AND (t.withdrawn_at IS NULL OR t.withdrawn_at > p.published_at
       OR t.returned_at BETWEEN t.withdrawn_at AND p.published_at);

CREATE VIEW seen_aliases AS
SELECT a.id, a.tool_id, a.alias
FROM tool_aliases AS a
JOIN publication AS p ON p.id = 1 AND a.id <= p.alias_id
WHERE a.replaced_at IS NULL OR a.replaced_at > p.published_at;

-- Which tool a slug or an alias leads to.
CREATE VIEW seen_names AS
SELECT t.slug AS name, t.id AS tool_id
FROM publication AS p
JOIN tools AS t ON t.id <= p.tool_id
WHERE p.id = 1 AND NOT EXISTS (SELECT 1 FROM coming_tools AS n
                               WHERE n.id = t.id AND n.published_at <= p.published_at)
UNION ALL
SELECT n.slug, n.id
FROM publication AS p
JOIN coming_tools AS n ON n.published_at <= p.published_at
WHERE p.id = 1
UNION ALL
SELECT alias, tool_id FROM seen_aliases;

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
SELECT c.id, c.tool_ids, c.listed_at,
       CASE WHEN c.withdrawn_at <= p.published_at
             AND coalesce(c.returned_at, -1) NOT BETWEEN c.withdrawn_at AND p.published_at
            THEN c.withdrawn_at END AS withdrawn_at
FROM publication AS p
JOIN comparisons AS c ON c.id <= p.comparison_id
WHERE p.id = 1;

CREATE VIEW published_tools AS
SELECT id, slug, name, category_id, tagline, description, homepage, entry, pricing, best_for
FROM seen_tools
WHERE withdrawn_at IS NULL;

-- The reviews that stand, of reviewers who are published.
CREATE VIEW published_reviews AS
SELECT v.id, v.tool_id, v.reviewer_id, v.score, v.verdict, v.reviewed, v.body
FROM seen_reviews AS v
JOIN seen_reviewers AS r ON r.id = v.reviewer_id
WHERE r.withdrawn_at IS NULL;

-- A comparison goes with each of its tools, and comes back with them.
CREATE VIEW published_comparisons AS
SELECT c.id, c.tool_ids
FROM seen_comparisons AS c
WHERE c.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM comparison_tools AS m
                  WHERE m.comparison_id = c.id
                    AND NOT EXISTS (SELECT 1 FROM published_tools AS t WHERE t.id = m.tool_id));
