"""Components of a live Python heap by refcycle, and its dump by the collector.

    live_heap.py DUMP OUTPUT RECORDS    about ten objects a record

Writes to OUTPUT, as pairs of u64, the address of every object on a cycle and the number of its
component, by refcycle. Prints one line of JSON: seconds and processor seconds to build refcycle's
graph, the same for the components, the peak of the process before and after, seconds of the dump,
and objects in refcycle's graph.
"""

import array
import gc
import json
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "dumps"))
import refcycle  # noqa: E402
from python_heap import build, ouroboros_dump  # noqa: E402


def clocks():
    return time.perf_counter(), time.process_time()


def since(start):
    return [now - then for now, then in zip(clocks(), start)]


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main():
    dump, output, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    before = {id(o) for o in gc.get_objects()}
    held = build(count)
    objects = [o for o in gc.get_objects() if id(o) not in before and o is not before]
    start = clocks()
    ouroboros_dump.dump(dump, raises=True)
    facts = {"dump": since(start), "resting": peak(), "objects": len(objects), "held": len(held)}
    start = clocks()
    graph = refcycle.ObjectGraph(objects)
    facts["build"] = since(start)
    start = clocks()
    components = graph.strongly_connected_components()
    facts["components"] = since(start)
    facts["peak"] = peak()
    rows = array.array("Q")
    for number, component in enumerate(components):
        members = [id(o) for o in component.vertices]
        if len(members) > 1:
            for member in members:
                rows.extend((member, number))
    with open(output, "wb") as file:
        rows.tofile(file)
    print(json.dumps(facts))


main()
