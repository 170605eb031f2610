-- The few functions that Spark and DuckDB spell differently, as DuckDB macros. functions.spark.sql defines the same names.
-- Patterns use only what RE2 and Java regular expressions agree on: [^ ] instead of \S, \z instead of $, (?s).

-- RE2 is several times quicker on patterns that need no backtracking and have at most four groups, so nearly all lines
-- are read by a glance, and only what a glance cannot read by the whole pattern. Where a glance reads, both agree.

-- Host, time, request and `status bytes` of a line in Common Log Format without quotes in its request.
CREATE OR REPLACE MACRO clf_glance(raw) AS regexp_extract(raw,
  '^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "([^"]*)" ([0-9]+ [0-9-]+)\z', ['host', 'time', 'request', 'figures']);

-- A log line in Common or Combined Log Format, all fields empty when it is none. The request is greedy, so that quotes
-- inside a request stay inside it and no real line fails.
CREATE OR REPLACE MACRO clf_whole(raw) AS regexp_extract(raw,
  '(?s)^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "(.*)" ([0-9]+|-) ([0-9]+|-)( ".*" ".*")?\z',
  ['host', 'time', 'request', 'status', 'bytes', 'tail']);
CREATE OR REPLACE MACRO clf_fields(raw, glance) AS
  CASE WHEN glance.figures <> '' AND (NOT contains(glance.figures, '-') OR suffix(glance.figures, ' -')) THEN {
    'host': glance.host, 'time': glance.time, 'request': glance.request,
    'status': split_part(glance.figures, ' ', 1), 'bytes': split_part(glance.figures, ' ', 2), 'tail': '' }
  ELSE clf_whole(raw) END;

-- Method, path and protocol of a request, all empty when it does not start with a method.
CREATE OR REPLACE MACRO request_glance(request) AS
  regexp_extract(request, '^([A-Z]+) ([^ ]*) (HTTP/[^ ]*)\z', ['method', 'path', 'protocol']);
CREATE OR REPLACE MACRO request_whole(request) AS
  regexp_extract(request, '(?s)^([A-Z]+) (.*?)(?: +(HTTP/[^ ]*))? *\z', ['method', 'path', 'protocol']);
CREATE OR REPLACE MACRO request_fields(request, glance) AS
  CASE WHEN glance.protocol <> '' THEN glance ELSE request_whole(request) END;

-- 01/Jul/1995:00:00:01 -0400 as an instant, or NULL.
CREATE OR REPLACE MACRO clf_time(text) AS try_strptime(text, '%d/%b/%Y:%H:%M:%S %z');

-- An ISO 8601 time or CLF time as an instant, or NULL.
CREATE OR REPLACE MACRO any_time(text) AS coalesce(
  CASE WHEN regexp_matches(text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})\z')
       THEN TRY_CAST(text AS TIMESTAMPTZ) END,
  clf_time(text));

-- The fields of a JSON line as text, NULL when the line is no JSON object. Status counts only when it is a whole number,
-- bytes when it is a number. `missing` and `unknown` say how many of the known names it lacks and how many others it has;
-- the unit of bytes may be named or not.
CREATE OR REPLACE MACRO json_names() AS ['host', 'time', 'method', 'path', 'protocol', 'status', 'bytes'];
CREATE OR REPLACE MACRO json_whole(raw, place) AS
  CASE WHEN json_type(raw, place) IN ('UBIGINT', 'BIGINT', 'HUGEINT') THEN json_extract_string(raw, place) END;
CREATE OR REPLACE MACRO json_fields(raw) AS
  CASE WHEN starts_with(raw, '{') AND json_valid(raw) THEN {
    'host': raw ->> '$.host', 'time': raw ->> '$.time', 'method': raw ->> '$.method', 'path': raw ->> '$.path',
    'protocol': raw ->> '$.protocol', 'status': json_whole(raw, '$.status'), 'unit': raw ->> '$.unit',
    'bytes': CASE WHEN json_type(raw, '$.bytes') IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'DOUBLE')
             THEN json_extract_string(raw, '$.bytes') END,
    'odd_bytes': json_type(raw, '$.bytes') NOT IN ('UBIGINT', 'BIGINT', 'HUGEINT', 'NULL'),
    'fraction': json_type(raw, '$.bytes') = 'DOUBLE',
    'missing': len(json_names()) - len(list_intersect(json_keys(raw), json_names())),
    'unknown': len(json_keys(raw)) - len(list_intersect(json_keys(raw), list_append(json_names(), 'unit'))) } END;

-- The bytes of a JSON number in a unit ('kB' is a thousand), NULL when they are not whole or nobody knows the unit.
CREATE OR REPLACE MACRO in_bytes(text, unit) AS CASE coalesce(unit, 'B')
  WHEN 'B' THEN CASE WHEN regexp_matches(text, '^-?[0-9]+\z') THEN TRY_CAST(text AS BIGINT) END
  WHEN 'kB' THEN CASE WHEN regexp_matches(text, '^-?[0-9]+([.][0-9]{1,3})?\z')
                 THEN TRY_CAST(TRY_CAST(text AS DECIMAL(18, 3)) * 1000 AS BIGINT) END END;
-- The same number taken for bytes, whatever its unit.
CREATE OR REPLACE MACRO as_bytes(text) AS TRY_CAST(TRY_CAST(text AS DOUBLE) AS BIGINT);

-- ms since the epoch of an instant (rounded down), and back.
CREATE OR REPLACE MACRO instant_ms(instant) AS epoch_ms(instant);
CREATE OR REPLACE MACRO ms_instant(ms) AS make_timestamptz(CAST(ms AS BIGINT) * 1000);
