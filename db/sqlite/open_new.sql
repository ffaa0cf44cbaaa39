-- Marks a new file as Verdict's: "Vrdc" in ASCII.
PRAGMA application_id = 0x56726463;
