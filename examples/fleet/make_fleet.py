"""Runs a fleet of `service.py` and takes a dump of each: `python make_fleet.py DIR`.

Which process leaks what, and how much, is written beside the dumps as `truth.json`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

SERVICE = Path(__file__).with_name("service.py")


def leaks_of(number):
    """Every third process fills the cache, every fourth leaves cycles, one in eight keeps listeners."""
    return [
        name
        for name, every, rest in (("cache", 3, 0), ("cycles", 4, 1), ("listeners", 8, 2))
        if number % every == rest
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=24)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for number in range(options.processes):
        name = f"worker-{number:02}.ouro"
        leaks = leaks_of(number)
        # One of them has run for much longer.
        requests = 2_400 if number == 9 else 280 + 5 * (number % 8)
        subprocess.run(
            [sys.executable, SERVICE, options.folder / name]
            + [f"--leak={leak}" for leak in leaks]
            + [f"--requests={requests}", f"--seed={number}"],
            check=True,
        )
        truth[name] = {"leaks": leaks, "requests": requests}
    (options.folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")


if __name__ == "__main__":
    main()
