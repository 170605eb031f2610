-- Why is gold.traffic empty? Give one row with one column, cause. It is asked over the tables of the second deployment, as they were when
-- somebody noticed, and over tables that are well. The causes there are:
--   wrong-topic           it reads a topic to which nobody writes
--   start-beyond-data     it begins at an offset that is far from being written
--   watermark-in-future   somebody claims a time in the future, and whoever is honest comes too late
--   sql-filter            gold's filter lets nothing through
--   none                  nothing is wrong
-- The readings are taken for you. The first answer that fits is given: this first try begins where the trouble shows.
WITH seen AS (
  SELECT (SELECT max(kafka_offset) FROM ledger)                         AS newest_offset,       -- of what the source was told is written
         (SELECT max(list_max(regexp_extract_all(positions, ':([0-9]+)', 1)::BIGINT[]))
            FROM history('bronze'))                                     AS next_offset,         -- where bronze would read on; null: it never began
         (SELECT count(*) FROM bronze)                                  AS bronze_rows,
         (SELECT max(kafka_time) FROM bronze)                           AS newest_arrival,      -- by Kafka's clock
         (SELECT count(*) FROM silver)                                  AS silver_rows,
         (SELECT max(event_time) FROM silver)                           AS newest_event,        -- by the events' own clocks
         (SELECT coalesce(sum(requests), 0) FROM gold.traffic)          AS gold_requests
)
SELECT CASE
         WHEN gold_requests = 0 THEN 'sql-filter'
         ELSE 'none'
       END AS cause
FROM seen
