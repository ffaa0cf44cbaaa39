-- What the editor took back. It answers 410 and leaves every list; its votes, its bookmarks and its
-- history stay, and publishing it again brings it back.

ALTER TABLE reviewers ADD COLUMN withdrawn_at INTEGER;   -- when; NULL: it is published
ALTER TABLE categories ADD COLUMN withdrawn_at INTEGER;  -- the same
ALTER TABLE tools ADD COLUMN withdrawn_at INTEGER;       -- the same
ALTER TABLE comparisons ADD COLUMN withdrawn_at INTEGER; -- the same

-- What readers see. A page, a feed or a mail reads these, never the tables behind them.

CREATE VIEW published_tools AS
SELECT id, slug, name, category_id, tagline, description, homepage, entry, pricing, best_for
FROM tools
WHERE withdrawn_at IS NULL;

-- The reviews that stand, of reviewers who are published.
CREATE VIEW published_reviews AS
SELECT v.id, v.tool_id, v.reviewer_id, v.score, v.verdict, v.reviewed, v.body
FROM reviews AS v
JOIN reviewers AS r ON r.id = v.reviewer_id
WHERE v.replaced_at IS NULL AND r.withdrawn_at IS NULL;

-- A comparison goes with each of its tools, and comes back with them.
CREATE VIEW published_comparisons AS
SELECT c.id, c.tool_ids
FROM comparisons AS c
WHERE c.withdrawn_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM comparison_tools AS m
                  LEFT JOIN published_tools AS t ON t.id = m.tool_id
                  WHERE m.comparison_id = c.id AND t.id IS NULL);
