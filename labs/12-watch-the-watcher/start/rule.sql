-- An alarm for a drop of the volume: give rings_at, every moment at which it would have rung. It is judged as an alarm is: at any moment
-- it may know only what had come to bronze by then. There is no ledger. The first three seconds of a stream do not count.
-- This first try rings for a second without any event. It has never rung yet, so all must be well.
SELECT date_trunc('second', ingested_at) AS rings_at
FROM bronze
GROUP BY rings_at
HAVING count(*) = 0
