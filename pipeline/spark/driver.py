"""The medallion on Spark Structured Streaming: `driver.py JOB.json [--master URL] [--events FD]`.

The job file (made by job.ts) holds everything: topic, table paths, and the SQL of pipeline/medallion/sql with its parameters
filled in. Three streaming queries run until standard input ends: Kafka -> bronze, bronze -> quarantine and silver, silver -> gold.
What happens is told as JSON lines on FD (standard output unless given); `{"type": "finish"}` on standard input says that
the topic grows no more. No line of SQL that decides about a row may stand in Python.
"""
import argparse
import json
import os
import queue
import subprocess
import sys
import threading
import time
import traceback

from pyspark import SparkContext

from bronze import start_bronze
from gold import Gold
from queries import Queries
from session import open_session
from silver import Silver
from tables import create_tables

POLL_SECONDS = 0.25
MEMORY_SECONDS = 2
# Shorter than the patience of whoever stops us, so that no JVM is left to end when we are gone.
STOP_SECONDS = 1.5
# Exit codes: gave up and said why; lost its JVM.
GAVE_UP, KILLED = 1, 3


class Events:
    """JSON lines to whoever started us; from several threads."""

    def __init__(self, descriptor):
        self.out = os.fdopen(descriptor, "w", buffering=1, encoding="utf-8")
        self.lock = threading.Lock()

    def emit(self, **event):
        with self.lock:
            self.out.write(json.dumps(event) + "\n")


def listen(commands):
    """Lines of standard input."""
    for line in sys.stdin:
        command = json.loads(line)
        if command["type"] == "stop":
            hard = threading.Timer(STOP_SECONDS, abandon)
            hard.daemon = True
            hard.start()
        commands.put(command)
    abandon()  # Whoever started us is gone: nothing may be written any more.


class Progress:
    """Tells each batch of each query once."""

    def __init__(self, events, queries):
        self.events, self.queries, self.told = events, queries, {}

    def tell(self):
        for query in self.queries.all():
            for one in query.recentProgress:
                progress = json.loads(one.json) if hasattr(one, "json") else one
                if progress["batchId"] > self.told.get(query.name, -1) and progress["numInputRows"] > 0:
                    self.told[query.name] = progress["batchId"]
                    if query.name == "bronze":
                        self.queries.progressed()
                    self.events.emit(type="progress", progress=progress)


def end_input(queries, gold, events, failures):
    """Everything in the topic through all three queries, then every window final."""
    try:
        for name in ("bronze", "silver", "gold"):
            queries.drain(name)
        gold.end()
        events.emit(type="finished")
    except Exception as error:
        failures.put(error)


def run(job, master, events, commands):
    events.emit(type="step", says="starting Spark")
    spark = open_session(job, master)
    tell_memory(spark, events)
    events.emit(type="step", says="Spark runs; preparing the tables")
    create_tables(spark, job)
    for statement in job["functions"]:
        spark.sql(statement)
    silver = Silver(spark, job, events.emit)
    started = {}
    gold = Gold(spark, job, events.emit, lambda: partitions_of(started.get("queries")))
    queries = Queries({"bronze": lambda: start_bronze(spark, job), "silver": silver.start, "gold": gold.start})
    started["queries"] = queries
    events.emit(type="ready", version=spark.version)
    work(queries, gold, events, commands)
    end_session(spark, queries)


def jvm_process():
    """The JVM, where we started it; None before, and where `spark-submit` did."""
    gateway = SparkContext._gateway
    return None if gateway is None else gateway.proc


def end_session(spark, queries):
    """Ends queries, session and JVM, and waits for it."""
    for query in queries.all():
        query.stop()
    jvm = jvm_process()
    spark.stop()
    if jvm is not None:
        jvm.stdin.close()  # The JVM ends when this does.
        jvm.wait()


def abandon():
    """Ends at once, the JVM first. A batch that is not stored comes again."""
    jvm = jvm_process()
    if jvm is not None:
        jvm.kill()
        jvm.wait()
    os._exit(0)


def tell_memory(spark, events):
    """Resident memory of this process and its JVM, again and again, for as long as they live."""
    jvm = jvm_process()
    # Submitted, it is the JVM that started us.
    pids = f"{os.getpid()},{os.getppid() if jvm is None else jvm.pid}"

    def tell():
        while True:
            shown = subprocess.run(["ps", "-o", "rss=", "-p", pids], capture_output=True, text=True, check=False).stdout.split()
            if len(shown) == 2:
                events.emit(type="memory", rssBytes=sum(int(kib) for kib in shown) * 1024)
            time.sleep(MEMORY_SECONDS)

    threading.Thread(target=tell, daemon=True).start()


def partitions_of(queries):
    """Every partition of the topic, as the Kafka source last told."""
    last = queries and queries["bronze"].lastProgress
    if last is None:
        return None
    progress = json.loads(last.json) if hasattr(last, "json") else last
    end = progress["sources"][0]["endOffset"]
    topics = json.loads(end) if isinstance(end, str) else end
    return sorted(int(partition) for ends in (topics or {}).values() for partition in ends)


def work(queries, gold, events, commands):
    failures = queue.Queue()
    progress = Progress(events, queries)
    ending = False
    while True:
        progress.tell()
        if not failures.empty():
            raise failures.get()
        queries.keep_alive()
        if not ending:
            gold.tick()
        try:
            command = commands.get(timeout=POLL_SECONDS)
        except queue.Empty:
            continue
        if command["type"] == "stop":
            return
        if command["type"] == "finish" and not ending:
            ending = True
            threading.Thread(target=end_input, args=[queries, gold, events, failures], daemon=True).start()


def jvm_is_gone():
    jvm = jvm_process()
    if jvm is None:
        return False
    try:
        jvm.wait(timeout=2)
        return True
    except subprocess.TimeoutExpired:
        return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("job")
    parser.add_argument("--master")
    parser.add_argument("--events", type=int, default=1)
    args = parser.parse_args()
    events = Events(args.events)
    with open(args.job, encoding="utf-8") as file:
        job = json.load(file)
    commands = queue.Queue()
    # From the beginning on: whoever starts us may end while Spark is still being started.
    threading.Thread(target=listen, args=[commands], daemon=True).start()
    try:
        run(job, args.master, events, commands)
    except Exception as error:
        traceback.print_exc()
        if jvm_is_gone():
            os._exit(KILLED)  # Nothing to say about the data: whoever started us starts us again.
        first = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        events.emit(type="failed", message=first[:500])
        time.sleep(0.2)
        os._exit(GAVE_UP)  # The JVM's callback threads would keep a failed driver alive.


if __name__ == "__main__":
    main()
