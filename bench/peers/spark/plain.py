"""A plain Structured Streaming job: bronze and silver as two streaming queries side by side, appended to Delta as the documentation shows it,
and gold as three aggregations over silver once the topic is through. It reads log lines by one pattern and nothing else, and leaves out what
one would leave out: no JSON, no deduplication, no quarantine, no bounds of time, no row rule of lateness, no behind_ms. All of that makes it
cheaper, never dearer. (The engine's own SQL in one streaming projection would be too long for Spark's code generator.)
"""
import threading
import time

from pyspark.sql import functions as F

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


# Common and Combined Log Format; and a request, whose path may hold spaces.
LINE = r'''(?s)^([^ ]*) [^ ]+ [^ ]+ \[([^\]]*)\] "(.*)" ([0-9]+|-) ([0-9]+|-)( ".*" ".*")?\z'''
REQUEST = r'''(?s)^([A-Z]+) (.*?)(?: +(HTTP/[^ ]*))? *\z'''


def silver_rows(spark, job):
    part = lambda place: F.regexp_extract("raw", LINE, place)  # noqa: E731
    request = lambda place: F.regexp_extract("request", REQUEST, place)  # noqa: E731
    bronze = spark.readStream.format("delta").load(path_of(job, "bronze"))
    split = bronze.select(
        "event_id", "kafka_partition", "kafka_offset", part(1).alias("host"), part(2).alias("time"), part(3).alias("request"),
        part(4).alias("status"), part(5).alias("bytes"), part(6).alias("tail"))
    return split.select(
        "event_id",
        F.expr("try_to_timestamp(time, 'dd/MMM/yyyy:HH:mm:ss Z')").alias("event_time"),
        F.expr("nullif(nullif(host, ''), '-')").alias("host"),
        F.nullif(request(1), F.lit("")).alias("method"),
        F.nullif(F.trim(request(2)), F.lit("")).alias("path"),
        F.nullif(request(3), F.lit("")).alias("protocol"),
        F.expr("try_cast(status AS INT)").alias("status"),
        F.expr("CASE WHEN bytes = '-' THEN 0L ELSE try_cast(bytes AS BIGINT) END").alias("bytes"),
        F.expr("CASE WHEN tail <> '' THEN 'combined' ELSE 'clf' END").alias("format"),
        "kafka_partition",
        "kafka_offset",
    ).where("event_time IS NOT NULL AND status IS NOT NULL")


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
