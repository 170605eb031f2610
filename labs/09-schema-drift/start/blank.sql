-- In which events does silver say another status than the one the request had?
-- Give one column, event_id. This first try looks where bad records are put.
SELECT event_id
FROM quarantine
