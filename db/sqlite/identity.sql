-- Whose file it is, and whether it holds anything.
SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema);
