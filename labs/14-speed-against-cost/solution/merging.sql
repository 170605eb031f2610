-- A commit says what it was: only those named OPTIMIZE write again what stood there already.
SELECT sum(bytes_added) FILTER (WHERE operation <> 'OPTIMIZE') AS written_bytes,
       sum(bytes_added) FILTER (WHERE operation = 'OPTIMIZE') AS rewritten_bytes
FROM history('bronze')
