"""Questions to Spark about Delta tables, one JSON object a line on standard input, answered one line each on descriptor 3:
{"ask": "run" | "rows" | "stop", ...}. The JVM writes its own warnings ("CodeCache is full") to standard output.

`run` executes SQL statements in order; `rows` gives all rows of a table at versions, as sorted JSON lines with times as
microseconds since 1970. One session serves a whole test file, because starting one takes seconds.
"""
import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T


def session():
    jars = os.environ["LAKEQUAKE_SPARK_JARS"]
    builder = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(os.path.join(jars, name) for name in sorted(os.listdir(jars))))
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.default.parallelism", "2")
        # The log of a small table in one task instead of fifty.
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", os.environ["LAKEQUAKE_SPARK_SCRATCH"])
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    )
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def plain(field):
    """Times as microseconds, so that no time zone or rounding comes between."""
    name = F.col(f"`{field.name}`")
    if isinstance(field.dataType, T.TimestampType):
        return F.unix_micros(name).alias(field.name)
    if isinstance(field.dataType, T.TimestampNTZType):
        return F.unix_micros(F.col(f"`{field.name}`").cast("timestamp")).alias(field.name)
    if isinstance(field.dataType, T.BinaryType):
        return F.lower(F.hex(name)).alias(field.name)
    if isinstance(field.dataType, T.DecimalType):
        return name.cast("string").alias(field.name)
    return name


def rows(spark, table, version):
    frame = spark.read.format("delta").option("versionAsOf", version).load(table)
    plain_frame = frame.select(*[plain(field) for field in frame.schema.fields])
    as_json = F.to_json(F.struct("*"), {"ignoreNullFields": "false"})
    return sorted(row[0] for row in plain_frame.select(as_json).collect())


def answer(spark, ask):
    if ask["ask"] == "run":
        result = None
        for statement in ask["sql"]:
            result = spark.sql(statement)
        return [list(map(str, row)) for row in result.collect()] if ask.get("collect") else None
    if ask["ask"] == "rows":
        return {str(version): rows(spark, ask["table"], version) for version in ask["versions"]}
    raise ValueError("unknown question")


def main():
    answers = os.fdopen(3, "w")
    spark = session()

    def tell(message):
        print(json.dumps(message), file=answers, flush=True)

    tell({"ready": spark.version})
    for line in sys.stdin:
        ask = json.loads(line)
        if ask["ask"] == "stop":
            break
        try:
            tell({"answer": answer(spark, ask)})
        except Exception as error:  # The asker decides what a refusal means.
            tell({"error": str(error)[:2000]})
    spark.stop()


main()
