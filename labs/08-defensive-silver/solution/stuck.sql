-- Where an event is tells more than what is wrong with it.
SELECT event_id FROM ledger WHERE outcome = 'acked'
EXCEPT
SELECT event_id FROM silver
EXCEPT
SELECT event_id FROM quarantine
