-- The run wrote at many paces. Seconds with the same number of files belong together; the average of all of them describes none.
WITH written AS (
  SELECT date_trunc('second', committed_at) AS second, sum(files_added) AS files, sum(rows_added) AS events, sum(bytes_added) AS bytes
  FROM history('bronze')
  WHERE rows_added > 0
  GROUP BY second
), waited AS (
  SELECT date_trunc('second', ingested_at) AS second, files, epoch_ms(ingested_at) - epoch_ms(kafka_time) AS ms
  FROM bronze JOIN written ON written.second = date_trunc('second', ingested_at)
)
SELECT files AS files_per_second,
       (SELECT median(ms) FROM waited WHERE waited.files = written.files) AS latency_ms,
       sum(bytes) / sum(events) AS bytes_per_event
FROM written
GROUP BY files
ORDER BY files
