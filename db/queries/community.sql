-- Sessions, votes and their tallies, bookmarks.

-- name: SESSION_FIND
SELECT id, used_on FROM sessions WHERE token_hash = $1;

-- name: SESSION_ADD
INSERT INTO sessions (id, token_hash, used_on) VALUES ($1, $2, $3);

-- name: SESSION_USE
UPDATE sessions SET used_on = $2 WHERE id = $1;

-- name: SESSION_DROP
DELETE FROM sessions WHERE id = $1;

-- name: SESSION_IDLE
SELECT id FROM sessions WHERE used_on < $1 ORDER BY used_on LIMIT $2;

-- name: FORGOTTEN_FIND
SELECT 1 FROM forgotten_tokens WHERE token_hash = $1;

-- name: FORGOTTEN_ADD
INSERT INTO forgotten_tokens (token_hash, until) VALUES ($1, $2)
ON CONFLICT (token_hash) DO UPDATE SET until = excluded.until;

-- name: FORGOTTEN_EXPIRE
DELETE FROM forgotten_tokens
WHERE token_hash IN (SELECT token_hash FROM forgotten_tokens WHERE until < $1 LIMIT $2)
RETURNING 1;

-- name: VOTE_FIND
SELECT choice FROM votes WHERE session_id = $1 AND tool_id = $2;

-- name: VOTE_PUT
INSERT INTO votes (id, tool_id, session_id, choice) VALUES ($1, $2, $3, $4)
ON CONFLICT (session_id, tool_id) DO UPDATE SET choice = excluded.choice;

-- name: VOTE_DROP
DELETE FROM votes WHERE session_id = $1 AND tool_id = $2;

-- name: VOTE_LIST
SELECT tool_id, choice FROM votes WHERE session_id = $1 ORDER BY tool_id;

-- name: VOTE_UNLINK
UPDATE votes SET session_id = NULL WHERE session_id = $1;

-- name: TALLY_FIND
SELECT ship, skip FROM tallies WHERE tool_id = $1;

-- name: TALLY_MOVE
INSERT INTO tallies AS t (tool_id, ship, skip) VALUES ($1, CASE WHEN $2 > 0 THEN $2 ELSE 0 END,
                                             CASE WHEN $3 > 0 THEN $3 ELSE 0 END)
ON CONFLICT (tool_id) DO UPDATE SET ship = t.ship + $2, skip = t.skip + $3;

-- name: BOOKMARK_ADD
INSERT INTO bookmarks (session_id, tool_id) SELECT $1, id FROM published_tools WHERE id = $2
ON CONFLICT (session_id, tool_id) DO NOTHING;

-- name: BOOKMARK_DROP
DELETE FROM bookmarks WHERE session_id = $1 AND tool_id = $2;

-- name: BOOKMARK_DROP_ALL
DELETE FROM bookmarks WHERE session_id = $1;

-- name: BOOKMARK_COUNT
SELECT count(*) FROM bookmarks WHERE session_id = $1;

-- name: BOOKMARK_LIST
SELECT b.tool_id, t.slug, t.name, t.withdrawn_at IS NOT NULL
FROM bookmarks AS b JOIN seen_tools AS t ON t.id = b.tool_id
WHERE b.session_id = $1 ORDER BY t.slug;

-- name: WRITER_SAVEPOINT
SAVEPOINT change;

-- name: WRITER_RELEASE
RELEASE SAVEPOINT change;

-- name: WRITER_ROLLBACK
ROLLBACK TO SAVEPOINT change;
