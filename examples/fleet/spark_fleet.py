"""Asks many dumps where they lie, and puts the answers together with Spark SQL.

`spark-submit spark_fleet.py DUMPS_DIR OUT_DIR --ouroboros ouroboros`

Every dump is opened on the executor that its name was sent to, so that only causes travel: DUMPS_DIR
must be mounted there, and the command installed.
"""

import argparse
import json
import shlex
import subprocess
from pathlib import Path

from pyspark.sql import SparkSession

SCHEMA = "dump string, resident_bytes long, kind string, signature string, bytes long, sentence string, place string, failure string"

LEAKS = """
SELECT
  first(kind) AS kind,
  count(DISTINCT dump) AS processes,
  sum(bytes) AS bytes,
  min(bytes) AS least,
  percentile_approx(bytes, 0.5) AS median,
  max(bytes) AS most,
  max_by(dump, bytes) AS heaviest,
  max_by(sentence, bytes) AS sentence,
  max_by(place, bytes) AS place
FROM causes
WHERE signature IS NOT NULL
GROUP BY signature
ORDER BY bytes DESC
"""


def causes_of(dump, command):
    """One row for each cause of a dump; one without a cause where nothing leaks, or it failed."""
    run = subprocess.run(
        [*command, "summary", dump, "--json", "--answer"], capture_output=True, text=True
    )
    if run.returncode != 0:
        yield (dump, None, None, None, None, None, None, run.stderr.strip())
        return
    report = json.loads(run.stdout)
    account = (report["answer"] or {}).get("account")
    resident = account["resident"] if account else None
    if not report["causes"]:
        yield (dump, resident, None, None, None, None, None, None)
    for cause in report["causes"]:
        places = [f"{place['file']}:{place['line']}" for place in cause["places"]]
        yield (
            dump,
            resident,
            cause["kind"],
            cause["signature"],
            int(cause["bytes"]),
            cause["sentence"],
            places[0] if places else None,
            None,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dumps", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--ouroboros", default="ouroboros", help="the command, with its arguments")
    options = parser.parse_args()
    command = shlex.split(options.ouroboros)
    dumps = sorted(str(path) for path in options.dumps.glob("*.ouro"))
    spark = SparkSession.builder.appName("ouroboros fleet").getOrCreate()
    rows = spark.sparkContext.parallelize(dumps, max(1, len(dumps) // 4)).flatMap(
        lambda dump: causes_of(dump, command)
    )
    causes = spark.createDataFrame(rows, SCHEMA).cache()
    causes.createOrReplaceTempView("causes")
    causes.write.mode("overwrite").parquet(str(options.out / "causes"))
    for row in spark.sql(LEAKS).collect():
        print(json.dumps(row.asDict()))
    for row in causes.where("failure IS NOT NULL").collect():
        print(json.dumps({"dump": row.dump, "failure": row.failure}))
    spark.stop()


if __name__ == "__main__":
    main()
