-- An event is turned away when the watermark had passed the end of its own window. When it came, the watermark stood at
-- event_time + behind_ms - lateness.
SELECT lateness_ms,
       count(*) FILTER (
         event_time + to_milliseconds(behind_ms) - to_milliseconds(lateness_ms)
           >= time_bucket(INTERVAL '5 seconds', event_time) + INTERVAL '5 seconds'
       ) AS dropped
FROM silver, unnest([0, 1000, 2000, 4000, 6000, 8000, 10000, 11000, 12000, 12500, 15000]) AS curve(lateness_ms)
GROUP BY lateness_ms
ORDER BY lateness_ms
