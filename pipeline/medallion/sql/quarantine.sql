-- The rows that break an expectation, byte for byte, with the names of what they break.
-- In: judged.
SELECT event_id, raw, reasons, kafka_partition, kafka_offset, ${ingestedAt} AS rejected_at
FROM judged
WHERE reasons <> ''
