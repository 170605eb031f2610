-- A tenth of the middle size there ever was before. A median, not a mean: one large file must not move it.
WITH middle AS (
  SELECT time_bucket(INTERVAL '4 seconds', event_time) AS window_start, median(bytes) AS bytes
  FROM silver
  GROUP BY window_start
)
SELECT window_start,
       coalesce(bytes < 0.1 * max(bytes) OVER (ORDER BY window_start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS fires
FROM middle
ORDER BY window_start
