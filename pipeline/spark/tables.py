"""The lake's tables for Spark: made when they are missing, read at a version, and how a batch knows which version it ends at."""
import json

TYPES = {"string": "STRING", "integer": "INT", "long": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN", "timestamp": "TIMESTAMP"}


def path_of(job, table):
    return f"{job['lakeDir']}/{job['tables'][table]['path']}"


def create_tables(spark, job):
    for name, table in job["tables"].items():
        if is_table(spark, path_of(job, name)):
            continue
        columns = ", ".join(f"{column['name']} {TYPES[column['type']]}" for column in table["columns"])
        spark.sql(f"CREATE TABLE IF NOT EXISTS delta.`{path_of(job, name)}` ({columns}) USING delta")


def is_table(spark, path):
    log = spark._jvm.org.apache.hadoop.fs.Path(f"{path}/_delta_log/{0:020d}.json")
    return log.getFileSystem(spark._jsc.hadoopConfiguration()).exists(log)


def typed(frame, job, table):
    """The table's columns in order and of their exact types."""
    columns = job["tables"][table]["columns"]
    return frame.selectExpr(*[f"CAST({column['name']} AS {TYPES[column['type']]}) AS {column['name']}" for column in columns])


def read_table(session, job, table, version=None):
    reader = session.read.format("delta")
    if version is not None:
        reader = reader.option("versionAsOf", version)
    return reader.load(path_of(job, table))


def stream_of(spark, job, table):
    """Every commit from the first on. A batch never ends within a version: it has no limit of files."""
    reader = spark.readStream.format("delta").option("startingVersion", 0).option("maxFilesPerTrigger", 2147483647)
    return reader.load(path_of(job, table))


def append(frame, job, table, app_id, version):
    """One commit; Delta leaves it out when this application has already written this version or a later one."""
    writer = typed(frame, job, table).write.format("delta").mode("append")
    writer.option("txnAppId", app_id).option("txnVersion", version).save(path_of(job, table))


def checkpoint_of(job, query):
    return f"{job['checkpointDir']}/{query}"


def source_version(session, job, query, batch_id):
    """The newest version of the upstream table in this batch, as Spark's own offset log has it."""
    jvm = session._jvm
    path = jvm.org.apache.hadoop.fs.Path(f"{checkpoint_of(job, query)}/offsets/{batch_id}")
    stream = path.getFileSystem(session._jsc.hadoopConfiguration()).open(path)
    try:
        text = jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
    finally:
        stream.close()
    offset = json.loads(text.strip().splitlines()[-1])
    # A negative index stands before the first file of that version: the batch ends with the version before.
    return offset["reservoirVersion"] - 1 if offset["index"] < 0 else offset["reservoirVersion"]
