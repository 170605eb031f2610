-- How long did requests wait in each place: at the source until Kafka had acknowledged them, in Kafka until bronze, in bronze until silver?
-- Give three columns: place, longest_ms and event_id, the request that waited longest there. An average is a time that nobody waited.
WITH waits AS (
  SELECT event_id,
         epoch_ms(settled_at) - epoch_ms(made_at) AS source_ms,
         epoch_ms(bronze.ingested_at) - epoch_ms(settled_at) AS kafka_ms,
         epoch_ms(silver.ingested_at) - epoch_ms(bronze.ingested_at) AS bronze_ms
  FROM ledger JOIN bronze USING (event_id) JOIN silver USING (event_id)
  WHERE outcome = 'acked'
)
SELECT 'source' AS place, max(source_ms) AS longest_ms, arg_max(event_id, source_ms) AS event_id FROM waits
UNION ALL
SELECT 'kafka', max(kafka_ms), arg_max(event_id, kafka_ms) FROM waits
UNION ALL
SELECT 'bronze', max(bronze_ms), arg_max(event_id, bronze_ms) FROM waits
