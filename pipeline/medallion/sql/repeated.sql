-- Rows of an id after its first. A row repeats an earlier one when a row of the same id stands before it in its partition (by offset,
-- then by time of ingestion) and was produced within the horizon before the newest Kafka time seen so far; so the answer is the
-- same whatever the batch boundaries. In: bronze_input, the batch; bronze_history, rows young enough to be repeated;
-- kafka_before (p, ms), the newest Kafka time of each partition before the batch.
WITH batch AS (
  SELECT event_id, kafka_partition, kafka_offset, ingested_at, instant_ms(kafka_time) AS at_ms,
    max(instant_ms(kafka_time)) OVER (PARTITION BY kafka_partition ORDER BY kafka_offset, ingested_at) AS newest_here
  FROM bronze_input WHERE event_id <> concat(kafka_topic, '-', kafka_partition, '-', kafka_offset)
), timed AS (
  SELECT batch.*, greatest(newest_here, kafka_before.ms) AS newest_ms
  FROM batch LEFT JOIN kafka_before ON kafka_before.p = batch.kafka_partition
), earlier AS (
  SELECT event_id, kafka_partition, kafka_offset, ingested_at, instant_ms(kafka_time) AS at_ms
  FROM bronze_history WHERE event_id IN (SELECT event_id FROM batch)
  UNION SELECT event_id, kafka_partition, kafka_offset, ingested_at, at_ms FROM batch
)
SELECT DISTINCT timed.kafka_partition, timed.kafka_offset, timed.ingested_at
FROM timed JOIN earlier ON earlier.event_id = timed.event_id AND earlier.kafka_partition = timed.kafka_partition
  AND (earlier.kafka_offset < timed.kafka_offset
    OR (earlier.kafka_offset = timed.kafka_offset AND earlier.ingested_at < timed.ingested_at))
  AND earlier.at_ms >= timed.newest_ms - ${horizonMs}
