-- Which acknowledged events reach nobody who reads silver or quarantine?
-- Give one column, event_id. This first try names the records that cannot be read.
SELECT event_id
FROM ledger
WHERE expected = 'quarantine'
