"""Containers that change while they are dumped, by a thread that could not be held off or a handler of a signal."""

import unittest

import ouro_reader
from support import FolderTestCase

# What the walk calls most does first what a handler or another thread might do at that very moment.
CHANGING = """
import collections, random
class OwnList(list): pass
class OwnDict(dict): pass
class Node: pass
LONG = 140000 if sys.argv[2] == "long" else 20
def made():
    return [kind(range(LONG)) for kind in (list, set, collections.deque, OwnList)] + [
        kind((str(i), i) for i in range(LONG)) for kind in (dict, OwnDict, collections.OrderedDict)] + [
        {i: str(i) for i in range(LONG)}]
heap = [made() for _ in range(1 if LONG > 20 else 200)]
nodes = [Node() for _ in range(200)]
chance = random.Random(7)
def change():
    for container in chance.choice(heap):
        n = len(container)
        grows = not n or chance.random() < 0.6
        if type(container) in (list, OwnList, collections.deque):
            container.append(n) if grows else container.pop()
        elif type(container) is set:
            container.add(chance.random()) if grows else container.pop()
        elif grows:
            container[chance.random() if 0 in container else str(chance.random())] = n
        else:
            container.popitem()
    setattr(chance.choice(nodes), "n%d" % chance.randrange(20), 1)
changes = 0
def changing(call, often):
    calls = 0
    def changed(*words, **named):
        global changes
        nonlocal calls
        if ouroboros_dump._lock.locked() and not gc.isenabled():
            calls += 1
            if calls % often == 0:
                changes += 1
                change()
        return call(*words, **named)
    return changed
for name, often in (("_referents", 9), ("_chain", 2), ("_nones", 2), ("_u32", 5), ("_filled_places", 1), ("_key_text", 1000)):
    setattr(ouroboros_dump, name, changing(getattr(ouroboros_dump, name), often))
for name, often in (("scan", 5), ("string_indices", 5), ("flush_names", 1)):
    setattr(ouroboros_dump._Walk, name, changing(getattr(ouroboros_dump._Walk, name), often))
for i in range(int(sys.argv[3])):
    ouroboros_dump.dump("%s.%d" % (OUT, i), raises=True)
assert changes > 100
"""


class ChangingTest(FolderTestCase):
    def changed(self, length, times):
        out = self.path("changed-" + length)
        self.program(CHANGING, out, length, str(times))
        for i in range(times):
            dump = ouro_reader.Dump("%s.%d" % (out, i))  # it compares counts and references of every batch
            self.assertTrue(dump.complete, dump.warnings)
            self.assertEqual(dump.warnings, [])
            names = {name.rpartition(".")[2] for name, _, _ in dump.types}
            self.assertLessEqual({"OwnList", "OwnDict", "OrderedDict", "deque", "Node", "set"}, names)

    def test_counts_are_those_of_the_references_that_are_written(self):
        self.changed("short", 2)

    def test_long_containers_too(self):
        self.changed("long", 1)


if __name__ == "__main__":
    unittest.main()
