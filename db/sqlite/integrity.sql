-- What is wrong with the file, or "ok"; and each row whose foreign key leads nowhere.
SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
UNION ALL
SELECT 'a row of ' || "table" || ' points to nothing in ' || "parent" FROM pragma_foreign_key_check
LIMIT 1;
