"""Writes dumps of a program whose growth lies outside of Python's objects for the most part."""
import gc
import mmap
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_dump

gc.disable()


class Service:
    def __init__(self):
        self.blocks = {}
        self.listeners = []


class Listener:
    def __init__(self, number):
        self.note = "n" * 2000 + str(number)

    def on_event(self):
        return self.note


class Upload:
    def __init__(self, number):
        self.buffer = block(16384)
        self.reader = Reader(self)


class Reader:
    def __init__(self, upload):
        self.upload = upload


def block(size):
    mapping = mmap.mmap(-1, size)
    mapping.write(b"x" * size)
    return mapping


SERVICE = Service()


def work(first, last):
    for number in range(first, last):
        SERVICE.blocks[number] = block(65536)
        SERVICE.listeners.append(Listener(number).on_event)
        Upload(number)


for at in range(int(sys.argv[3])):
    work(50 * at, 50 * at + 50)
    ouroboros_dump.dump("%s-%d.ouro" % (sys.argv[2], at))
