-- Null is not equal to anything and not unequal either: IS DISTINCT FROM sees it.
SELECT event_id
FROM silver
JOIN ledger USING (event_id)
WHERE silver.status IS DISTINCT FROM ledger.status
