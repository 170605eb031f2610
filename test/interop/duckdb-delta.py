"""All rows of a Delta table at versions, by DuckDB's own delta extension: {"table": PATH, "versions": [N, …]} in, JSON out."""
import glob
import importlib.util
import json
import os
import sys

import duckdb


def extension():
    folder = importlib.util.find_spec("duckdb_extension_delta").submodule_search_locations[0]
    return glob.glob(os.path.join(folder, "extensions", "*", "delta.duckdb_extension"))[0]


def form(name, kind):
    kind = str(kind)
    if kind.startswith("TIMESTAMP"):
        return f'epoch_us("{name}") AS "{name}"'
    if kind == "BLOB":
        return f'lower(hex("{name}")) AS "{name}"'
    if kind.startswith("DECIMAL"):
        return f'"{name}"::VARCHAR AS "{name}"'
    return None


def rows(connection, table, version):
    source = f"delta_scan('{table}', version = {int(version)})"
    columns = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    forms = [text for text in (form(name, kind) for name, kind, *_ in columns) if text]
    replace = f" REPLACE ({', '.join(forms)})" if forms else ""
    return [row[0] for row in connection.execute(f"SELECT to_json(one_row)::VARCHAR FROM (SELECT *{replace} FROM {source}) one_row").fetchall()]


ask = json.load(sys.stdin)
duck = duckdb.connect(config={"autoinstall_known_extensions": "false"})
duck.execute("SET TimeZone = 'UTC'")
duck.execute(f"LOAD '{extension()}'")
json.dump({str(version): rows(duck, ask["table"], version) for version in ask["versions"]}, sys.stdout)
