-- Our ids are <run>-<number>, and the numbers grow by run and partition. In: rows of bronze. A row named by its own place in
-- the log carries no such id and cannot repeat.
SELECT kafka_partition AS p, run, count(*) AS n, count(DISTINCT sequence) AS different, min(sequence) AS least, max(sequence) AS greatest
FROM (
  SELECT kafka_partition, split_part(event_id, '-', 1) AS run,
    TRY_CAST(substr(event_id, length(split_part(event_id, '-', 1)) + 2) AS BIGINT) AS sequence
  FROM ${rows} WHERE event_id <> concat(kafka_topic, '-', kafka_partition, '-', kafka_offset)
) AS numbered
GROUP BY kafka_partition, run
