"""bronze -> quarantine and silver, a batch at a time. Quarantine is committed first; a batch that comes again after a crash finds
what is already there by its `txn` and writes only the rest. What is carried over from batch to batch (newest times by
partition) is read from the tables at the start, so a killed driver forgets nothing.
"""
import time

from pyspark import StorageLevel

from deduplication import Deduplication, history_of
from tables import append, checkpoint_of, read_table, source_version, stream_of

# Every so many-th record of a partition is followed from layer to layer, for the latency.
SAMPLED = 8
MOST_PATHS = 1000
SILVER, QUARANTINE = "silver/bronze-version", "quarantine/bronze-version"


class Silver:
    def __init__(self, spark, job, emit):
        self.spark, self.job, self.emit = spark, job, emit
        self.dedup = Deduplication(job)
        self.newest_event = None
        self.newest_kafka = None

    def start(self):
        return (
            stream_of(self.spark, self.job, "bronze")
            .writeStream.queryName("silver")
            .foreachBatch(self.on_batch)
            .option("checkpointLocation", checkpoint_of(self.job, "silver"))
            .trigger(processingTime=f"{self.job['stream']['triggerMs']} milliseconds")
            .start()
        )

    def on_batch(self, batch, batch_id):
        session = batch.sparkSession
        version = source_version(session, self.job, "silver", batch_id)
        batch = batch.persist(StorageLevel.MEMORY_AND_DISK)
        try:
            batch.createOrReplaceTempView("bronze_input")
            arrived = {row.p: row for row in session.sql(
                "SELECT kafka_partition AS p, count(*) AS n, min(kafka_offset) AS first, max(instant_ms(kafka_time)) AS ms, "
                f"collect_list(CASE WHEN kafka_offset % {SAMPLED} = 0 THEN array(kafka_offset, instant_ms(kafka_time)) END) AS sample "
                "FROM bronze_input GROUP BY 1").collect()}
            if arrived:
                self.take(session, version, arrived)
        finally:
            batch.unpersist()

    def take(self, session, version, arrived):
        job = self.job
        # Looked up only when it is needed: to open a table at a version costs more than to judge a small batch.
        history = lambda: before(history_of(session, job, version), arrived)
        self.remember(session, history, arrived)
        read = sum(row.n for row in arrived.values())
        if job["stream"]["dedup"]:
            self.dedup.prepare(session, history, self.newest_kafka)
        else:
            session.table("bronze_input").createOrReplaceTempView("bronze_batch")
        now = f"ms_instant({int(time.time() * 1000)})"
        judged = session.sql(job["sql"]["judged"]).persist(StorageLevel.MEMORY_AND_DISK)
        try:
            judged.createOrReplaceTempView("judged")
            groups = [row.asDict() for row in session.sql(job["sql"]["rowGroups"]).collect()]
            rejected = sum(group["n"] for group in groups if group["reasons"] != "")
            figures = self.figures(session)
            self.write(session, version, now, rejected)
        finally:
            judged.unpersist()
        at = int(time.time() * 1000)
        for group in groups:
            if group["reasons"] == "":
                raise_to(self.newest_event, group["p"], group["newest"])
        for row in arrived.values():
            raise_to(self.newest_kafka, row.p, row.ms)
        self.dedup.accept()
        judged_rows = sum(group["n"] for group in groups)
        kept = judged_rows if job["keepsRejected"] else judged_rows - rejected
        self.emit(
            type="silver", at=at, read=read, accepted=judged_rows - rejected, kept=kept, repeated=read - judged_rows, groups=groups,
            produced=[[p, *pair] for p, row in arrived.items() for pair in row.sample], **figures)

    def figures(self, session):
        """What the signals want to know beyond the groups: rows doubled in the batch, and the paths of its first rows."""
        doubled = 0
        if not self.job["stream"]["dedup"]:
            doubled = session.sql("SELECT count(*) - count(DISTINCT event_id) AS n FROM judged").first().n
        rows = session.sql(f"SELECT path FROM judged WHERE reasons = '' AND path IS NOT NULL LIMIT {MOST_PATHS}").collect()
        return {"doubled": doubled, "paths": [row.path for row in rows]}

    def write(self, session, version, now, rejected):
        job = self.job
        if rejected > 0 and job["poison"] == "stop":
            raise ValueError(f"{rejected} rows of the batch cannot be read, and silver.poison is stop")
        if rejected > 0 and job["keepsRejected"]:
            rows = session.sql(job["sql"]["quarantine"].replace("__NOW__", now))
            append(rows.coalesce(1), job, "quarantine", QUARANTINE, version)
        pairs = ", ".join(f"({p}, {ms}L)" for p, ms in self.newest_event.items()) or "(NULL, NULL)"
        session.sql(f"SELECT * FROM VALUES {pairs} AS t(kafka_partition, newest_ms) WHERE kafka_partition IS NOT NULL"
                    ).createOrReplaceTempView("newest_before")
        append(session.sql(job["sql"]["silver"].replace("__NOW__", now)), job, "silver", SILVER, version)

    def remember(self, session, history, arrived):
        """At the start: the newest times of all that was taken before this batch."""
        if self.newest_event is not None:
            return
        history().createOrReplaceTempView("bronze_before")
        self.newest_kafka = {row.p: row.ms for row in session.sql(
            "SELECT kafka_partition AS p, max(instant_ms(kafka_time)) AS ms FROM bronze_before GROUP BY 1").collect()}
        before(read_table(session, self.job, "silver"), arrived).createOrReplaceTempView("silver_before")
        self.newest_event = {row.p: row.ms for row in session.sql(
            "SELECT kafka_partition AS p, max(instant_ms(event_time)) AS ms FROM silver_before GROUP BY 1").collect()}


def before(rows, arrived):
    """Rows that stand before this batch in their partition."""
    starts = " ".join(f"WHEN {p} THEN kafka_offset < {row.first}" for p, row in arrived.items())
    return rows.where(f"CASE kafka_partition {starts} ELSE true END")


def raise_to(newest, partition, ms):
    if ms is not None and ms > newest.get(partition, -(2**63)):
        newest[partition] = ms
