"""Greenlets: each once, with what the frames of those that are suspended hold."""

import collections
import unittest

from support import FolderTestCase, has

PROGRAM = """
import greenlet
hub = greenlet.getcurrent()

class Body:
    pass

class Labelled(greenlet.greenlet):
    pass

def inner(body):
    mine = [body]
    hub.switch()
    return mine

def handler(body):
    def close():
        return kept
    kept = Body()
    inner(body)

def suspended(cls=greenlet.greenlet):
    one = cls(handler)
    one.note = ["note"]
    one.switch(Body())
    return one
"""


@unittest.skipUnless(has("greenlet"), "greenlet is not installed")
class GreenletTest(FolderTestCase):
    def rows(self, dump, type_name):
        return [i for i in range(len(dump.address)) if dump.type_name(i).endswith(type_name)]

    def whole(self, text):
        dump = self.dump_of(PROGRAM + text)
        self.assertEqual(len(set(dump.address)), len(dump.address), "each object once")
        self.assertEqual(dump.dangling(), [])
        dump.collectable()
        self.assertEqual([dump.type_name(i) for i in dump.overcounted[:3]], [])
        return dump

    def test_those_that_are_suspended_keep_their_variables(self):
        dump = self.whole("""
waiting = [suspended() for _ in range(20)] + [suspended(Labelled) for _ in range(20)]
ouroboros_dump.dump(OUT, raises=True)
for one in waiting:
    one.switch()
assert all(one.dead for one in waiting)
""")
        self.assertEqual(len(self.rows(dump, "greenlet.greenlet")), 21)
        self.assertEqual(len(self.rows(dump, ".Labelled")), 20)
        frames = [i for i in self.rows(dump, "frame") if "in inner" in dump.preview[i] or "in handler" in dump.preview[i]]
        self.assertEqual(len(frames), 80)
        bodies = {dump.address[i] for i in self.rows(dump, ".Body")}
        self.assertEqual(len(bodies), 80)
        names, counted = {}, {}
        for references in dump.references:
            for r in references:
                if r.target in bodies and r.kind in ("local", "cell"):
                    names.setdefault(r.target, set()).add(r.label)
                    counted[r.target] = counted.get(r.target, 0) + (not r.marks & 0x40)
        self.assertEqual(collections.Counter(" ".join(sorted(found)) for found in names.values()), {"body": 40, "kept": 40})
        self.assertLessEqual(set(counted.values()), {1, 2})
        for i in self.rows(dump, ".Labelled"):
            self.assertLessEqual({"gr_frame", "parent", "__dict__"}, {r.label for r in dump.references[i]})
        self.assertEqual(dump.unreachable().intersection(self.rows(dump, ".Body")), set())

    def test_one_that_only_its_own_variables_lead_to_is_lost(self):
        """Nothing of it is held from outside: every count of its frames is explained.

        What it was started with, greenlet keeps where nobody sees it; hence this one is started with nothing.
        """
        dump = self.whole("""
def bare():
    hub.switch()

def alone():
    mine = greenlet.getcurrent()
    bare()

gc.collect()
gc.disable()
for cls in (greenlet.greenlet, Labelled):
    ring = Body()
    ring.owner = cls(alone)
    ring.owner.body = ring
    ring.owner.switch()
del ring
ouroboros_dump.dump(OUT, raises=True)
os._exit(0)
""")
        lost = dump.unreachable()
        found = sorted(dump.type_name(i).rpartition(".")[2] for i in lost)
        for name, count in (("Body", 2), ("greenlet", 1), ("Labelled", 1), ("frame", 4)):
            self.assertEqual(found.count(name), count, found)

    def test_a_dump_from_inside_of_one(self):
        dump = self.whole("""
others = [suspended() for _ in range(3)]
def work():
    mine = Body()
    ouroboros_dump.dump(OUT, raises=True)
def started():
    own = Body()
    greenlet.greenlet(work).switch()
started()
""")
        bodies = {dump.address[i] for i in self.rows(dump, ".Body")}
        self.assertEqual(len(bodies), 8)
        labels = {r.label for references in dump.references for r in references
                  if r.target in bodies}
        self.assertLessEqual({"mine", "own", "body", "kept"}, labels)
        self.assertEqual(dump.unreachable().intersection(self.rows(dump, ".Body")), set())

    def test_those_that_have_not_begun_or_have_ended(self):
        dump = self.whole("""
new, ended = greenlet.greenlet(handler), suspended()
ended.switch()
ouroboros_dump.dump(OUT, raises=True)
""")
        self.assertEqual(len(self.rows(dump, "greenlet.greenlet")), 3)
        self.assertEqual([i for i in self.rows(dump, "frame") if "in handler" in dump.preview[i]], [])


class ChoosyTest(FolderTestCase):
    def test_what_a_type_keeps_from_the_collector_is_met_once(self):
        """A type whose `tp_is_gc` says no of an object that the collector lists."""
        dump = self.dump_of("""
import ctypes
class Held:
    pass
class Choosy(list):
    pass
@ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
def no(o):
    return 0
Choosy.extra = None
ctypes.c_void_p.from_address(id(Choosy) + 328).value = ctypes.cast(no, ctypes.c_void_p).value
assert Choosy.__mro__[1] is list
chosen = Choosy([Held()])
assert not gc.is_tracked(chosen) and gc.get_referents(chosen) == []
ouroboros_dump.dump(OUT, raises=True)
os._exit(0)
""")
        self.assertEqual(len(set(dump.address)), len(dump.address))
        chosen = [i for i in range(len(dump.address)) if dump.type_name(i) == "__main__.Choosy"]
        held = [dump.address[i] for i in range(len(dump.address)) if dump.type_name(i) == "__main__.Held"]
        self.assertEqual([r.label for r in dump.references[chosen[0]] if r.target == held[0]], [0])


if __name__ == "__main__":
    unittest.main()
