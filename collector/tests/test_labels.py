"""Names on references, previews, details and roots, read back from dumps of small programs."""

import sys

import ouro_reader
from support import FolderTestCase, has

CLASSES = """
class Plain:
    pass

class Slim:
    __slots__ = ("left", "right")

thing = Plain()
thing.ww = slim = Slim()
slim.left = thing
thing.count = 3
table = {"name": thing, 7: thing, (1, "x"): [thing]}
"""

DUMP = "\nouroboros_dump.dump(OUT, raises=True)\n"


class LabelTest(FolderTestCase):
    def object(self, dump, type_name, at=0):
        return [i for i in range(len(dump.address)) if dump.type_name(i) == type_name][at]

    def labels(self, dump, i):
        return {r.label: dump.index.get(r.target) for r in dump.references[i] if r.kind in ("attribute", "slot")}

    def namespace(self, dump, i):
        """Attributes, through `__dict__` where there is one (3.10 and earlier)."""
        found = self.labels(dump, i)
        for r in dump.references[i]:
            if r.label == "__dict__":
                for inner in dump.references[dump.index[r.target]]:
                    if inner.kind in ("value", "attribute") and inner.label is not None:
                        found[inner.label.strip("'")] = dump.index.get(inner.target)
        return found

    def test_attributes_and_slots(self):
        dump = self.dump_of(CLASSES + DUMP)
        thing, slim = self.object(dump, "__main__.Plain"), self.object(dump, "__main__.Slim")
        self.assertEqual(self.namespace(dump, thing)["ww"], slim)
        self.assertEqual(self.labels(dump, slim), {"left": thing})
        if sys.version_info >= (3, 11):
            self.assertEqual(set(self.labels(dump, thing)), {"ww", "count"}, "named without a dict")
        self.assertEqual([r.kind for r in dump.references[slim] if r.kind == "class"], ["class"])

    def test_dict_keys(self):
        dump = self.dump_of(CLASSES + DUMP)
        thing = dump.address[self.object(dump, "__main__.Plain")]
        holders = {r.label: r.kind for refs in dump.references for r in refs
                   if r.target == thing and r.kind == "value"}
        self.assertEqual(holders["'name'"], "value")
        self.assertEqual(holders["7"], "value")
        self.assertIn("(1, 'x')", {r.label for refs in dump.references for r in refs if r.kind == "value"})

    def test_string_keys_are_hidden_references(self):
        dump = self.dump_of("table = {'k' * 30: 1}\n" + DUMP)
        keys = [r for refs in dump.references for r in refs if r.label == "'%s'" % ("k" * 30)]
        self.assertEqual(sorted((r.kind, r.marks) for r in keys), [("key", 0x20), ("value", 0)])

    def test_module_namespace(self):
        dump = self.dump_of(CLASSES + DUMP)
        thing = dump.address[self.object(dump, "__main__.Plain")]
        self.assertIn(("global", "thing"), {(r.kind, r.label) for refs in dump.references for r in refs
                                            if r.target == thing})
        self.assertIn(("__main__", 2), {(label, kind) for _, label, kind in dump.roots})

    def test_locals_cells_and_closures(self):
        dump = self.dump_of(CLASSES + """
def outer():
    kept = Plain()
    shared = Plain()
    def inner():
        return shared
    local = inner
    ouroboros_dump.dump(OUT, raises=True)
outer()
""")
        kinds = {(r.kind, r.label) for refs in dump.references for r in refs}
        self.assertIn(("local", "kept"), kinds)
        self.assertIn(("cell", "shared"), kinds)
        cells = [i for i in range(len(dump.address)) if dump.type_name(i) == "cell"
                 and ("cell", "shared") in [(r.kind, r.label) for r in dump.references[i]]]
        self.assertEqual(len(cells), 1)
        frames = {label: address for address, label, kind in dump.roots if kind == 1}
        frame = dump.index[frames["MainThread: outer()"]]
        self.assertIn("in outer", dump.preview[frame])
        self.assertTrue(dump.flags[frame] & 16)

    def test_thread_locals(self):
        dump = self.dump_of("""
import threading
started, stop = threading.Event(), threading.Event()
class Held:
    pass
def work():
    held = Held()
    started.set()
    stop.wait()
thread = threading.Thread(target=work, name="walker", daemon=True)
thread.start()
started.wait()
ouroboros_dump.dump(OUT, raises=True)
stop.set()
""")
        held = dump.address[self.object(dump, "__main__.Held")]
        self.assertIn(("local", "held"), {(r.kind, r.label) for refs in dump.references for r in refs
                                          if r.target == held})
        self.assertIn("walker: work()", {label for _, label, _ in dump.roots})
        self.assertEqual({t["name"] for t in dump.meta["threads"]}, {"MainThread", "walker"})
        self.assertTrue(dump.meta["atomic"])

    def test_functions_methods_classes(self):
        dump = self.dump_of(CLASSES + """
class Child(Plain):
    def method(self, argument=thing):
        return argument
bound = Child().method
""" + DUMP)
        method = self.object(dump, "method")
        self.assertEqual({r.label for r in dump.references[method]}, {"__func__", "__self__"})
        child = [i for i in range(len(dump.address)) if dump.preview[i] == "__main__.Child"][0]
        self.assertTrue(dump.flags[child] & 2)
        self.assertLessEqual({"__dict__", "__mro__", "__bases__", "__base__"},
                             {r.label for r in dump.references[child]})
        function = [i for i in range(len(dump.address)) if dump.preview[i] == "Child.method"
                    and dump.type_name(i) == "function"][0]
        self.assertLessEqual({"__globals__", "__code__", "__defaults__"}, {r.label for r in dump.references[function]})

    def test_weak_references(self):
        dump = self.dump_of(CLASSES + "import weakref\nreference = weakref.ref(thing)\n" + DUMP)
        thing = dump.address[self.object(dump, "__main__.Plain")]
        weak = [r for refs in dump.references for r in refs if r.target == thing and r.kind == "weak"]
        self.assertEqual([r.marks for r in weak], [0xC0])

    def test_previews(self):
        dump = self.dump_of("texts = ['%s' % ('long ' * 100), 'short']\nnumbers = [12345, 2.5, 10 ** 40, 1 << 4000]\n"
                            + DUMP)
        shown = set(dump.preview)
        self.assertIn("short", shown)
        self.assertIn(("long " * 100)[:80] + "…", shown)
        self.assertLessEqual({"12345", "2.5", str(10 ** 40), "int of 4001 bits"}, shown)

    def test_secrets_stay_out(self):
        secret = "hunter2-%s" % ("x" * 20)
        text = """
secret = "hunter2-" + "x" * 20
held = {secret: secret, "pin": 987654321987, 987654321988: b"hunter2-" + b"x" * 20, ("hunter2-" + "x" * 20,): 1}
class Thing:
    pass
thing = Thing()
thing.password = secret
ouroboros_dump.dump(OUT, raises=True, values="none")
"""
        dump = self.dump_of(text)
        everything = "\n".join(dump.strings)
        for word in (secret, "hunter2", "987654321987", "987654321988"):
            self.assertNotIn(word, everything)
        self.assertEqual(dump.meta["values"], "none")
        self.assertIn("password", everything, "names of attributes are no secret")
        self.assertNotIn("'pin'", everything)

    def test_no_dict_is_made(self):
        self.program("""
import sys
class Thing:
    pass
things = [Thing() for _ in range(100)]
for thing in things:
    thing.name = 1
ouroboros_dump.dump(OUT, raises=True)
before = len([o for o in gc.get_objects() if type(o) is dict])
ouroboros_dump.dump(OUT, raises=True)
after = len([o for o in gc.get_objects() if type(o) is dict])
assert after <= before + 1, (before, after)
""", self.path("x.ouro"))

    def test_two_dumps_agree(self):
        """The first dump leaves nothing behind that the second would show."""
        self.program("""
import ouro_reader
def counts(path):
    dump = ouro_reader.Dump(path)
    found = {}
    for i in range(len(dump.address)):
        found[dump.type_name(i)] = found.get(dump.type_name(i), 0) + 1
    return found
def take(path):
    ouroboros_dump.dump(path, raises=True)
take(OUT)
take(OUT + "1")
take(OUT + "2")
first, second = counts(OUT + "1"), counts(OUT + "2")
difference = {name: second.get(name, 0) - first.get(name, 0) for name in set(first) | set(second)
              if second.get(name, 0) != first.get(name, 0)}
assert sum(map(abs, difference.values())) <= 12, difference
""", self.path("two.ouro"))

    def test_collector_state_comes_back(self):
        self.program("""
gc.set_threshold(500, 5, 5)
sys.setswitchinterval(0.01)
for enabled in (True, False):
    (gc.enable if enabled else gc.disable)()
    ouroboros_dump.dump(OUT, raises=True)
    assert gc.isenabled() is enabled
assert abs(sys.getswitchinterval() - 0.01) < 1e-6
assert gc.get_threshold() == (500, 5, 5)
""", self.path("x.ouro"))

    @property
    def numpy(self):
        if not has("numpy"):
            self.skipTest("numpy is not installed")

    def test_arrays(self):
        self.numpy
        dump = self.dump_of("""
import numpy
class Held:
    pass
held = Held()
box = numpy.empty((2, 3), object)
box[1, 2] = held
base = numpy.zeros((100, 4), "f4")
view = base[10:20, 1:]
""" + DUMP)
        held = dump.address[self.object(dump, "__main__.Held")]
        self.assertIn(("array", 5, 0x20), {(r.kind, r.label, r.marks) for refs in dump.references for r in refs
                                           if r.target == held})
        infos = {tuple(info["shape"]): (address, info) for address, info in dump.infos.items() if "ownsData" in info}
        base, view = infos[(100, 4)], infos[(10, 3)]
        self.assertEqual((base[1]["dtype"], base[1]["dataBytes"], base[1]["ownsData"]), ("float32", 1600, True))
        self.assertEqual(view[1]["owner"], hex(base[0]))
        self.assertIn("base", {r.label for r in dump.references[dump.index[view[0]]]})

    def test_frames_of_pandas(self):
        if not has("pandas"):
            self.skipTest("pandas is not installed")
        dump = self.dump_of("""
import pandas, numpy
frame = pandas.DataFrame({"price": numpy.arange(1000.0), "quantity": numpy.arange(1000), "region": ["n", "s"] * 500,
                          "kind": pandas.Categorical(["a", "b"] * 500)})
series = pandas.Series(numpy.arange(7.0))
index = pandas.Index(numpy.arange(11))
""" + DUMP)
        frames = [i for i in range(len(dump.address)) if dump.type_name(i) == "pandas.core.frame.DataFrame"]
        info = [dump.infos[dump.address[i]] for i in frames if dump.infos[dump.address[i]]["shape"] == [1000, 4]][0]
        self.assertEqual([c["name"] for c in info["columns"]], ["price", "quantity", "region", "kind"])
        self.assertEqual([c["dtype"] for c in info["columns"]][0], "float64")
        self.assertEqual(info["columns"][3]["dtype"], "category")
        self.assertEqual(info["columns"][0]["bytes"], 8000)
        self.assertEqual(info["columnCount"], 4)
        series = [dump.infos[dump.address[i]] for i in range(len(dump.address))
                  if dump.type_name(i) == "pandas.core.series.Series" and dump.address[i] in dump.infos]
        self.assertIn([7], [found["shape"] for found in series])

    def test_frozen_objects(self):
        dump = self.dump_of(CLASSES + "gc.freeze()\n" + DUMP)
        thing = self.object(dump, "__main__.Plain")
        self.assertTrue(dump.flags[thing] & 128)
        self.assertFalse(dump.flags[thing] & 1)


