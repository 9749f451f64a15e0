"""A heap of so many objects (instances, slots, dicts, lists, tuples, texts, numbers), then SIGABRT.

    python core-heap.py OBJECTS
"""

import gc
import os
import sys

gc.disable()


class Order:
    def __init__(self, number):
        self.number = number + 1000
        self.name = "order %d" % number
        self.items = [number * 1.5, (number, "x")]
        self.meta = {"key": number + 100000, "when": "t%d" % number}


class Slot:
    __slots__ = ("one", "two")

    def __init__(self, number):
        self.one = number + 5000.5
        self.two = None


KEPT = []
for count in range(int(sys.argv[1]) // 11):
    KEPT.append(Order(count))
    KEPT.append(Slot(count))
os.abort()
