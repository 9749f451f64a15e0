"""Time and memory of a dump: python bench_dump.py [HEAP …]

A heap is a number of millions of objects (`1`, `5`: a made-up heap of instances, lists, dicts, tuples,
strings and numbers; `5raw` the same, not compressed) or a name: `bs4`, `pyplot`, `science` (pandas,
scipy and matplotlib with 200,000 objects of the program's own), `torch`, `elements` (an object array
of three million), `counter`, `ordered` and `deque` (a container of a million equal references), and
`traced` and `untraced`, the made-up heap and bs4 with tracemalloc on and off. Names whose packages
are not installed are left out, and said to be. Without words: 1, 5 and all names.

For each a process of its own builds the heap, takes a dump and tells seconds of CPU time and by the
clock, those that `estimate` said, the memory the dump needed over the process's own (peak resident size after, less resident size
before) and the size of the file. CPU time is the figure to compare: it depends little on what else runs.
"""

import importlib.util
import io
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


def made_up(objects):
    """A heap of about `objects` objects; per order: 2 instances, list, dict, tuple, 3 texts, 4 numbers."""
    orders = []
    for i in range(objects // 12):
        number = i + 1000
        lines = [Line("product %d" % i, number * 0.25)]
        orders.append(Order(number, {"name": "customer %d" % i, "pair": (number + 10 ** 6, lines)},
                            lines))
        orders[-1].note = "note %d" % i
    return orders


def bs4(pages=60):
    """Parsed pages of a table each: instances, text with attributes, dict subclasses."""
    import bs4 as soup
    row = "<tr><td>item %d-%d</td><td><a href='/p/%d'>link</a></td></tr>"
    page = "<html><head><title>Page %d</title></head><body><table>%s</table></body></html>"
    return [soup.BeautifulSoup(page % (i, "".join([row % (i, k, k) for k in range(200)])), "html.parser")
            for i in range(pages)]


def pyplot(figures=60):
    """Figures that pyplot keeps: functions, weak references, bound methods, small arrays."""
    import matplotlib
    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import numpy as np
    for _ in range(figures):
        figure, axes = plt.subplots()
        axes.plot(np.arange(5000))
        figure.savefig(io.BytesIO())
    return plt


def science():
    """Mostly modules: functions, code objects, descriptors, classes; and objects of the program's own."""
    import matplotlib
    import pandas  # noqa: F401
    import scipy.optimize
    import scipy.signal
    import scipy.sparse.linalg
    import scipy.stats
    matplotlib.use("agg")
    import matplotlib.pyplot  # noqa: F401
    return made_up(200_000)


def torch():
    import torch as t
    net = t.nn.Sequential(t.nn.Linear(100, 100), t.nn.Linear(100, 1))
    return [net(t.randn(5, 100)).pow(2).mean() for _ in range(40)]


def elements(count=3_000_000):
    import numpy as np
    words = ["item %d" % i for i in range(1000)]
    return np.array([words[i % 1000] for i in range(count)], dtype=object)


def counter():
    import collections
    return collections.Counter(dict.fromkeys(range(1_000_000), object()))


def ordered():
    import collections
    return collections.OrderedDict.fromkeys(range(1_000_000), object())


def deque():
    import collections
    return collections.deque([object()] * 1_000_000)


def untraced():
    return made_up(100_000), bs4(25)


def traced():
    import tracemalloc
    tracemalloc.start()
    return made_up(100_000), bs4(25)


NAMES = {"bs4": (bs4, ["bs4"]), "pyplot": (pyplot, ["matplotlib"]), "science": (science, ["pandas", "scipy", "matplotlib"]),
         "torch": (torch, ["torch"]), "elements": (elements, ["numpy"]), "counter": (counter, []), "ordered": (ordered, []), "deque": (deque, []),
         "traced": (traced, ["bs4"]), "untraced": (untraced, ["bs4"])}


def memory():
    """Resident and peak resident bytes (Linux)."""
    found = {}
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(("VmRSS", "VmHWM")):
                found[line[:5]] = int(line.split()[1]) * 1024
    return found


def child(name, path):
    sys.path.insert(0, os.path.dirname(HERE))
    import ouroboros_dump
    compress = not name.endswith("raw")
    heap = NAMES[name][0]() if name in NAMES else made_up(int(float(name if compress else name[:-3]) * 1e6))
    said = ouroboros_dump.estimate()["seconds"]
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
    del heap
    print("%d %d %.3f %.3f %d %d %d %.2f" % (result.objects, result.references, busy, seconds, extra, result.bytes, before,
                                             said))


def main():
    words = sys.argv[1:] or ["1", "5"] + list(NAMES)
    print("CPython %s" % sys.version.split()[0])
    print("%9s %11s %11s %7s %8s %9s %8s %9s %8s %8s" % (
        "heap", "objects", "references", "CPU s", "s / M", "clock s", "said s", "extra MB", "file MB", "heap MB"))
    with tempfile.TemporaryDirectory() as folder:
        for word in words:
            missing = [package for package in NAMES.get(word, (None, ()))[1] if importlib.util.find_spec(package) is None]
            if missing:
                print("%9s not measured: %s not installed" % (word, " and ".join(missing)))
                continue
            path = os.path.join(folder, "bench.ouro")
            out = subprocess.run([sys.executable, os.path.abspath(__file__), "--child", word, path],
                                 stdout=subprocess.PIPE, check=True).stdout.split()
            objects, references, busy, seconds = int(out[0]), int(out[1]), float(out[2]), float(out[3])
            print("%9s %11d %11d %7.2f %8.2f %9.2f %8.2f %9.0f %8.0f %8.0f" % (
                word, objects, references, busy, busy / objects * 1e6, seconds, float(out[7]), int(out[4]) / 1e6,
                int(out[5]) / 1e6, int(out[6]) / 1e6))
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3])
    else:
        main()
