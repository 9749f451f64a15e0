"""Writes a dump of objects that are held in every way that has a name of its own."""
import asyncio
import collections
import contextvars
import functools
import gc
import sys
import threading
import types

sys.path.insert(0, sys.argv[1])
import ouroboros_dump

gc.disable()


class Held:
    pass


class Service:
    instances = []

    def __init__(self):
        self.cache = {"/quotes": [0, Held()]}
        self.__secret = [Held()]


SERVICE = Service()
Service.instances.append([Held()])
QUEUE = collections.deque([Held()])
ODD_KEYS = {("a", 1): Held(), "x" * 60: Held()}
CONTEXT = threading.local()
CONTEXT.log = [Held()]
TRACE = contextvars.ContextVar("trace")
TRACE.set([Held()])


def tax(known=[Held()]):
    seen = {"k": Held()}

    def ask(key):
        return seen.get(key)
    return ask


ASK = tax()


@functools.lru_cache(maxsize=None)
def quotes(key):
    return Held()


quotes("q")


def walk():
    acc = [Held()]
    yield acc


WALK = walk()
next(WALK)
ERRORS = []


def fail():
    big = [Held()]
    raise ValueError(len(big))


try:
    fail()
except ValueError as error:
    ERRORS.append(error)


class Node:
    pass


HEAD = Node()
HEAD.held = None
last = HEAD
for number in range(1000):
    last.next = Node()
    last = last.next
del number
last.held = Held()
del last


class Session:
    def __init__(self):
        self.handler = Handler(self)
        self.payload = [Held()]


class Handler:
    def __init__(self, session):
        self.session = session


Session()

# What two modules have belongs to the one from which the other imports.
store = types.ModuleType("store")
exec("CACHE = {}\ndef put(held): CACHE[1] = held", store.__dict__)
sys.modules["store"] = store
store.put([Held()])
CACHE = store.CACHE


async def work():
    waiting = [Held()]
    await asyncio.sleep(100)
    return waiting


def report():
    results = {"k": [Held()]}
    ouroboros_dump.dump(sys.argv[2])
    return results


async def main():
    task = asyncio.ensure_future(work())
    await asyncio.sleep(0.01)
    report()
    task.cancel()


asyncio.run(main())
