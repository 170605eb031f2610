"""One question to delta-rs per run, asked and answered in JSON: {"ask": "rows" | "append" | "create" | "history", ...}.

Rows come sorted by the column `id`, times as microseconds since 1970, so that both sides compare plain values.
"""
import datetime
import decimal
import json
import math
import os
import sys

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, QueryBuilder, write_deltalake


def plain(value):
    if isinstance(value, datetime.datetime):
        return int(value.timestamp()) * 1_000_000 + value.microsecond
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"  # JSON has no infinity
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)  # JavaScript would round it
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value


def rows(table):
    found = [{name: plain(value) for name, value in row.items()} for row in table.to_pyarrow_table().to_pylist()]
    return sorted(found, key=lambda row: row["id"])


def unordered(table):
    found = [{name: plain(value) for name, value in row.items()} for row in table.to_pyarrow_table().to_pylist()]
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in found)


UTC = datetime.timezone.utc


def foreign(folder):
    """Tables as delta-rs writes them when nobody asks for anything special; their names and newest versions."""
    start = datetime.datetime(1995, 7, 1, 0, 0, 1, 123456)
    count = list(range(6))
    everything = pa.table({
        "id": pa.array(count, pa.int64()), "i": pa.array(count, pa.int32()), "s": pa.array(count, pa.int16()),
        "b": pa.array([None, *count[1:]], pa.int8()), "f": pa.array([n / 4 for n in count], pa.float32()),
        "d": pa.array([n / 8 for n in count]), "flag": pa.array([n % 2 == 0 for n in count]),
        "t": pa.array([None, "", "ü", "x y", "a/b", "%d"]), "bin": pa.array([b"\x00\xff"] * 6),
        "day": pa.array([datetime.date(1995, 7, 1 + n) for n in count]),
        "at": pa.array([start.replace(tzinfo=UTC)] * 6, pa.timestamp("us", tz="UTC")),
        "local": pa.array([start] * 6, pa.timestamp("us")),
        "money": pa.array([decimal.Decimal("12.345")] * 6, pa.decimal128(12, 3)),
        "tags": pa.array([["a", None], [], None, ["b"], ["c"], ["d"]], pa.list_(pa.string())),
        "nested": pa.array([{"a": n, "deep": {"b": str(n), "c": [n]}} for n in count]),
        "props": pa.array([[("k", n)] for n in count], pa.map_(pa.string(), pa.int32())),
    })
    write_deltalake(f"{folder}/types", everything)
    write_deltalake(f"{folder}/types", everything.take(pa.array([2, 3])), mode="append")  # (a slice makes delta-rs panic)
    DeltaTable(f"{folder}/types").delete("id = 3")

    parts = pa.table({
        "id": pa.array(count), "name": pa.array([f"n{n}" for n in count]),
        "day": pa.array([datetime.date(1995, 7, 1 + n % 2) for n in count]),
        "zone": pa.array(["a b/c%d", None, "x=ü", "1", "a b/c%d", None]), "n": pa.array([n % 2 for n in count], pa.int32()),
        "at": pa.array([start.replace(tzinfo=UTC)] * 6, pa.timestamp("us", tz="UTC")),
    })
    where = f"{folder}/eu/parts"
    write_deltalake(where, parts, partition_by=["day", "zone", "n", "at"])
    write_deltalake(where, parts.append_column("extra", pa.array([n / 2 for n in count])), mode="append", schema_mode="merge")
    DeltaTable(where).create_checkpoint()
    DeltaTable(where).optimize.compact()

    where = f"{folder}/cleaned"
    for n in range(12):
        write_deltalake(where, pa.table({"id": pa.array([n])}), mode="append", configuration={"delta.logRetentionDuration": "interval 0 seconds"})
    DeltaTable(where).create_checkpoint()
    DeltaTable(where).cleanup_metadata()
    write_deltalake(where, pa.table({"id": pa.array([99])}), mode="append")
    return {name: DeltaTable(f"{folder}/{name}").version() for name in ("types", "eu/parts", "cleaned")}


def race(path, commits):
    """Appends one row at a time to a table that others append to as well; says how often it won."""
    table = DeltaTable(path)
    patient = CommitProperties(max_commit_retries=10_000)  # The other side is quicker; 15 tries, the default, are soon lost.
    for n in range(commits):
        row = pa.table({"id": pa.array([1_000_000 + n], pa.int64())})
        write_deltalake(table, row, mode="append", commit_properties=patient)
    return commits


def answer(ask):
    if ask["ask"] == "rows":
        return {str(v): rows(DeltaTable(ask["table"], version=v)) for v in ask["versions"]}
    if ask["ask"] == "all":
        return {str(v): unordered(DeltaTable(ask["table"], version=v)) for v in ask["versions"]}
    if ask["ask"] == "latest":
        table = DeltaTable(ask["table"])
        return {
            "version": table.version(),
            "rows": rows(table),
            "transactions": {app: table.transaction_version(app) for app in ask.get("apps", [])},
        }
    if ask["ask"] == "filtered":
        # Not through to_pyarrow_dataset(): delta-rs 1.6 turns a column without bounds into "column >= NULL" there and
        # drops rows that match, whoever wrote the table. Its own engine prunes correctly.
        query = f"SELECT count(*) AS n FROM t WHERE {ask['where']}"
        found = QueryBuilder().register("t", DeltaTable(ask["table"])).execute(query).read_all()
        return int(found.column("n")[0].as_py())
    if ask["ask"] == "append":
        table = DeltaTable(ask["table"])
        columns = {name: [row.get(name) for row in ask["rows"]] for name in ask["rows"][0]}
        schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in ask["types"].items()])
        write_deltalake(table, pa.table(columns, schema=schema), mode="append", schema_mode="merge")
        if ask.get("checkpoint"):
            DeltaTable(ask["table"]).create_checkpoint()
        return {"version": DeltaTable(ask["table"]).version()}
    if ask["ask"] == "foreign":
        return foreign(ask["folder"])
    if ask["ask"] == "race":
        return race(ask["table"], ask["commits"])
    raise SystemExit("unknown question")


json.dump(answer(json.load(sys.stdin)), sys.stdout)
sys.stdout.flush()
# Leaves without the destructors: a thread of Arrow's that still reads when they run ends an answered question with
# SIGABRT, "terminate called without an active exception" (apache/arrow#34314).
os._exit(0)
