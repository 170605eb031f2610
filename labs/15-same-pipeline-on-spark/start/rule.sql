-- What does gold.traffic show? Give two columns: window_start and requests, one row for each window of 5 s.
-- This first try counts every row of silver.
SELECT time_bucket(INTERVAL '5 seconds', event_time) AS window_start, count(*) AS requests
FROM silver
GROUP BY window_start
ORDER BY window_start
