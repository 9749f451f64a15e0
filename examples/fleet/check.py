"""Makes a fleet and asks it three ways: `python check.py FOLDER --ouroboros "node dist/cli/ouroboros.js"`.

`ouroboros fleet`, the SQL of DuckDB over exported tables, and, where pyspark is installed, the job of
`spark_fleet.py` must all find what was planted: every leak in exactly the processes that have it.
Needs `pip install duckdb pyspark`, and a JDK for Spark.
"""

import argparse
import importlib.util
import json
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
# What tells each leak in a sentence or a list of subjects.
WORDS = {"cache": "Quote", "cycles": "Order", "listeners": "Stream.on_tick"}


def planted(folder):
    truth = json.loads((folder / "truth.json").read_text())
    return Counter(leak for process in truth.values() for leak in process["leaks"])


def found(rows):
    """From (text, processes) to processes by leak; a text that tells no leak is an innocent blamed."""
    processes = Counter()
    for text, count in rows:
        names = [leak for leak, word in WORDS.items() if word in text]
        processes[names[0] if names else text] += count
    return processes


def by_fleet(folder, command):
    report = json.loads(output([*command, "fleet", folder, "--json"]))
    return found((cause["sentence"], cause["processes"]) for cause in report["causes"])


def by_duckdb(folder, command):
    import duckdb

    tables = folder / "tables"
    for dump in sorted(folder.glob("*.ouro")):
        output([*command, "export", dump, tables / dump.stem])
    sql = (HERE / "fleet.sql").read_text().replace("'*/", f"'{tables}/*/")
    rows = duckdb.sql(sql).fetchall()
    return found((row[7], row[1]) for row in rows)


def by_spark(folder, command):
    job = [sys.executable, HERE / "spark_fleet.py", folder, folder / "spark"]
    lines = output([*job, "--ouroboros", shlex.join(command)]).splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        if "failure" in row:
            raise SystemExit(f"{row['dump']} was not read: {row['failure']}")
    return found((row["sentence"], row["processes"]) for row in rows)


def output(command):
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if run.returncode != 0:
        raise SystemExit(f"{shlex.join(map(str, command))} ended with {run.returncode}")
    return run.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ouroboros", default="ouroboros")
    options = parser.parse_args()
    folder = options.folder.resolve()
    command = shlex.split(options.ouroboros)
    if not (folder / "truth.json").exists():
        subprocess.run([sys.executable, HERE / "make_fleet.py", folder], check=True)
    truth = planted(folder)
    print(f"planted:  {dict(sorted(truth.items()))}")
    wrong = False
    for package, name, ask in (
        (None, "fleet", by_fleet),
        ("duckdb", "DuckDB", by_duckdb),
        ("pyspark", "Spark", by_spark),
    ):
        if package is not None and importlib.util.find_spec(package) is None:
            print(f"{name}: not run, {package} is not installed")
            continue
        answer = ask(folder, command)
        wrong |= answer != truth
        print(f"{name}: {dict(sorted(answer.items()))}{'' if answer == truth else '  WRONG'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
