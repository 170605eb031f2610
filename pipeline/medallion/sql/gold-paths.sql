-- Requests per window and path: the most requested paths of each window, equals in the order of their bytes, the rest as
-- '(other)', so that a flood of invented paths cannot make the table grow like the events.
-- In: admitted(window_ms, path, requests): rows, or sums of rows.
SELECT ms_instant(window_ms) AS window_start, label AS path, CAST(sum(requests) AS BIGINT) AS requests
FROM (
  SELECT window_ms, requests, CASE WHEN place <= ${pathsTopN} THEN path ELSE '(other)' END AS label
  FROM (
    SELECT window_ms, path, requests,
      row_number() OVER (PARTITION BY window_ms ORDER BY requests DESC, path ASC NULLS LAST) AS place
    FROM (SELECT window_ms, path, sum(requests) AS requests FROM admitted GROUP BY window_ms, path) AS counted
  ) AS ranked
) AS labelled
GROUP BY window_ms, label
