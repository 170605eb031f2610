-- Which acknowledged events do not exist?
-- Give one column, event_id. This first try looks for failures.
SELECT event_id
FROM ledger
WHERE outcome <> 'acked'
