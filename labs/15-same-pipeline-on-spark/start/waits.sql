-- Give one row: batches, p50_ms, p99_ms. A batch of silver writes one ingested_at.
-- This first try measures from the time at which the event happened.
SELECT count(DISTINCT ingested_at) AS batches,
       quantile_disc(epoch_ms(ingested_at) - epoch_ms(event_time), 0.5) AS p50_ms,
       quantile_disc(epoch_ms(ingested_at) - epoch_ms(event_time), 0.99) AS p99_ms
FROM silver
