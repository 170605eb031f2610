"""Kafka -> bronze: Spark's Kafka source and Delta's own streaming sink, whose commits carry the batch as a `txn`."""
from pyspark.sql import functions as F

from tables import checkpoint_of, path_of, typed


def start_bronze(spark, job):
    records = (
        spark.readStream.format("kafka")
        .option("kafka.bootstrap.servers", job["bootstrap"])
        .option("subscribe", job["topic"])
        .option("startingOffsets", "earliest")
        .option("failOnDataLoss", "true")
        .option("includeHeaders", "true")
        .option("maxOffsetsPerTrigger", job["stream"]["maxBatchEvents"])
        .load()
    )
    return (
        typed(bronze_rows(records), job, "bronze")
        .writeStream.queryName("bronze")
        .format("delta")
        .outputMode("append")
        .option("checkpointLocation", checkpoint_of(job, "bronze"))
        .trigger(processingTime=f"{job['stream']['triggerMs']} milliseconds")
        .start(path_of(job, "bronze"))
    )


def bronze_rows(records):
    """The bytes read as ISO-8859-1, which loses nothing; the id from the header, else the record's place in the log."""
    header = F.expr("decode(filter(headers, h -> h.key = 'lq-id')[0].value, 'UTF-8')")
    place = F.concat_ws("-", "topic", "partition", "offset")
    return records.select(
        F.coalesce(header, place).alias("event_id"),
        F.col("topic").alias("kafka_topic"),
        F.col("partition").alias("kafka_partition"),
        F.col("offset").alias("kafka_offset"),
        F.col("timestamp").alias("kafka_time"),
        F.current_timestamp().alias("ingested_at"),
        F.expr("decode(key, 'ISO-8859-1')").alias("key"),
        F.expr("decode(value, 'ISO-8859-1')").alias("raw"),
    )
