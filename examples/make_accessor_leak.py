"""A nightly feature pipeline that leaks every frame it touches, and the dump of it.

    python3.11 -m pip install --target site "pandas<3"
    PYTHONPATH=site python3.11 -S -OO examples/make_accessor_leak.py

The leak is a common one. `ww` is a DataFrame accessor; pandas before 3.0 caches the accessor on the
frame, and the accessor keeps the frame: frame → accessor → frame. Reference counting cannot free
that, and this service has switched the cycle collector off for latency. A hundred daily frames
pass through and are dropped. One frame is kept on purpose, in `held_frames`: it has the very same
cycle, and breaking it would free nothing.

Writes accessor-leak.ouro, and accessor-leak.truth.json with what CPython's own collector then finds
in a forked copy of the process.
"""

import gc
import json
import os
import sys

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "collector"))
import ouroboros_dump  # noqa: E402

DAYS = 100
ROWS = 20_000
REGIONS = ["north", "south", "east", "west"]

held_frames = []


@pd.api.extensions.register_dataframe_accessor("ww")
class PandasTableAccessor:
    """What the columns of a frame mean: the leak starts where it keeps its frame."""

    def __init__(self, dataframe):
        self._dataframe = dataframe
        self._logical_types = None

    def infer_types(self):
        self._logical_types = {
            name: "category" if dtype == object else "number" for name, dtype in self._dataframe.dtypes.items()
        }
        return self._logical_types


class FeaturePipeline:
    """Turns a day of orders into a few numbers per region."""

    def __init__(self, name):
        self.name = name
        self.days_done = 0
        self.totals = {}

    def run(self, day):
        orders = load_orders(day)
        orders.ww.infer_types()
        for region, revenue in zip(orders["region"].tolist(), (orders["price"] * orders["quantity"]).tolist()):
            self.totals[region] = self.totals.get(region, 0.0) + revenue
        self.days_done += 1
        # `orders` goes out of use here, and stays: orders → ww → _dataframe → orders.


def load_orders(day):
    generator = np.random.default_rng(day)
    return pd.DataFrame({
        "order_id": np.arange(day * ROWS, (day + 1) * ROWS),
        "price": generator.uniform(1, 200, ROWS).round(2),
        "quantity": generator.integers(1, 9, ROWS),
        "discount": generator.uniform(0, 0.3, ROWS),
        "region": pd.Categorical.from_codes(generator.integers(0, 4, ROWS), REGIONS),
    })


def what_the_collector_finds(path):
    """Let CPython's collector say, in a child, what is garbage."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return status == 0
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    garbage = gc.garbage[:]
    gc.set_debug(0)
    counts = {}
    for found in garbage:
        name = "%s.%s" % (type(found).__module__, type(found).__qualname__)
        counts[name.replace("builtins.", "")] = counts.get(name.replace("builtins.", ""), 0) + 1
    truth = {
        "madeWith": "CPython %s, pandas %s, numpy %s" % (sys.version.split()[0], pd.__version__, np.__version__),
        "garbageObjects": len(garbage),
        "garbageByType": dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))),
        "heldFrame": "0x%x" % id(held_frames[0]),
        "heldFrameIsGarbage": any(found is held_frames[0] for found in garbage),
    }
    with open(path, "w") as file:
        json.dump(truth, file, indent=2)
        file.write("\n")
    os._exit(0)


def main():
    pipeline = FeaturePipeline("nightly-revenue")
    reference = load_orders(0)
    reference.ww.infer_types()
    held_frames.append(reference)
    del reference
    gc.collect()
    gc.disable()
    for day in range(1, DAYS + 1):
        pipeline.run(day)
    result = ouroboros_dump.dump(os.path.join(HERE, "accessor-leak.ouro"), compress=9, text=12, code=False, raises=True)
    print(result)
    if not what_the_collector_finds(os.path.join(HERE, "accessor-leak.truth.json")):
        sys.exit("the child that asks the collector failed")


if __name__ == "__main__":
    main()
