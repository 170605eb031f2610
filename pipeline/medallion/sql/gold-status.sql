-- Requests per window and status.
-- In: admitted(window_ms, status, requests): rows, or sums of rows.
SELECT ms_instant(window_ms) AS window_start, status, CAST(sum(requests) AS BIGINT) AS requests
FROM admitted
GROUP BY window_ms, status
