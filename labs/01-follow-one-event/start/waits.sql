-- How long did requests wait in each place: at the source until Kafka had acknowledged them, in Kafka until bronze, in bronze until silver?
-- Give three columns: place, longest_ms and event_id, the request that waited longest there. This first try gives averages.
WITH waits AS (
  SELECT event_id,
         epoch_ms(settled_at) - epoch_ms(made_at) AS source_ms,
         epoch_ms(bronze.ingested_at) - epoch_ms(settled_at) AS kafka_ms,
         epoch_ms(silver.ingested_at) - epoch_ms(bronze.ingested_at) AS bronze_ms
  FROM ledger JOIN bronze USING (event_id) JOIN silver USING (event_id)
  WHERE outcome = 'acked'
)
SELECT 'source' AS place, avg(source_ms) AS longest_ms, any_value(event_id) AS event_id FROM waits
UNION ALL
SELECT 'kafka', avg(kafka_ms), any_value(event_id) FROM waits
UNION ALL
SELECT 'bronze', avg(bronze_ms), any_value(event_id) FROM waits
