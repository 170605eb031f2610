-- What waits in a second is what was made before it and is not in bronze by then: whoever came late, and whoever never came.
WITH seconds AS (
  SELECT unnest(generate_series(date_trunc('second', min(made_at)), max(made_at), INTERVAL '1 second')) AS second FROM ledger
),
life AS (SELECT made_at, ingested_at FROM ledger LEFT JOIN bronze USING (event_id))
SELECT second, coalesce(epoch_ms(second) - epoch_ms(min(made_at)), 0) AS age_ms
FROM seconds LEFT JOIN life ON made_at < second AND (ingested_at IS NULL OR ingested_at >= second)
GROUP BY second
ORDER BY second
