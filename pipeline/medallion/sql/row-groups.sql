-- Judged rows that share reasons, shape, class of status and magnitude of bytes, for the signals: how many there are, and how many
-- have a value in each column. In: judged. `also` adds columns of the engine's own, each with a comma behind it.
SELECT ${also} reasons, shape, CAST(floor(status / 100) AS INTEGER) AS status_class,
  CASE WHEN bytes > 0 THEN least(1 + CAST(floor(log2(bytes)) AS INTEGER), ${magnitudes} - 1) WHEN bytes <= 0 THEN 0 END AS magnitude,
  count(*) AS n, count(host) AS has_host, count(method) AS has_method, count(path) AS has_path, count(status) AS has_status,
  count(bytes) AS has_bytes
FROM judged GROUP BY ALL
