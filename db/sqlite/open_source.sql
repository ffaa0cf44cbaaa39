-- Lets a reading connection write a copy. The store itself stays closed to it: it was opened so.
PRAGMA query_only = OFF;
