-- The last number given to a row of each table, so that none is given twice: a number may be
-- remembered elsewhere (in a request that is on its way, a mail, a link) after its row has gone.
-- What is named elsewhere in the store counts as given. The catalog's rows never go: see publication.

CREATE TABLE numbers (
    noun TEXT PRIMARY KEY,              -- the table
    last INTEGER NOT NULL               -- the highest id that a row of it ever had; 0: none yet
) STRICT;

INSERT INTO numbers (noun, last)
SELECT 'sessions', coalesce(max(id), 0)
FROM (SELECT id FROM sessions UNION ALL SELECT session_id FROM votes
      UNION ALL SELECT session_id FROM bookmarks) AS given;

INSERT INTO numbers (noun, last) SELECT 'votes', coalesce(max(id), 0) FROM votes;

INSERT INTO numbers (noun, last)
SELECT 'subscribers', coalesce(max(id), 0)
FROM (SELECT id FROM subscribers UNION ALL SELECT subscriber_id FROM subscriber_tokens
      UNION ALL SELECT subscriber_id FROM deliveries) AS given;

INSERT INTO numbers (noun, last) SELECT 'signups', coalesce(max(id), 0) FROM signups;

INSERT INTO numbers (noun, last)
SELECT 'issues', coalesce(max(id), 0)
FROM (SELECT id FROM issues UNION ALL SELECT issue_id FROM issue_items
      UNION ALL SELECT issue_id FROM issue_slots UNION ALL SELECT issue_id FROM deliveries) AS given;

INSERT INTO numbers (noun, last) SELECT 'deliveries', coalesce(max(id), 0) FROM deliveries;
