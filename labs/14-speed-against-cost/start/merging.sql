-- What does merging cost? Give one row with two columns:
-- written_bytes, what the queries wrote into bronze, and rewritten_bytes, what merging wrote once more.
-- This first try takes everything for written.
SELECT sum(bytes_added) AS written_bytes, 0 AS rewritten_bytes
FROM history('bronze')
