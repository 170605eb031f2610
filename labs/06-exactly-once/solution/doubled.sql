-- An event is its id, not its text: the same host may ask for the same page twice in one second.
SELECT event_id
FROM bronze
GROUP BY event_id
HAVING count(*) > 1
