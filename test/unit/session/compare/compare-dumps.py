"""Three dumps of one process that leaks, and one of another; says which objects it had each time.

    compare-dumps.py COLLECTOR_FOLDER OUT_FOLDER [fixed]
"""

import gc
import json
import os
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_dump  # noqa: E402

gc.disable()
OUT = sys.argv[2]
FIXED = len(sys.argv) > 3


class Session:
    def __init__(self, number):
        self.handler = Handler(None if FIXED else self)
        self.payload = bytearray(2000 + number)


class Handler:
    def __init__(self, owner):
        self.owner = owner


class Before:
    __slots__ = ("a", "b")


class After:  # the same size: it is given the memory of what went
    __slots__ = ("a", "b")


CACHE = {}
ROWS = [Handler(None)]
LEAKED = []
truth = []


def serve(numbers):
    for number in numbers:
        session = Session(number)
        LEAKED.append(id(session))
        CACHE["request %d" % number] = ("answer", number)
        ROWS.append(number)


def take(name, churned):
    ouroboros_dump.dump(os.path.join(OUT, name), code=False, raises=True)
    truth.append({
        "file": name,
        "__main__.Session": [] if FIXED else list(LEAKED),
        "churned": {"type": "__main__." + type(churned[0]).__name__, "ids": [id(o) for o in churned]},
        "cache": [id(CACHE), sys.getsizeof(CACHE)],
        "rows": [id(ROWS), sys.getsizeof(ROWS)],
        "os": id(os),
    })


serve(range(0, 50))
churned = [Before() for _ in range(300)]
take("first.ouro", churned)
del churned
serve(range(50, 150))
churned = [After() for _ in range(300)]
take("second.ouro", churned)
serve(range(150, 400))
take("third.ouro", churned)
with open(os.path.join(OUT, "truth.json"), "w") as file:
    json.dump(truth, file)
