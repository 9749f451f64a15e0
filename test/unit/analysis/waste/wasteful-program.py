"""A program that wastes memory in known ways, dumps itself and prints what it did.

Usage: wasteful-program.py FOLDER-OF-THE-COLLECTOR OUT
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

import ouroboros_dump


class Row:
    def __init__(self, number):
        self.name = "".join(["customer-", str(number % 50)])
        self.tags = []
        self.meta = {}


def emptied(full):
    for key in list(full)[3:]:
        full.pop(key) if type(full) is dict else full.discard(key)
    return full


rows = [Row(number) for number in range(1000)]
prices = [float(number % 7) + 0.25 for number in range(3500)]
caches = [emptied({str(i): i for i in range(1000)}) for _ in range(10)]
seen = [emptied(set(range(1000))) for _ in range(10)]
exact = [{str(i): i for i in range(3)} for _ in range(10)] + [set(range(3)) for _ in range(10)]
lists = [[None] * number for number in range(20)]

truth = {
    "names": sum(map(sys.getsizeof, (row.name for row in rows[50:]))),
    "prices": sys.getsizeof(0.25) * (len(prices) - 7),
    "tags": sys.getsizeof([]) * len(rows),
    "meta": sys.getsizeof({}) * len(rows),
    "caches": sum(map(sys.getsizeof, caches)) - 10 * sys.getsizeof(exact[0]),
    "seen": sum(map(sys.getsizeof, seen)) - 10 * sys.getsizeof(exact[-1]),
}
ouroboros_dump.dump(sys.argv[2], raises=True)
print(json.dumps(truth))
