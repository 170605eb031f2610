-- By how much is each window too high?
-- Give window_start and excess, for the windows (of 3 s) that are wrong. This first try compares gold with silver.
WITH counted AS (
  SELECT time_bucket(INTERVAL '3 seconds', event_time) AS window_start, count(*) AS requests
  FROM silver
  GROUP BY 1
)
SELECT window_start, gold.traffic.requests - counted.requests AS excess
FROM gold.traffic JOIN counted USING (window_start)
WHERE excess <> 0
ORDER BY window_start
