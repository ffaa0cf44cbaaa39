-- The ids of new rows; see db/numbers.h.

-- name: NUMBER_TAKE
UPDATE numbers SET last = last + $2 WHERE noun = $1 RETURNING last;

-- name: NUMBER_LAST
SELECT last FROM numbers WHERE noun = $1;
