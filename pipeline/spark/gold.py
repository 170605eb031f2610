"""silver -> gold. Every table is computed anew, from silver as it was when the batch ended, for the windows that are not final yet
(distinct hosts do not merge), and replaced in one commit; so a batch that comes again changes nothing. The row rule of
sql/admitted.sql alone decides what is counted: Spark's own watermark is not used, since it would drop other rows. The watermark
here decides only when a window is called final.
"""
import json
import threading
import time

from pyspark import StorageLevel
from pyspark.sql import functions as F

from tables import checkpoint_of, path_of, read_table, source_version, stream_of, typed

GOLD = "gold/silver-version"


class Gold:
    def __init__(self, spark, job, emit, partitions):
        self.spark, self.job, self.emit, self.partitions = spark, job, emit, partitions
        self.lock = threading.Lock()
        self.window = job["stream"]["windowMs"]
        self.active_at = {}
        self.reached = {}
        self.newest = None
        self.version = None
        self.written = None
        self.late = self.revised = self.open_windows = 0
        self.final_before = self.stored_final_before()

    def start(self):
        return (
            stream_of(self.spark, self.job, "silver")
            .writeStream.queryName("gold")
            .foreachBatch(self.on_batch)
            .option("checkpointLocation", checkpoint_of(self.job, "gold"))
            .trigger(processingTime=f"{self.job['stream']['triggerMs']} milliseconds")
            .start()
        )

    def stored_final_before(self):
        """The end of the newest final window; a window without rows may have passed since, which costs nothing."""
        row = read_table(self.spark, self.job, "gold.traffic").where("is_final").selectExpr("unix_millis(max(window_start)) AS ms").first()
        return None if row.ms is None else row.ms + self.window

    def on_batch(self, batch, batch_id):
        with self.lock:
            # Kept, because it is asked twice: read twice, it would count twice in Spark's progress, too.
            batch = batch.persist(StorageLevel.MEMORY_AND_DISK)
            try:
                self.take(batch, source_version(batch.sparkSession, self.job, "gold", batch_id))
            finally:
                batch.unpersist()

    def take(self, batch, version):
        session = batch.sparkSession
        if self.newest is None:
            # What came before this batch, by the same reading.
            _, self.newest = self.arrivals(session, read_table(session, self.job, "silver", version))
        rows, newest = self.arrivals(session, batch)
        if not rows and batch.isEmpty():
            return  # The commit that made the table: there is nothing to tell and nothing to write.
        self.reached = {str(row.p): row.reached for row in batch.groupBy(F.col("kafka_partition").alias("p")).agg(
            F.max("kafka_offset").alias("reached")).collect()}
        now = time.monotonic()
        for partition, ms in newest.items():
            self.newest[partition] = max(ms, self.newest.get(partition, ms))
            self.active_at[partition] = now
        self.late += sum(row.late for row in rows)
        hit = min((row.oldest for row in rows if row.oldest is not None), default=None)
        self.version = version
        self.write(session, self.next_final_before(), hit)

    def arrivals(self, session, rows):
        rows.createOrReplaceTempView("silver_batch")
        found = session.sql(
            "SELECT kafka_partition AS p, count(*) AS n, count(CASE WHEN NOT admitted THEN 1 END) AS late, max(window_time_ms) AS newest, "
            f"min(CASE WHEN admitted THEN window_ms END) AS oldest FROM ({self.job['sql']['admitted']}) GROUP BY 1").collect()
        return found, {row.p: row.newest for row in found}

    def write(self, session, final_before, hit):
        """Windows from the first that is not final (or was hit by an admitted row) on."""
        if self.final_before is None:
            lower = None
        else:
            lower = self.final_before if hit is None else min(self.final_before, hit)
            self.revised += max(0, (self.final_before - lower) // self.window)
        silver = read_table(session, self.job, "silver", self.version)
        if lower is not None:
            column = "event_time" if self.job["stream"]["byEventTime"] else "ingested_at"
            silver = silver.where(f"{column} >= timestamp_millis({lower})")
        silver.createOrReplaceTempView("silver_batch")
        only = "" if lower is None else f" AND window_ms >= {lower}"
        admitted = session.sql(f"SELECT * FROM ({self.job['sql']['admitted']}) WHERE admitted{only}").persist(StorageLevel.MEMORY_AND_DISK)
        try:
            admitted.createOrReplaceTempView("admitted")
            for table, sql in self.job["sql"]["gold"].items():
                self.replace(session.sql(sql), table, lower, final_before)
            self.open_windows = session.sql(
                f"SELECT count(DISTINCT window_ms) AS n FROM admitted WHERE {not_final(final_before)}").first().n
        finally:
            admitted.unpersist()
        self.final_before = final_before
        self.written = self.version
        self.tell(False)

    def replace(self, rows, table, lower, final_before):
        final = "false" if final_before is None else f"unix_millis(window_start) < {final_before}"
        frame = typed(rows.selectExpr("*", f"{final} AS is_final"), self.job, table).coalesce(1)
        writer = frame.write.format("delta").mode("overwrite")
        if lower is not None:
            moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(lower // 1000)) + f".{lower % 1000:03d}Z"
            writer = writer.option("replaceWhere", f"window_start >= '{moment}'")
        # The position, for those who look. Never with the first commit of a start, nor twice: Delta would leave such a commit out,
        # and it may well say more (windows become final without a new version of silver).
        if self.written is not None and self.version > self.written:
            writer = writer.option("txnAppId", GOLD).option("txnVersion", self.version)
        metadata = json.dumps({"silverVersion": self.version, "finalBeforeMs": final_before})
        writer.option("userMetadata", metadata).save(path_of(self.job, table))

    def watermark(self):
        """The smallest newest event time of the partitions that are not idle, less the allowed lateness; None: not known yet."""
        partitions = self.partitions()
        if partitions is None or self.newest is None:
            return None
        live = [p for p in partitions if not self.is_idle(p)]
        if not live or any(p not in self.newest for p in live):
            return None
        return min(self.newest[p] for p in live) - self.job["stream"]["allowedLatenessMs"]

    def is_idle(self, partition):
        idle_ms = self.job["stream"]["idlePartitionMs"]
        last = self.active_at.setdefault(partition, time.monotonic())
        return idle_ms is not None and (time.monotonic() - last) * 1000 > idle_ms

    def next_final_before(self):
        watermark = self.watermark()
        if watermark is None:
            return self.final_before
        passed = watermark - watermark % self.window
        return passed if self.final_before is None else max(passed, self.final_before)

    def tick(self):
        """Idle partitions make windows final without a batch."""
        if self.version is None or self.next_final_before() == self.final_before or not self.lock.acquire(blocking=False):
            return
        try:
            final_before = self.next_final_before()
            if final_before != self.final_before:
                self.write(self.spark, final_before, None)
        finally:
            self.lock.release()

    def end(self):
        """The input has ended: every window is final."""
        with self.lock:
            silver = read_table(self.spark, self.job, "silver")
            if self.version is None:
                # Nothing came since the start; gold holds what silver holds, perhaps provisional.
                self.version = self.spark.sql(f"DESCRIBE HISTORY delta.`{path_of(self.job, 'silver')}` LIMIT 1").first().version
            silver.createOrReplaceTempView("silver_batch")
            last = self.spark.sql(f"SELECT max(window_ms) AS ms FROM ({self.job['sql']['admitted']}) WHERE admitted").first().ms
            if last is not None:
                self.write(self.spark, max(self.final_before or 0, last + self.window), None)
            self.tell(True)

    def tell(self, finished):
        self.emit(
            type="gold", at=int(time.time() * 1000), reached=self.reached, silverVersion=self.version, watermarkMs=self.watermark(),
            finalBeforeMs=self.final_before, openWindows=self.open_windows,
            newestMs={str(p): ms for p, ms in (self.newest or {}).items()}, idle=[p for p in (self.partitions() or []) if self.is_idle(p)],
            lateDropped=self.late, revisedWindows=self.revised, finished=finished)


def not_final(final_before):
    return "true" if final_before is None else f"window_ms >= {final_before}"
