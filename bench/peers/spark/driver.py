"""One warm Spark session that is given jobs, one after the other: `driver.py FIRST_JOB.json --master URL --events FD`.

A line on standard input is `{"kind": "medallion" | "plain", "job": FILE}`; the answer on FD is `{"type": "done", "startedAt": MS}`,
with the time at which its streaming queries began (tables made, session warm). `medallion` is the engine of pipeline/spark as it
is; `plain` is what one would write without it. The session's settings are the engine's own, so that both are measured in the same one.
"""
import argparse
import json
import os
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "pipeline", "spark"))

from bronze import start_bronze  # noqa: E402
from driver import Events, partitions_of  # noqa: E402
from gold import Gold  # noqa: E402
from plain import run_plain  # noqa: E402
from queries import Queries  # noqa: E402
from session import open_session  # noqa: E402
from silver import Silver  # noqa: E402
from tables import create_tables  # noqa: E402


def run_medallion(spark, job):
    """The engine's three streaming queries side by side, until the topic is through them and every window is final."""
    create_tables(spark, job)
    quiet = lambda **event: None  # noqa: E731
    started = {}
    silver = Silver(spark, job, quiet)
    gold = Gold(spark, job, quiet, lambda: partitions_of(started.get("queries")))
    started_at = time.time() * 1000
    queries = Queries({"bronze": lambda: start_bronze(spark, job), "silver": silver.start, "gold": gold.start})
    started["queries"] = queries
    try:
        for name in ("bronze", "silver", "gold"):
            queries.drain(name)
        gold.end()
    finally:
        for query in queries.all():
            query.stop()
    return started_at


KINDS = {"medallion": run_medallion, "plain": run_plain}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job")
    parser.add_argument("--master", required=True)
    parser.add_argument("--events", type=int, default=1)
    args = parser.parse_args()
    events = Events(args.events)
    try:
        first = read(args.job)
        spark = open_session(first, args.master)
        for statement in first["functions"]:
            spark.sql(statement)
        conf = spark.sparkContext.getConf()
        events.emit(type="ready", version=spark.version, memory=conf.get("spark.driver.memory"), shuffle=spark.conf.get("spark.sql.shuffle.partitions"))
        for line in sys.stdin:
            asked = json.loads(line)
            started_at = KINDS[asked["kind"]](spark, read(asked["job"]))
            spark.catalog.clearCache()
            events.emit(type="done", startedAt=started_at)
        spark.stop()
    except Exception as error:
        traceback.print_exc()
        first_line = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        events.emit(type="failed", message=first_line[:500])
        os._exit(1)  # The JVM's callback threads would keep a failed driver alive.


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    main()
