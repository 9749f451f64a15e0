"""Containers that change while they are dumped, by a thread that could not be held off or a handler of a signal."""

import unittest

import ouro_reader
from support import FolderTestCase, has

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


# At every step of what reads a container's memory, another size: what it had is gone from the process at once.
STEPS = """
import numpy as np
class OwnList(list): pass
if sys.argv[2] == "arrays":
    heap = [np.array([str(i) for i in range(2000)], dtype=object) for _ in range(60)]
    records = [np.array([(i, str(i)) for i in range(2000)], dtype=[("number", "i8"), ("text", "O")]) for _ in range(60)]
    heap += records
else:
    heap = [OwnList(map(str, range(2000))) for _ in range(120)]
def change(o):
    if type(o) is OwnList:
        o.clear()
    elif type(o) is np.ndarray:
        o.resize(0, refcheck=False)
names = ("_item_words", "_elements", "_array_elements", "_data_pointer", "_list_edges", "behind", "objects_behind", "_spans")
calls = {}
changes = 0
def steps(frame, event, argument):
    name = frame.f_code.co_name
    if name not in names or frame.f_globals is not vars(ouroboros_dump):
        return None
    caller = frame
    while caller is not None and type(caller.f_locals.get("o")) not in (OwnList, np.ndarray):
        caller = caller.f_back
    if caller is None:
        return None
    o = caller.f_locals["o"]
    frame.f_trace_opcodes = True
    frame.f_trace_lines = False
    calls[name] = calls.get(name, 0) + 1
    left = calls[name] % 40
    def step(frame, event, argument):
        nonlocal left
        global changes
        if event == "opcode":
            left -= 1
            if left == 0:
                changes += 1
                change(o)
        return step
    return step
look = ouroboros_dump._Walk.plan
def looked(walk, cls):
    if cls in (OwnList, np.ndarray):
        sys.settrace(steps)
    return look(walk, cls)
ouroboros_dump._Walk.plan = looked
caller = o = None
ouroboros_dump.dump(OUT, raises=True)
sys.settrace(None)
assert changes > 20, (changes, calls)
"""

# Of all that a container refers to, nothing is left out because it changes whenever it is looked at.
RESTLESS = """
class OwnDict(dict): pass
LONG = 140_000
restless = {"set": lambda: {("item", i) for i in range(LONG)}, "dict": lambda: {str(i): None for i in range(LONG)},
            "OwnDict": lambda: OwnDict((str(i), None) for i in range(LONG))}[sys.argv[2]]()
scan = ouroboros_dump._Walk.scan
def scanned(walk, objects):
    scan(walk, objects)
    if ouroboros_dump._lock.locked() and not gc.isenabled():
        restless.add("more %d" % len(restless)) if type(restless) is set else restless.update({"more %d" % len(restless): None})
ouroboros_dump._Walk.scan = scanned
ouroboros_dump.dump(OUT, raises=True)
"""


class ChangingTest(FolderTestCase):
    def test_no_memory_is_read_that_a_container_has_given_back(self):
        for kind in ("lists", "arrays"):
            if not has("numpy"):
                self.skipTest("numpy is not installed")
            out = self.path("steps-" + kind)
            self.program(STEPS, out, kind, environment={"MALLOC_MMAP_THRESHOLD_": "4096"})
            dump = ouro_reader.Dump(out)
            self.assertTrue(dump.complete, dump.warnings)
            self.assertEqual(dump.warnings, [])

    def test_what_a_restless_container_refers_to_is_there(self):
        for kind, name in (("set", "tuple"), ("dict", "str"), ("OwnDict", "str")):
            out = self.path("restless-" + kind)
            self.program(RESTLESS, out, kind)
            dump = ouro_reader.Dump(out)
            self.assertTrue(dump.complete, dump.warnings)
            found = sum(1 for i in range(len(dump.address)) if dump.type_name(i) == name)
            self.assertGreaterEqual(found, 140_000)

    def test_too_deep_a_recursion_is_no_change(self):
        told = self.program("""
exec('''
connect_of_a_walk, numbers = _Walk.connect, itertools.count()
def connected(walk, group, plan):
    if next(numbers) > 5:
        raise RecursionError("maximum recursion depth exceeded")
    connect_of_a_walk(walk, group, plan)
_Walk.connect = connected
''', vars(ouroboros_dump))  # not as the program's own function: what that raises is passed on
print(ouroboros_dump.dump(OUT).error)
""", self.path("deep.ouro")).stdout
        self.assertIn("maximum recursion depth exceeded", told)

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
