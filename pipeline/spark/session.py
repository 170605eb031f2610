"""The Spark session, bound to loopback unless a cluster is asked for; and the end of a driver that a kill left behind."""
import os
import shutil
import signal
import subprocess
import time

from pyspark.sql import SparkSession

PID_FILE = "driver.pid"


def open_session(job, master):
    local = (master or "").startswith("local") or master is None
    if local:
        end_leftover(job)
        # A killed one leaves its files.
        shutil.rmtree(scratch_of(job), ignore_errors=True)
    builder = SparkSession.builder.appName(f"lakequake-{job['runId']}")
    for key, value in settings(job, master, local).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    if local:
        note_pid(job, spark)
    return spark


def settings(job, master, local):
    """`spark-submit` on a cluster brings master, jars and memory itself; what it gives there is not overruled here."""
    always = {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.session.timeZone": "UTC",
        # Patterns in the SQL files are written as DuckDB reads them: a backslash is a backslash.
        "spark.sql.parser.escapedStringLiterals": "true",
        "spark.ui.showConsoleProgress": "false",
        "spark.scheduler.mode": "FAIR",
    }
    if not local:
        return always
    return {
        **always,
        "spark.master": master or "local[*]",
        "spark.jars": ",".join(job["jars"]),
        "spark.driver.memory": job["driverMemory"],
        "spark.driver.extraJavaOptions": job["driverJavaOptions"],
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.local.dir": scratch_of(job),
        "spark.sql.warehouse.dir": os.path.join(job["checkpointDir"], "warehouse"),
    }


def scratch_of(job):
    return os.path.join(job["checkpointDir"], "scratch")


def end_leftover(job):
    """A JVM outlives its killed driver for a moment; two writers on a local folder are what Spark's log store cannot order."""
    file = os.path.join(job["checkpointDir"], PID_FILE)
    if not os.path.exists(file):
        return
    with open(file, encoding="utf-8") as text:
        pid = int(text.read())
    for _ in range(200):
        if not is_our_jvm(pid, job):
            return
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    raise RuntimeError(f"process {pid}, the driver of an earlier start, does not end")


def is_our_jvm(pid, job):
    shown = subprocess.run(["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return f"lakequake-{job['runId']}" in shown.stdout and not shown.stdout.lstrip().startswith("Z")


def note_pid(job, spark):
    os.makedirs(job["checkpointDir"], exist_ok=True)
    with open(os.path.join(job["checkpointDir"], PID_FILE), "w", encoding="utf-8") as text:
        text.write(str(spark.sparkContext._gateway.proc.pid))
