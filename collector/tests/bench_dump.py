"""Time and memory of a dump: python bench_dump.py [MILLIONS …]

For each size a process of its own builds a mixed heap (instances, lists, dicts, tuples, strings,
numbers), takes a dump and tells seconds (by the clock and of CPU time), the memory the dump needed over the process's own (peak
resident size after, less resident size before) and the size of the file.
"""

import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


class Order:
    def __init__(self, number, customer, lines):
        self.number = number
        self.customer = customer
        self.lines = lines
        self.total = number * 1.5


class Line:
    __slots__ = ("product", "price")

    def __init__(self, product, price):
        self.product = product
        self.price = price


def build(objects):
    """A heap of about `objects` objects; per order: 2 instances, list, dict, tuple, 3 texts, 4 numbers."""
    orders = []
    for i in range(objects // 12):
        number = i + 1000
        lines = [Line("product %d" % i, number * 0.25)]
        orders.append(Order(number, {"name": "customer %d" % i, "pair": (number + 10 ** 6, lines)},
                            lines))
        orders[-1].note = "note %d" % i
    return orders


def memory():
    """Resident and peak resident bytes (Linux)."""
    found = {}
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(("VmRSS", "VmHWM")):
                found[line[:5]] = int(line.split()[1]) * 1024
    return found


def child(objects, path, compress):
    sys.path.insert(0, os.path.dirname(HERE))
    import ouroboros_dump
    heap = build(objects)
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # the peak starts over from here
    except OSError:
        pass
    before = memory()["VmRSS"]
    started, busy = time.perf_counter(), time.process_time()
    result = ouroboros_dump.dump(path, compress=compress, raises=True)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    extra = memory()["VmHWM"] - before
    print("%d %d %d %.3f %d %d %d %.3f" % (len(heap), result.objects, result.references, seconds, extra,
                                           result.bytes, before, busy))


def main():
    sizes = [float(word) for word in sys.argv[1:]] or [1, 5]
    print("CPython %s" % sys.version.split()[0])
    print("%9s %11s %6s %9s %9s %9s %9s %9s %9s" % ("objects", "references", "zlib", "seconds", "CPU s", "CPU s/M", "extra MB",
                                                 "file MB", "heap MB"))
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            for compress in (False, True):
                path = os.path.join(folder, "bench.ouro")
                out = subprocess.run([sys.executable, os.path.abspath(__file__), "--child", str(int(size * 1e6)), path,
                                      str(int(compress))], stdout=subprocess.PIPE, check=True).stdout.split()
                objects, references, seconds, busy = int(out[1]), int(out[2]), float(out[3]), float(out[7])
                print("%9d %11d %6s %9.2f %9.2f %9.2f %9.0f %9.0f %9.0f" % (
                    objects, references, "yes" if compress else "no", seconds, busy, busy / objects * 1e6,
                    int(out[4]) / 1e6, int(out[5]) / 1e6, int(out[6]) / 1e6))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), sys.argv[3], bool(int(sys.argv[4])))
    else:
        main()
