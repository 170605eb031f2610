-- A row counts when its partition's watermark, event_time + behind_ms - lateness, had not yet reached the end of its window. The
-- lateness of these runs is 0.
SELECT time_bucket(INTERVAL '5 seconds', event_time) AS window_start, count(*) AS requests
FROM silver
WHERE event_time + to_milliseconds(behind_ms) < time_bucket(INTERVAL '5 seconds', event_time) + INTERVAL '5 seconds'
GROUP BY window_start
ORDER BY window_start
