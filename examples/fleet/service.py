"""A small order desk, as many processes of it run in production: some of them leak.

`python service.py OUT --leak cache --leak cycles --requests 400` answers so many requests and writes
a dump of itself to OUT.
"""

import argparse
import gc
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "collector"))

import ouroboros_dump

LEAKS = ("cache", "cycles", "listeners")


class Quote:
    def __init__(self, symbol, rng):
        self.symbol = symbol
        self.body = bytes(rng.randrange(15_000, 25_000))


class Order:
    """Has a receipt, which leads back to its order."""

    def __init__(self, number):
        self.lines = bytes(30_000)
        self.receipt = Receipt(self, number)


class Receipt:
    def __init__(self, order, number):
        self.number = number
        self.order = order


class Hub:
    def __init__(self):
        self.listeners = []


QUOTES = {}
HUB = Hub()


class Stream:
    def __init__(self, number):
        self.window = bytearray(20_000)
        self.number = number

    def on_tick(self, tick):
        return self.number + tick


def answer(number, leaks, rng):
    symbol = f"{rng.choice('ABCDEFGH')}{number}"
    if "cache" in leaks:
        QUOTES[symbol] = Quote(symbol, rng)
    if "cycles" in leaks:
        Order(number)
    if "listeners" in leaks:
        HUB.listeners.append(Stream(number).on_tick)
    return symbol


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--leak", action="append", default=[], choices=LEAKS)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    # As services do that cannot afford its pauses.
    gc.disable()
    rng = random.Random(options.seed)
    for number in range(options.requests):
        answer(number, options.leak, rng)
    ouroboros_dump.dump(options.out, raises=True)


if __name__ == "__main__":
    main()
