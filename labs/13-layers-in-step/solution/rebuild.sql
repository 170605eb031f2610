-- A column that was narrowed has forgotten. Bronze has not: it holds the bytes of the line, and the time stands in them.
-- A line that is no log line has no time here; silver never took it.
SELECT event_id,
       strptime(regexp_extract(raw, '\[([^\]]+)\]', 1), '%d/%b/%Y:%H:%M:%S %z') AS event_time
FROM bronze
WHERE event_id IN (SELECT event_id FROM silver)
