-- What should silver.event_time have been, for every event it has wrong?
-- Give two columns: event_id and event_time. Rows that were right may stand among them. The ledger is not at hand: in most companies there is none.
-- This first try casts the column back to what it was.
SELECT event_id, CAST(event_time AS TIMESTAMPTZ) AS event_time
FROM silver
