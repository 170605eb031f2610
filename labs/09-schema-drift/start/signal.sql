-- A signal as a query: for each window of 4 s, does it fire?
-- Give two columns: window_start and fires (true or false). It may know silver and gold; never the ledger, which no operator has.
-- This first try fires when the rows of a window are fewer than half of those of the window before, or when sizes are missing.
SELECT time_bucket(INTERVAL '4 seconds', event_time) AS window_start,
       coalesce(count(*) < 0.5 * lag(count(*)) OVER (ORDER BY time_bucket(INTERVAL '4 seconds', event_time)), false)
         OR count(bytes) = 0 AS fires
FROM silver
GROUP BY window_start
ORDER BY window_start
