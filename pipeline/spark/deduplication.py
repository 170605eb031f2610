"""Rows of an id after its first, left out by the rule of sql/repeated.sql, which both engines share.

Our ids carry a number that grows per run and partition (sql/id-sequences.sql): while it grows, nothing can repeat and nothing is
looked up.
"""
from tables import read_table


class Deduplication:
    def __init__(self, job):
        self.job, self.sql = job, job["sql"]
        self.newest = None
        self.pending = []

    def prepare(self, session, history, kafka_before):
        """View `bronze_batch`: `bronze_input` without repeated rows. `history()`: bronze rows before this batch."""
        def look_back():
            oldest = min(kafka_before.values(), default=0) - self.job["stream"]["dedupHorizonMs"]
            history().where(f"kafka_time >= timestamp_millis({oldest})").createOrReplaceTempView("bronze_history")

        if self.newest is None:
            look_back()
            self.newest = {(row.p, row.run): row.greatest for row in self.sequences(session, "bronze_history") if row.greatest is not None}
        self.pending = self.sequences(session, "bronze_input")
        if all(self.cannot_repeat(row) for row in self.pending):
            session.table("bronze_input").createOrReplaceTempView("bronze_batch")
            return
        look_back()
        pairs = ", ".join(f"({p}, {ms}L)" for p, ms in kafka_before.items()) or "(NULL, NULL)"
        session.sql(f"SELECT * FROM VALUES {pairs} AS t(p, ms) WHERE p IS NOT NULL").createOrReplaceTempView("kafka_before")
        session.sql(self.sql["repeated"]).createOrReplaceTempView("repeated")
        session.sql(self.sql["unrepeated"]).createOrReplaceTempView("bronze_batch")

    def sequences(self, session, rows):
        return session.sql(self.sql["idSequences"].replace("__ROWS__", rows)).collect()

    def cannot_repeat(self, row):
        return row.least is not None and row.different == row.n and row.least > self.newest.get((row.p, row.run), -1)

    def accept(self):
        for row in self.pending:
            if row.greatest is not None:
                key = (row.p, row.run)
                self.newest[key] = max(self.newest.get(key, -1), row.greatest)


def history_of(session, job, version):
    """Bronze as it was when the batch ended."""
    return read_table(session, job, "bronze", version)