class FieldsOfCTest(FolderTestCase):
    """Fields that no attribute hands out as they are, by what else is known of the object."""

    def labels(self, dump, address):
        return {reference.label: reference.target for reference in dump.references[dump.index[address]]}

    def test_dicts_behind_items(self):
        out = self.path("behind.ouro")
        told = self.program("""
class Number(int): pass
class Row(tuple): pass
class Data(bytes): pass
kept = [Number(i) for i in (0, 1, -1, 2**30, -2**70)] + [Row(()), Row((1, 2, 3)), Data(b""), Data(b"1234567"), Data(b"12345678")]
for one in kept:
    one.field = []
ouroboros_dump.dump(OUT, raises=True)
print([(id(one), id(one.__dict__)) for one in kept])
""", out).stdout
        dump = ouro_reader.Dump(out)
        made = 0
        for address, inside in eval(told):
            labels = self.labels(dump, address)
            if "field" not in labels:  # else the dict was made only when the program asked for it, after the dump
                self.assertEqual(labels["__dict__"], inside)
                made += 1
        self.assertGreater(made, 4)

    def test_futures_and_tasks(self):
        out = self.path("tasks.ouro")
        told = self.program("""
import asyncio
async def waits(future):
    await future
async def main():
    loop = asyncio.get_running_loop()
    future, failed, done, bare = [loop.create_future() for _ in range(4)]
    task = loop.create_task(waits(future))
    named = loop.create_task(waits(bare), name="a name of its own")
    result, error = [1], ValueError("kept")
    for one in (future, task):
        one.add_done_callback(first)
        one.add_done_callback(second)
    failed.set_exception(error)
    failed.exception()
    done.set_result(result)
    await asyncio.sleep(0)
    ouroboros_dump.dump(OUT, raises=True)
    coroutine = task.get_coro()
    print({"future": id(future), "task": id(task), "failed": id(failed), "done": id(done), "named": id(named),
           "first": id(first), "loop": id(loop), "error": id(error), "result": id(result),
           "coroutine": id(coroutine), "name": id(named.get_name())})
    future.set_result(None)
    bare.set_result(None)
    await task
    await named
def first(_): pass
def second(_): pass
asyncio.run(main())
""", out).stdout
        ids = eval(told)
        dump = ouro_reader.Dump(out)
        future, task, named = [self.labels(dump, ids[name]) for name in ("future", "task", "named")]
        for labels in (future, task):
            self.assertEqual(labels["_loop"], ids["loop"])
            self.assertEqual(dump.type_name(dump.index[labels["_callbacks"]]), "list")
            self.assertIn("Context", dump.type_name(dump.index[labels["_context0"]]))
        self.assertEqual(task["_callback0"], ids["first"])
        self.assertEqual(future["_callback0"], ids["first"])
        self.assertEqual((task["_coro"], task["_fut_waiter"]), (ids["coroutine"], ids["future"]))
        self.assertEqual(named["_name"], ids["name"])
        self.assertIn("Context", dump.type_name(dump.index[task["_context"]]))
        self.assertEqual(self.labels(dump, ids["failed"])["_exception"], ids["error"])
        self.assertEqual(self.labels(dump, ids["done"])["_result"], ids["result"])
        for name in ("future", "task", "failed", "done", "named"):
            self.assertTrue(all(byte & 31 for byte in dump.bytes_of(dump.index[ids[name]])), name)
