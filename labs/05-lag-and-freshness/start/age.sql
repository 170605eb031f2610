-- How old is the data, second by second?
-- Give two columns: second, from `seconds` below, and age_ms.
-- This first try takes the rows that came into bronze within the second, and says how long the slowest of them had waited.
WITH seconds AS (
  SELECT unnest(generate_series(date_trunc('second', min(made_at)), max(made_at), INTERVAL '1 second')) AS second FROM ledger
)
SELECT second, coalesce(max(epoch_ms(ingested_at) - epoch_ms(kafka_time)), 0) AS age_ms
FROM seconds LEFT JOIN bronze ON ingested_at >= second - INTERVAL '1 second' AND ingested_at < second
GROUP BY second
ORDER BY second
