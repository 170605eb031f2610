-- Promised, and not there.
SELECT event_id
FROM ledger
WHERE outcome = 'acked'
EXCEPT
SELECT event_id
FROM bronze
