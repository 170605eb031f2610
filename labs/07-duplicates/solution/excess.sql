-- Gold against the only one who counted before there was anything to double.
WITH truth AS (
  SELECT time_bucket(INTERVAL '3 seconds', event_time) AS window_start, count(*) AS requests
  FROM ledger
  WHERE outcome = 'acked' AND expected = 'silver'
  GROUP BY 1
)
SELECT window_start, gold.traffic.requests - truth.requests AS excess
FROM gold.traffic JOIN truth USING (window_start)
WHERE excess <> 0
ORDER BY window_start
