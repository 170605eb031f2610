-- Silver rows as gold counts them: their window, and whether the row rule admits them. The rule looks at nothing but the
-- row: its partition's watermark, event_time + behind_ms - allowed lateness, had not yet passed the window's end.
-- In: silver_batch, of which a user's filter may take a part. Windows are named by their start, ms since the epoch.
SELECT *, window_time_ms + stood_behind_ms - ${allowedLatenessMs} < window_ms + ${windowMs} AS admitted
FROM (
  SELECT *, window_time_ms - ((window_time_ms % ${windowMs}) + ${windowMs}) % ${windowMs} AS window_ms
  FROM (
    SELECT kafka_partition, host, path, status, CAST(1 AS BIGINT) AS requests, coalesce(bytes, 0) AS bytes,
      CAST(CASE WHEN status >= 400 THEN 1 ELSE 0 END AS BIGINT) AS errors,
      instant_ms(event_time) AS event_ms,
      ${windowTimeMs} AS window_time_ms, ${stoodBehindMs} AS stood_behind_ms
    FROM silver_batch WHERE ${filter}
  ) AS timed
) AS windowed
