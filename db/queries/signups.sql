-- Forms of the newsletter that were sent and not yet looked at.

-- name: SIGNUP_ADD
INSERT INTO signups (id, wish, address, address_key, wording, asked_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: SIGNUP_FIRST
-- scan: stops at the first row.
SELECT id, wish, address, address_key, wording, asked_at FROM signups ORDER BY id LIMIT 1;

-- name: SIGNUP_DROP
DELETE FROM signups WHERE id = $1;
