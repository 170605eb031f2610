-- How many events would a window have turned away, for each allowed lateness?
-- Give two columns: lateness_ms and dropped. behind_ms says how far an event stood behind the newest one of its partition when it came.
-- This first try counts every event that is later than the lateness.
SELECT lateness_ms, count(*) FILTER (behind_ms > lateness_ms) AS dropped
FROM silver, unnest([0, 1000, 2000, 4000, 6000, 8000, 10000, 11000, 12000, 12500, 15000]) AS curve(lateness_ms)
GROUP BY lateness_ms
ORDER BY lateness_ms
