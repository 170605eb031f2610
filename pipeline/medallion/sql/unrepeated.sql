-- The batch without its repeated rows. In: bronze_input, repeated (repeated.sql).
SELECT bronze_input.* FROM bronze_input WHERE NOT EXISTS (
  SELECT 1 FROM repeated WHERE repeated.kafka_partition = bronze_input.kafka_partition
    AND repeated.kafka_offset = bronze_input.kafka_offset AND repeated.ingested_at = bronze_input.ingested_at)
