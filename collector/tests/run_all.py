"""Runs the collector's tests on every CPython found: python run_all.py [--quick] [--few] [--only 3.11] [--here]

Looks for 3.8 to 3.15 in ~/.pyenv/versions, on PATH and in /usr/bin, and takes what OUROBOROS_PYTHONS names (paths, as
PATH has them) besides; says which it did not find. A module of tests of one Python is a process; --jobs run at once.
Ends with `N passed, N failed`; exits with 1 if any failed.
"""

import argparse
import glob
import json
import os
import shutil
import subprocess
import sys
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = ["3.%d" % minor for minor in range(8, 16)]
# Named by hand: interpreters in other places.
NAMED = [place for place in os.environ.get("OUROBOROS_PYTHONS", "").split(os.pathsep) if place]


def interpreters():
    """[(version, path)], each installation once; several of a version if they differ in packages."""
    found = {}
    for version in VERSIONS:
        places = sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/%s*/bin/python%s" % (version, version))))
        for place in places + [shutil.which("python" + version), "/usr/bin/python" + version] + NAMED:
            if place and os.path.exists(place):
                try:
                    told = subprocess.run([place, "-c", "import os, sys; print('%d.%d' % sys.version_info[:2], "
                                           "sys.implementation.name); print(os.path.realpath(sys.executable))"],
                                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                          timeout=30).stdout.decode().split(None, 2)
                except (OSError, subprocess.TimeoutExpired):
                    continue
                if told[:2] == [version, "cpython"]:
                    found.setdefault(told[2].strip(), (version, place))
    return sorted(found.values(), key=lambda entry: (int(entry[0].split(".")[1]), entry[1]))


def few(entries):
    """Of all interpreters the oldest, the newest, and the newest that has pandas (but the first two may do)."""
    kept = [entries[0], entries[-1]] if entries else []
    with_pandas = [entry for entry in entries if subprocess.call(
        [entry[1], "-c", "import pandas"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0]
    if with_pandas and not any(entry in with_pandas for entry in kept):
        kept.append(with_pandas[-1])
    return [entry for entry in entries if entry in kept]


class Result(unittest.TextTestResult):
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


def modules():
    """Files of tests, the largest first, so that the last ones to run are short."""
    return sorted(glob.glob(os.path.join(HERE, "test_*.py")), key=lambda path: (-os.path.getsize(path), path))


def run_here(pattern):
    """All tests of the files of that name on this interpreter; the last line is JSON."""
    sys.path[:0] = [HERE, os.path.dirname(HERE)]
    suite = unittest.defaultTestLoader.discover(HERE, pattern)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0, resultclass=Result).run(suite)
    reasons = {}
    for test, reason in result.skipped:
        reasons.setdefault(reason, []).append(test.id().split(".")[-1])
    print(json.dumps({"passed": result.passed, "failed": len(result.failures) + len(result.errors),
                      "skipped": reasons}))
    return 1 if result.failures or result.errors else 0


def shown(path):
    return path.replace(os.path.expanduser("~"), "~")


def show(entry, sum_up):
    """What came out on one interpreter."""
    print("CPython %s (%s): %d passed, %d failed" % (entry[0], shown(entry[1]), sum_up["passed"], sum_up["failed"]))
    for reason, names in sorted(sum_up["skipped"].items()):
        print("  not run, %s: %s" % (reason, ", ".join(sorted(names))))
    print("".join("  %s\n" % line for line in sum_up["lines"]), end="", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the slow scenarios and most kills")
    parser.add_argument("--few", action="store_true", help="the oldest, the newest and one that has pandas")
    parser.add_argument("--only", action="append", help="a version such as 3.11")
    parser.add_argument("--here", nargs="?", const="test_*.py", help="this interpreter only, these files of tests")
    parser.add_argument("--jobs", type=int, default=2)
    words = parser.parse_args()
    if words.quick:
        os.environ["OUROBOROS_QUICK"] = "1"
    if words.here:
        return run_here(words.here)
    entries = [entry for entry in interpreters() if not words.only or entry[0] in words.only]
    missing = [version for version in words.only or VERSIONS if version not in {entry[0] for entry in entries}]
    chosen = few(entries) if words.few else entries
    left_out = [entry for entry in entries if entry not in chosen]
    todo = [(entry, module) for entry in chosen for module in modules()]
    waiting = {entry: len(modules()) for entry in chosen}
    found = {entry: {"passed": 0, "failed": 0, "skipped": {}, "lines": []} for entry in chosen}
    lock = threading.Lock()
    totals = {"passed": 0, "failed": 0}

    def work():
        while True:
            with lock:
                if not todo:
                    return
                entry, module = todo.pop(0)
            done = subprocess.run([entry[1], os.path.abspath(__file__), "--here", os.path.basename(module)],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
            try:
                told = json.loads(lines[-1])
            except (IndexError, ValueError):
                told = {"passed": 0, "failed": 1, "skipped": {}}
            with lock:
                sum_up = found[entry]
                sum_up["passed"] += told["passed"]
                sum_up["failed"] += told["failed"]
                for reason, names in told["skipped"].items():
                    sum_up["skipped"].setdefault(reason, []).extend(names)
                if told["failed"]:
                    sum_up["lines"] += [os.path.basename(module)] + lines[:-1]
                waiting[entry] -= 1
                if waiting[entry] == 0:
                    totals["passed"] += sum_up["passed"]
                    totals["failed"] += sum_up["failed"]
                    show(entry, sum_up)

    workers = [threading.Thread(target=work) for _ in range(words.jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for version, path in left_out:
        print("Left out: CPython %s (%s)" % (version, shown(path)))
    if missing:
        print("Not found on this machine: CPython %s" % ", ".join(missing))
    print("%d passed, %d failed" % (totals["passed"], totals["failed"]))
    return 1 if totals["failed"] or not totals["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
