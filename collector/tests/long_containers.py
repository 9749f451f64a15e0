"""Long containers of classes that derive from built-in ones, and what a dump of them costs: long_containers.py OUT COUNT

Prints, as JSON, the CPU seconds and the extra bytes of the dump, and the address and the length of each.
"""

import collections
import gc
import json
import sys
import time

import ouroboros_dump


class Index(dict):
    __slots__ = ("zeta", "alpha")


class Listing(list):
    pass


class Row(tuple):
    pass


class Ordered(collections.OrderedDict):
    pass


def peak():
    try:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    except ImportError:
        return 0


def main(out, count):
    words = ["word%d" % i for i in range(count)]
    equal = [1] * count
    index = Index((i, i) for i in range(count))
    index.zeta, index.alpha = [1], [2]
    kept = [index, Listing(equal), Row(equal), Ordered.fromkeys(words, 1), Ordered.fromkeys(range(count), 1),
            collections.Counter(words), collections.defaultdict(list, dict.fromkeys(words, 1)),
            collections.deque(equal), set(words)]
    kept[5].extra = [3]
    del words, equal
    gc.collect()
    before, started = peak(), time.process_time()
    ouroboros_dump.dump(out, raises=True)
    print(json.dumps({"cpu": time.process_time() - started, "extra": peak() - before,
                      "objects": [[id(o), len(o)] for o in kept]}))


main(sys.argv[1], int(sys.argv[2]))
