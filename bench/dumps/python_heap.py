"""A heap of a real CPython, and its dump by the collector.

    python_heap.py OUTPUT RECORDS    about ten objects a record

What services hold: records with attributes and lists, frames of columns with the accessor cached on
them (a cycle each), doubly linked rings (OrderedDict, and a list of nodes), a tree with parents, a
cache without a limit; and what was dropped and waits for the collector, which is switched off.
Prints one line of JSON: what the program knows of its own heap.
"""

import collections
import gc
import json
import os
import sys
import time

gc.disable()
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "collector"))
import ouroboros_dump  # noqa: E402


class Record:
    def __init__(self, number, owner):
        self.number = 1_000_000 + number
        self.owner = owner
        self.items = [f"item {number}", float(number), {"seen": number + 0.5}]


class Slotted:
    __slots__ = ("left", "right", "payload")


class Column:
    def __init__(self, name, values):
        self.name = name
        self.values = values


class Frame:
    """Like a DataFrame: columns, labels, and an accessor that refers back."""

    def __init__(self, number):
        self.columns = {name: Column(name, [number + 0.25, number + 0.75]) for name in ("a", "b")}
        self.labels = (number + 0.125, f"label {number}")
        self.accessor = Accessor(self)


class Accessor:
    def __init__(self, frame):
        self.frame = frame


class Node:
    def __init__(self, parent):
        self.parent = parent
        self.children = []


def ring(size):
    """A doubly linked ring; any of its nodes."""
    nodes = [Slotted() for _ in range(size)]
    for at, node in enumerate(nodes):
        node.left, node.right, node.payload = nodes[at - 1], nodes[(at + 1) % size], str(at) * 8
    return nodes[0]


def tree(fanout, depth, parent=None):
    node = Node(parent)
    if depth > 0:
        node.children = [tree(fanout, depth - 1, node) for _ in range(fanout)]
    return node


def build(count):
    """Everything that stays; what was dropped on the way waits for the collector."""
    records, cache, recent = [], {}, collections.OrderedDict()
    for number in range(count):
        records.append(Record(number, records[number // 2] if number else None))
        if number % 10 == 0:
            cache[f"frame {number}"] = Frame(number)
        if number % 20 == 0:
            recent[number] = records[number]
        if number % 50 == 0:
            Frame(number)  # dropped: only its cycle holds it
        if number % 1000 == 0:
            cache[number] = ring(40), tree(3, 3)
            ring(25)
    return {"records": records, "cache": cache, "recent": recent}


def main():
    output, count = sys.argv[1], int(sys.argv[2])
    held = build(count)
    start = time.perf_counter()
    result = ouroboros_dump.dump(output, raises=True)
    seconds = time.perf_counter() - start
    collected = gc.collect()
    facts = {"seconds": seconds, "objects": result.objects, "records": len(held["records"])}
    print(json.dumps({**facts, "collected": collected}))


if __name__ == "__main__":
    main()
