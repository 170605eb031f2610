"""A plain Structured Streaming job: bronze and silver as two streaming queries side by side, appended to Delta as the documentation shows it,
and gold as three aggregations over silver once the topic is through. It types its rows by the same SQL as the engine, so that the tables
can be compared, and leaves out what one would leave out: no deduplication, no quarantine, no row rule of lateness, no behind_ms.
All of that makes it cheaper, never dearer.
"""
import threading
import time

from bronze import bronze_rows
from tables import checkpoint_of, path_of, typed


def run_plain(spark, job):
    create(spark, job, "bronze")
    started_at = time.time() * 1000
    bronze = append(typed(bronze_rows(kafka(spark, job)), job, "bronze"), job, "bronze")
    silver = append(silver_rows(spark, job), job, "silver")
    try:
        bronze.processAllAvailable()
        silver.processAllAvailable()
    finally:
        bronze.stop()
        silver.stop()
    write_gold(spark, job)
    return started_at


def kafka(spark, job):
    return (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", job["bootstrap"])
        .option("subscribe", job["topic"])
        .option("startingOffsets", "earliest")
        .option("includeHeaders", "true")
        .option("maxOffsetsPerTrigger", job["stream"]["maxBatchEvents"])
        .load()
    )


def create(spark, job, table):
    """Empty, so that the next query may read it as a stream at once."""
    rows = spark.createDataFrame([], ", ".join(f"{column['name']} {column['type']}" for column in job["tables"][table]["columns"]))
    typed(rows, job, table).write.format("delta").save(path_of(job, table))


def silver_rows(spark, job):
    spark.readStream.format("delta").load(path_of(job, "bronze")).createOrReplaceTempView("bronze_batch")
    judged = spark.sql(job["sql"]["judged"])
    columns = [column["name"] for column in job["tables"]["silver"]["columns"] if column["name"] not in ("behind_ms", "ingested_at")]
    return judged.where("reasons = ''").select(*columns)


def append(rows, job, table):
    return (
        rows.writeStream.queryName(table)
        .format("delta")
        .outputMode("append")
        .option("checkpointLocation", checkpoint_of(job, table))
        .start(path_of(job, table))
    )


def write_gold(spark, job):
    """Three tables at once, each from silver; the windows are those of the engine."""
    window = job["stream"]["windowMs"]
    silver = spark.read.format("delta").load(path_of(job, "silver"))
    admitted = silver.selectExpr(
        f"unix_millis(event_time) - unix_millis(event_time) % {window} AS window_ms", "host", "path", "status",
        "1L AS requests", "coalesce(bytes, 0L) AS bytes", "CASE WHEN status >= 400 THEN 1L ELSE 0L END AS errors").cache()
    admitted.createOrReplaceTempView("admitted")
    failures = []
    threads = [threading.Thread(target=write_one, args=[spark, job, table, sql, failures]) for table, sql in job["sql"]["gold"].items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    admitted.unpersist()
    if failures:
        raise failures[0]


def write_one(spark, job, table, sql, failures):
    try:
        rows = spark.sql(sql).selectExpr("*", "true AS is_final")
        typed(rows, job, table).coalesce(1).write.format("delta").mode("overwrite").save(path_of(job, table))
    except Exception as error:
        failures.append(error)
