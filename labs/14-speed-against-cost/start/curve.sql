-- What does bronze pay for being fresh? Give one row for each pace at which files were written:
-- files_per_second, latency_ms (median of ingested_at - kafka_time), bytes_per_event.
-- A second belongs to a pace by the number of data files that were committed in it; seconds without rows are left out.
-- This first try takes the average over the whole run.
SELECT (SELECT sum(files_added) / date_diff('second', min(committed_at), max(committed_at)) FROM history('bronze')) AS files_per_second,
       (SELECT avg(epoch_ms(ingested_at) - epoch_ms(kafka_time)) FROM bronze) AS latency_ms,
       (SELECT sum(bytes_added) / sum(rows_added) FROM history('bronze')) AS bytes_per_event
