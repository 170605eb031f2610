-- The few functions that Spark and DuckDB spell differently, as Spark SQL functions. functions.duckdb.sql defines the same
-- names, says what each means, and is what a test compares these with. Statements end with a semicolon at the end of a line.
-- Patterns are those of the other file; Java's engine reads them alike (spark.sql.parser.escapedStringLiterals is on).

CREATE OR REPLACE TEMPORARY FUNCTION clf_glance(raw STRING)
RETURNS STRUCT<host: STRING, time: STRING, request: STRING, figures: STRING>
RETURN named_struct(
  'host', regexp_extract(raw, '^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "([^"]*)" ([0-9]+ [0-9-]+)\z', 1),
  'time', regexp_extract(raw, '^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "([^"]*)" ([0-9]+ [0-9-]+)\z', 2),
  'request', regexp_extract(raw, '^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "([^"]*)" ([0-9]+ [0-9-]+)\z', 3),
  'figures', regexp_extract(raw, '^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "([^"]*)" ([0-9]+ [0-9-]+)\z', 4));

CREATE OR REPLACE TEMPORARY FUNCTION clf_part(raw STRING, place INT) RETURNS STRING
RETURN regexp_extract(raw,
  '(?s)^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "(.*)" ([0-9]+|-) ([0-9]+|-)( ".*" ".*")?\z', place);

CREATE OR REPLACE TEMPORARY FUNCTION clf_fields(
  raw STRING, glance STRUCT<host: STRING, time: STRING, request: STRING, figures: STRING>)
RETURNS STRUCT<host: STRING, time: STRING, request: STRING, status: STRING, bytes: STRING, tail: STRING>
RETURN CASE WHEN glance.figures <> '' AND (NOT contains(glance.figures, '-') OR endswith(glance.figures, ' -'))
  THEN named_struct('host', glance.host, 'time', glance.time, 'request', glance.request,
    'status', split_part(glance.figures, ' ', 1), 'bytes', split_part(glance.figures, ' ', 2), 'tail', '')
  ELSE named_struct('host', clf_part(raw, 1), 'time', clf_part(raw, 2), 'request', clf_part(raw, 3),
    'status', clf_part(raw, 4), 'bytes', clf_part(raw, 5), 'tail', clf_part(raw, 6)) END;

CREATE OR REPLACE TEMPORARY FUNCTION request_glance(request STRING)
RETURNS STRUCT<method: STRING, path: STRING, protocol: STRING>
RETURN named_struct(
  'method', regexp_extract(request, '^([A-Z]+) ([^ ]*) (HTTP/[^ ]*)\z', 1),
  'path', regexp_extract(request, '^([A-Z]+) ([^ ]*) (HTTP/[^ ]*)\z', 2),
  'protocol', regexp_extract(request, '^([A-Z]+) ([^ ]*) (HTTP/[^ ]*)\z', 3));

CREATE OR REPLACE TEMPORARY FUNCTION request_fields(
  request STRING, glance STRUCT<method: STRING, path: STRING, protocol: STRING>)
RETURNS STRUCT<method: STRING, path: STRING, protocol: STRING>
RETURN CASE WHEN glance.protocol <> '' THEN glance ELSE named_struct(
  'method', regexp_extract(request, '(?s)^([A-Z]+) (.*?)(?: +(HTTP/[^ ]*))? *\z', 1),
  'path', regexp_extract(request, '(?s)^([A-Z]+) (.*?)(?: +(HTTP/[^ ]*))? *\z', 2),
  'protocol', regexp_extract(request, '(?s)^([A-Z]+) (.*?)(?: +(HTTP/[^ ]*))? *\z', 3)) END;

CREATE OR REPLACE TEMPORARY FUNCTION clf_time(text STRING) RETURNS TIMESTAMP
RETURN try_to_timestamp(text, 'dd/MMM/yyyy:HH:mm:ss Z');

