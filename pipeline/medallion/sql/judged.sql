-- Bronze rows as typed fields, each with the names of the expectations it breaks ('' when it keeps them all).
-- In: bronze_batch, rows of bronze without repeated ids. Out: what silver.sql and quarantine.sql share, computed once.
WITH glanced AS (
  SELECT *, clf_glance(raw) AS glance FROM bronze_batch
), split AS (
  SELECT *, clf_fields(raw, glance) AS clf, json_fields(${jsonText}) AS json FROM glanced
), asked AS (
  SELECT *, request_glance(clf.request) AS request_glance FROM split
), fields AS (
  SELECT *,
    CASE WHEN json IS NULL THEN request_fields(clf.request, request_glance) END AS request,
    CASE WHEN json IS NOT NULL THEN 'json'
         WHEN clf.status <> '' THEN CASE WHEN clf.tail <> '' THEN 'combined' ELSE 'clf' END END AS format
  FROM asked
), typed AS (
  SELECT event_id, kafka_partition, kafka_offset, kafka_time, raw, format, json,
    CASE WHEN format = 'json' THEN any_time(json.time) ELSE clf_time(clf.time) END AS event_time,
    nullif(nullif(CASE WHEN format = 'json' THEN json.host ELSE clf.host END, ''), '-') AS host,
    nullif(CASE WHEN format = 'json' THEN json.method ELSE request.method END, '') AS method,
    nullif(trim(CASE WHEN format = 'json' THEN json.path ELSE request.path END), '') AS path,
    nullif(CASE WHEN format = 'json' THEN json.protocol ELSE request.protocol END, '') AS protocol,
    TRY_CAST(CASE WHEN format = 'json' THEN json.status ELSE clf.status END AS INTEGER) AS status,
    CASE WHEN format = 'json' THEN json.bytes ELSE clf.bytes END AS bytes_text
  FROM fields
), timed AS (
  SELECT *, CASE WHEN bytes_text = '-' THEN CAST(0 AS BIGINT) WHEN json IS NOT NULL THEN ${jsonBytes}
      ELSE TRY_CAST(bytes_text AS BIGINT) END AS bytes,
    instant_ms(event_time) AS event_ms
  FROM typed
)
SELECT event_id, kafka_partition, kafka_offset, kafka_time, raw, format, host, method, path, protocol, status, bytes,
  ${eventTime} AS event_time, instant_ms(${eventTime}) AS event_ms,
  ${shape} AS shape,
  concat_ws(',', ${brokenExpectations}) AS reasons
FROM timed
