-- Which events stand in bronze twice?
-- Give one column, event_id. This first try looks for lines that read the same.
SELECT event_id
FROM bronze
WHERE raw IN (SELECT raw FROM bronze GROUP BY raw HAVING count(*) > 1)
