-- From Kafka's own time of the record, which stands in bronze, to the batch that brought it to silver.
SELECT count(DISTINCT silver.ingested_at) AS batches,
       quantile_disc(epoch_ms(silver.ingested_at) - epoch_ms(bronze.kafka_time), 0.5) AS p50_ms,
       quantile_disc(epoch_ms(silver.ingested_at) - epoch_ms(bronze.kafka_time), 0.99) AS p99_ms
FROM silver JOIN bronze USING (kafka_partition, kafka_offset)