CREATE OR REPLACE TEMPORARY FUNCTION any_time(text STRING) RETURNS TIMESTAMP
RETURN coalesce(
  CASE WHEN text RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:?[0-9]{2})\z'
       THEN TRY_CAST(regexp_replace(text, '([+-][0-9]{2})([0-9]{2})\z', '$1:$2') AS TIMESTAMP) END,
  clf_time(text));

-- The kind of a JSON value: whole, fraction, null, other; NULL when it is not there.
CREATE OR REPLACE TEMPORARY FUNCTION json_kind(document VARIANT, place STRING) RETURNS STRING
RETURN CASE
  WHEN schema_of_variant(try_variant_get(document, place, 'variant')) RLIKE '^(BIGINT|DECIMAL[(][0-9]+,0[)])\z' THEN 'whole'
  WHEN schema_of_variant(try_variant_get(document, place, 'variant')) RLIKE '^(DOUBLE|FLOAT|DECIMAL)' THEN 'fraction'
  WHEN schema_of_variant(try_variant_get(document, place, 'variant')) = 'VOID' THEN 'null'
  WHEN try_variant_get(document, place, 'variant') IS NOT NULL THEN 'other' END;

CREATE OR REPLACE TEMPORARY FUNCTION json_fields(raw STRING)
RETURNS STRUCT<host: STRING, time: STRING, method: STRING, path: STRING, protocol: STRING, status: STRING,
  unit: STRING, bytes: STRING, odd_bytes: BOOLEAN, fraction: BOOLEAN, missing: BIGINT, unknown: BIGINT>
RETURN CASE WHEN startswith(raw, '{') AND raw RLIKE '(?s)[}][ \t\r\n]*\z' AND try_parse_json(raw) IS NOT NULL
  THEN named_struct(
    'host', get_json_object(raw, '$.host'), 'time', get_json_object(raw, '$.time'),
    'method', get_json_object(raw, '$.method'), 'path', get_json_object(raw, '$.path'),
    'protocol', get_json_object(raw, '$.protocol'),
    'status', CASE WHEN json_kind(try_parse_json(raw), '$.status') = 'whole' THEN get_json_object(raw, '$.status') END,
    'unit', get_json_object(raw, '$.unit'),
    'bytes', CASE WHEN json_kind(try_parse_json(raw), '$.bytes') IN ('whole', 'fraction')
             THEN get_json_object(raw, '$.bytes') END,
    'odd_bytes', json_kind(try_parse_json(raw), '$.bytes') NOT IN ('whole', 'null'),
    'fraction', json_kind(try_parse_json(raw), '$.bytes') = 'fraction',
    'missing', CAST(7 - size(array_intersect(json_object_keys(raw),
      array('host', 'time', 'method', 'path', 'protocol', 'status', 'bytes'))) AS BIGINT),
    'unknown', CAST(size(json_object_keys(raw)) - size(array_intersect(json_object_keys(raw),
      array('host', 'time', 'method', 'path', 'protocol', 'status', 'bytes', 'unit'))) AS BIGINT)) END;

CREATE OR REPLACE TEMPORARY FUNCTION in_bytes(text STRING, unit STRING) RETURNS BIGINT
RETURN CASE coalesce(unit, 'B')
  WHEN 'B' THEN CASE WHEN text RLIKE '^-?[0-9]+\z' THEN TRY_CAST(text AS BIGINT) END
  WHEN 'kB' THEN CASE WHEN text RLIKE '^-?[0-9]+([.][0-9]{1,3})?\z'
                 THEN TRY_CAST(TRY_CAST(text AS DECIMAL(18, 3)) * 1000 AS BIGINT) END END;

CREATE OR REPLACE TEMPORARY FUNCTION as_bytes(text STRING) RETURNS BIGINT
RETURN TRY_CAST(bround(TRY_CAST(text AS DOUBLE)) AS BIGINT);

CREATE OR REPLACE TEMPORARY FUNCTION instant_ms(instant TIMESTAMP) RETURNS BIGINT RETURN unix_millis(instant);
CREATE OR REPLACE TEMPORARY FUNCTION ms_instant(ms BIGINT) RETURNS TIMESTAMP RETURN timestamp_millis(ms);
