-- The mark that the last transaction left, and the schema cookie.
SELECT m.user_version, c.schema_version FROM pragma_user_version AS m, pragma_schema_version AS c;
