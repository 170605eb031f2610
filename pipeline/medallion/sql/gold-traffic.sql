-- Requests, bytes, errors (status 400 and above) and distinct hosts per window.
-- In: admitted(window_ms, host, requests, bytes, errors): rows, or sums of rows.
SELECT ms_instant(window_ms) AS window_start,
  CAST(sum(requests) AS BIGINT) AS requests,
  CAST(sum(bytes) AS BIGINT) AS bytes,
  CAST(sum(errors) AS BIGINT) AS errors,
  count(DISTINCT host) AS hosts
FROM admitted
GROUP BY window_ms
