"""Rows of an id after its first, left out by the rule of pipeline/medallion/deduplication.ts.

A row repeats an earlier one when a row of the same id stands before it in its partition and was produced within the horizon
before the newest Kafka time seen so far. Our ids carry a number that grows per run and partition: while it grows, nothing can
repeat and nothing is looked up.
"""
from tables import read_table

SEQUENCES = """
  SELECT kafka_partition AS p, split_part(event_id, '-', 1) AS run, count(*) AS rows,
    count(DISTINCT sequence) AS different, min(sequence) AS first, max(sequence) AS last
  FROM (SELECT *, TRY_CAST(substr(event_id, length(split_part(event_id, '-', 1)) + 2) AS BIGINT) AS sequence
        FROM {rows} WHERE event_id <> concat_ws('-', kafka_topic, kafka_partition, kafka_offset)) AS numbered
  GROUP BY 1, 2"""

REPEATED = """
  WITH batch AS (
    SELECT event_id, kafka_partition, kafka_offset, instant_ms(kafka_time) AS at_ms,
      max(instant_ms(kafka_time)) OVER (PARTITION BY kafka_partition ORDER BY kafka_offset
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS newest_here
    FROM bronze_input WHERE event_id <> concat_ws('-', kafka_topic, kafka_partition, kafka_offset)
  ), timed AS (
    SELECT batch.*, greatest(newest_here, kafka_before.ms) AS newest_ms
    FROM batch LEFT JOIN kafka_before ON kafka_before.p = batch.kafka_partition
  ), earlier AS (
    SELECT event_id, kafka_partition, kafka_offset, instant_ms(kafka_time) AS at_ms FROM bronze_history
    UNION SELECT event_id, kafka_partition, kafka_offset, at_ms FROM batch
  )
  SELECT DISTINCT timed.kafka_partition, timed.kafka_offset FROM timed JOIN earlier
    ON earlier.event_id = timed.event_id AND earlier.kafka_partition = timed.kafka_partition
    AND earlier.kafka_offset < timed.kafka_offset AND earlier.at_ms >= timed.newest_ms - {horizon}"""


class Deduplication:
    def __init__(self, job):
        self.job = job
        self.newest = None
        self.pending = []

    def prepare(self, session, history, kafka_before):
        """View `bronze_batch`: `bronze_input` without repeated rows. `history`: bronze rows before this batch."""
        horizon = self.job["stream"]["dedupHorizonMs"]
        oldest = min(kafka_before.values(), default=0) - horizon
        young = history.where(f"kafka_time >= timestamp_millis({oldest})")
        young.createOrReplaceTempView("bronze_history")
        if self.newest is None:
            self.newest = {(row.p, row.run): row.last for row in sequences(session, "bronze_history") if row.last is not None}
        self.pending = sequences(session, "bronze_input")
        if all(self.cannot_repeat(row) for row in self.pending):
            session.table("bronze_input").createOrReplaceTempView("bronze_batch")
            return
        pairs = ", ".join(f"({p}, {ms}L)" for p, ms in kafka_before.items()) or "(NULL, NULL)"
        session.sql(f"SELECT * FROM VALUES {pairs} AS t(p, ms) WHERE p IS NOT NULL").createOrReplaceTempView("kafka_before")
        session.sql(REPEATED.format(horizon=horizon)).createOrReplaceTempView("repeated")
        session.sql("SELECT b.* FROM bronze_input b LEFT ANTI JOIN repeated r "
                    "ON b.kafka_partition = r.kafka_partition AND b.kafka_offset = r.kafka_offset").createOrReplaceTempView("bronze_batch")

    def cannot_repeat(self, row):
        return row.first is not None and row.different == row.rows and row.first > self.newest.get((row.p, row.run), -1)

    def accept(self):
        for row in self.pending:
            if row.last is not None:
                key = (row.p, row.run)
                self.newest[key] = max(self.newest.get(key, -1), row.last)


def sequences(session, rows):
    return session.sql(SEQUENCES.format(rows=rows)).collect()


def history_of(session, job, version):
    """Bronze as it was when the batch ended."""
    return read_table(session, job, "bronze", version)
