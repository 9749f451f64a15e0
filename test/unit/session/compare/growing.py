"""Writes dumps of a program in which several containers grow, shrink and stay, and one leaks cycles."""
import gc
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_dump

gc.disable()


class Service:
    def __init__(self):
        self.cache = {}
        self.events = []


class Page:
    def __init__(self):
        self.links = [Link(self)]
        self.body = "x" * 2000 + str(len(STEP))


class Link:
    def __init__(self, page):
        self.page = page


class Node:
    def __init__(self, before):
        self.before = before


STEP = []
SERVICE = Service()
USERS = {"user%d" % number: {"history": []} for number in range(200)}
POOL = [bytearray(20000) for _ in range(100)]
OLD = {number: "o" * 500 for number in range(4000)}
latest = None


def text(size):
    return "%d " % len(STEP) + "t" * size


def work(times):
    global latest
    STEP.append(times)
    for number in range(times):
        quote = {"quotes": text(300), "html": text(900)}
        SERVICE.cache[len(SERVICE.cache)] = quote
        SERVICE.events.append(text(300))
        USERS["user%d" % (number % 200)]["history"].append(text(400))
        latest = Node(latest)
        Page()
    OLD.clear() if len(STEP) > 1 else None


out = sys.argv[2]
work(400)
for at in range(int(sys.argv[3])):
    ouroboros_dump.dump("%s-%d.ouro" % (out, at))
    work(2400)
