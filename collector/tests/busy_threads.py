"""Dumps while other threads move references about without ever leaving garbage. Run by test_threads.py."""

import gc
import json
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import ouro_reader  # noqa: E402
import ouroboros_dump  # noqa: E402


class Node:
    pass


def busy(slots, stop):
    number = 0
    while not stop.is_set():
        number += 1
        node = Node()
        node.inside = [node.__class__, {"number": number, "text": str(number)}]
        slots[number % 500] = node
        slots[number % 7], slots[number % 11] = slots[number % 11], slots[number % 7]
        table = {"node": node, "more": [node] * 5}
        slots[(number + 250) % 500] = table


def main(path, count):
    heap = [[str(i), {"a": i}] for i in range(30_000)]
    stop = threading.Event()
    slots = [None] * 500
    threads = [threading.Thread(target=busy, args=(slots, stop), daemon=True) for _ in range(2)]
    threads.append(threading.Thread(target=lambda: [time.sleep(0.001) for _ in iter(stop.is_set, True)], daemon=True))
    gc.collect()
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    seconds = []
    for i in range(count):
        result = ouroboros_dump.dump("%s.%d" % (path, i), raises=True)
        seconds.append(result.seconds)
    stop.set()
    for thread in threads:
        thread.join()
    found = []
    for i in range(count):
        dump = ouro_reader.Dump("%s.%d" % (path, i))
        garbage = dump.collectable()
        found.append({"atomic": dump.meta["atomic"], "dangling": len(dump.dangling()), "warnings": dump.warnings,
                      "overcounted": len(dump.overcounted), "garbage": [dump.type_name(i) for i in garbage][:10],
                      "objects": len(dump.address)})
    print(json.dumps({"dumps": found, "seconds": seconds, "heap": len(heap)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
