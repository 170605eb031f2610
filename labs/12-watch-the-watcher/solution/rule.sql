-- The moments come from a clock, not from the events: where nothing comes there is no row to count, and still a moment at which to ring.
-- Eight seconds, so that no lean second is an alarm; compared with what was usual until then, not with a number out of the air.
WITH moments AS (
  SELECT unnest(generate_series(min(ingested_at) + INTERVAL 12 SECONDS, max(ingested_at), INTERVAL 1 SECOND)) AS moment
  FROM bronze
), seen AS (
  SELECT moment,
         count(*) FILTER (WHERE ingested_at > moment - INTERVAL 8 SECONDS) / 8 AS lately,
         count(*) FILTER (WHERE ingested_at <= moment - INTERVAL 8 SECONDS)
           / epoch(moment - INTERVAL 8 SECONDS - (SELECT min(ingested_at) FROM bronze)) AS usually
  FROM moments JOIN bronze ON ingested_at <= moment
  GROUP BY moment
)
SELECT moment AS rings_at
FROM seen
WHERE lately < 0.65 * usually
ORDER BY rings_at
