"""Takes a dump of each Python worker of a Spark job: `spark-submit spark_dumps.py OUT_DIR`.

A worker of PySpark lives on between tasks (spark.python.worker.reuse, on unless switched off), so
that a task of its own finds what earlier ones left behind. OUT_DIR must be writable by executors.
"""

import argparse
import os
from pathlib import Path

from pyspark.sql import SparkSession

COLLECTOR = Path(__file__).resolve().parents[2] / "collector" / "ouroboros_dump.py"


def work(rows):
    """A task that leaks: it remembers every row in a module that the worker keeps."""
    import builtins

    kept = builtins.__dict__.setdefault("SEEN_ROWS", {})
    for row in rows:
        kept[row] = "x" * 5_000
        yield len(kept)


def dump_here(folder):
    """For `mapPartitions`: one dump for each worker that runs a partition."""

    def take(_rows):
        import ouroboros_dump

        result = ouroboros_dump.dump(os.path.join(folder, f"executor-{os.getpid()}.ouro"))
        yield (result.path, result.error)

    return take


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    spark = SparkSession.builder.appName("ouroboros dumps").getOrCreate()
    # Every worker gets the collector's one file; nothing has to be installed.
    spark.sparkContext.addPyFile(str(COLLECTOR))
    partitions = spark.sparkContext.defaultParallelism
    spark.sparkContext.parallelize(range(2_000), partitions).mapPartitions(work).count()
    each = spark.sparkContext.parallelize(range(partitions), partitions)
    for path, error in sorted(set(each.mapPartitions(dump_here(str(options.out))).collect())):
        print(path if error is None else f"{path}: {error}")
    spark.stop()


if __name__ == "__main__":
    main()
