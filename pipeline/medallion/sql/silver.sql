-- The rows that keep every expectation. behind_ms is how far an event stands behind the newest accepted event before it
-- in its partition, in offset order; newest_before carries that newest time over from the batches before.
-- In: judged; newest_before(kafka_partition, newest_ms). ingested_at is this batch's time.
SELECT event_id, event_time,
  CAST(greatest(coalesce(greatest(newest_in_batch, newest_ms) - event_ms, 0), 0) AS BIGINT) AS behind_ms,
  host, method, path, protocol, status, bytes, format, kafka_partition, kafka_offset,
  ${ingestedAt} AS ingested_at
FROM (
  SELECT judged.*, newest_before.newest_ms,
    max(event_ms) OVER (PARTITION BY judged.kafka_partition ORDER BY judged.kafka_offset
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_in_batch
  FROM judged LEFT JOIN newest_before ON judged.kafka_partition = newest_before.kafka_partition
  WHERE reasons = ''
) AS ordered
