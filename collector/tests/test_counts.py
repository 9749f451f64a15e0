"""Reference counts in the dump are those of the program: they decide what is a root, and what is garbage."""

import unittest

from support import FolderTestCase, load_json

PROGRAM = """
import array, collections, functools, json, operator, types, weakref

class Plain:
    def method(self):
        return self

class Slotted:
    __slots__ = ("left", "right", "__weakref__")

class Text(str):
    pass

class Table(dict):
    pass

Pair = collections.namedtuple("Pair", "first second")

def outer(number):
    def inner(a, b=[number], *, c="c%d" % number) -> int:
        "Text."
        return number, a, b, c
    return inner

def generate(number):
    yield number

kept = []
for i in range(40):
    plain, slotted, function = Plain(), Slotted(), outer(i)
    plain.own, plain.other = "own %d" % i, [i]
    slotted.left, slotted.right = plain, float(i) + 0.5
    text = Text("text %d" % i)
    text.parent = plain
    made = [plain, slotted, function, function.__closure__[0], text, text.parent.own, slotted.right, i + 10 ** 9,
            b"bytes %d" % i, {"name": plain, i: slotted}, {plain.own: i}, [plain, [function]], (slotted, str(i) + "x"),
            {float(i) + 0.25, "member %d" % i}, frozenset([str(i) + "y"]), plain.method, [].append, Table(key=plain),
            Pair(plain, str(i) + "z"), weakref.ref(plain), weakref.ref(slotted, print), functools.partial(function, plain),
            property(function), staticmethod(function), classmethod(function), generate(plain), collections.deque([plain]),
            types.SimpleNamespace(a=plain), collections.OrderedDict(a=plain), collections.defaultdict(list, a=plain),
            compile("x%d = 1" % i, "file %d" % i, "exec"), type("Made%d" % i, (Plain,), {}), iter([plain]), range(i, i + 9),
            operator.itemgetter(i + 3), bytearray(b"abc"), complex(i, 1), slice(plain, None), types.ModuleType("m%d" % i)]
    kept.append(made)
    kept.append([made[0], made[4], made[5], made[9], made[11]])
try:
    import numpy
    kept.append([numpy.arange(9), numpy.array([kept[0][0], "in an array", 10 ** 12], dtype=object)])
    kept.append(list(kept[-1][1]))
except ImportError:
    pass
plain = slotted = function = text = made = i = None
flat = [one for group in kept for one in group]
one = group = None
probe = [object()]
ouroboros_dump.dump(OUT, raises=True)  # whatever the first makes and keeps is made now
base = list(map(sys.getrefcount, probe))[0] - 1
counts = array.array("q", map(sys.getrefcount, flat))
addresses = array.array("Q", map(id, flat))
ouroboros_dump.dump(OUT, raises=True)
with open(OUT + ".json", "w") as file:
    json.dump([list(addresses), [count - base for count in counts]], file)
"""


class CountTest(FolderTestCase):
    def test_counts_are_those_that_the_program_sees(self):
        dump = self.dump_of(PROGRAM)
        addresses, counts = load_json(dump.path + ".json")
        self.assertGreater(len(addresses), 1500)
        wrong = {}
        for address, count in zip(addresses, counts):
            i = dump.index[address]
            if dump.refcount[i] != count and count < 1 << 28:
                wrong.setdefault(dump.type_name(i), []).append((dump.preview[i], dump.refcount[i], count))
        self.assertEqual(wrong, {})


if __name__ == "__main__":
    unittest.main()
