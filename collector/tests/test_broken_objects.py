"""Objects that are half made: each of these ended the process once."""

import os
import sys
import unittest

import ouro_reader
from support import HERE, FolderTestCase


def references(dump, i):
    """[(name or None, type of what is referred to)] of an object."""
    found = []
    for at, target in enumerate(dump.target[dump.first[i]:dump.first[i + 1]]):
        label = dump.label_of(i, at)
        found.append((None if label == ouro_reader.NONE else dump.strings[label],
                      dump.type_name(dump.index[target])))
    return found


class BrokenObjectsTest(FolderTestCase):
    def test_static_classes_that_were_never_made_ready(self):
        dump = self.dump_of("""
import ctypes
import _socket, unicodedata

def static_class(name, flags=0):
    words = (ctypes.c_size_t * 120)()
    words[0], words[1] = 1, id(type)
    words[3] = ctypes.cast(name, ctypes.c_void_p).value or 0
    words[4], words[21] = 16, flags
    kept.append((words, name))
    return ctypes.cast(ctypes.addressof(words), ctypes.py_object).value

kept = []
unready = [static_class(ctypes.c_char_p(b"extension.Unready")), static_class(ctypes.c_char_p(b"Nowhere")),
           static_class(ctypes.c_char_p(None)), static_class(ctypes.c_char_p(b"extension.\\xff"))]
ouroboros_dump.dump(OUT, raises=True)
os._exit(0)
""")
        names = {dump.preview[i] for i in range(len(dump.address)) if dump.type_name(i) == "type"}
        self.assertLessEqual({"extension.Unready", "Nowhere", "?"}, names)

    def test_objects_that_nothing_initialised(self):
        done = self.python(os.path.join(HERE, "uninitialised.py"), self.path("uninitialised.ouro"))
        count, outcome = done.stdout.split(None, 1)
        self.assertGreater(int(count), 100)
        self.assertEqual(outcome.strip(), "whole")

    def test_lists_and_tuples_that_are_still_being_filled(self):
        dump = self.dump_of("""
import xml.etree.ElementTree

class Item: pass
class Longer(tuple): pass
builder = xml.etree.ElementTree.TreeBuilder()
def items():
    yield Item()
    yield Item()
    ouroboros_dump.dump(OUT, raises=True)
    yield Item()
parser = xml.etree.ElementTree.XMLParser(target=builder)
parser.feed("<a><b>")
made = tuple(items())
""")
        self.assertEqual(sum(dump.type_name(i).endswith(".Item") for i in range(len(dump.address))), 2)

    def test_a_descriptor_that_another_class_lends(self):
        dump = self.dump_of("""
class Lender:
    __slots__ = ("alpha", "beta", "gamma", "delta", "epsilon")
class Borrower:
    __slots__ = ("only",)
    lent = Lender.__dict__["epsilon"]
class Argument(Exception):
    __traceback__ = Lender.__dict__["delta"]
borrowers = []
for i in range(100):
    borrower = Borrower()
    borrower.only = [i]
    borrowers.append(borrower)
error = Argument("x")
ouroboros_dump.dump(OUT, raises=True)
""")
        one = next(i for i in range(len(dump.address)) if dump.type_name(i).endswith(".Borrower"))
        self.assertEqual([name for name, _ in references(dump, one) if name], ["only"])

    def test_static_classes_are_never_garbage(self):
        """Some begin with a count of 0."""
        dump = self.dump_of("""
import ctypes, gc
gc.collect()  # functools leaves two classes of its own behind, which are no static ones
ctypes.pythonapi.Py_DecRef(ctypes.py_object(type(reversed({}))))
ouroboros_dump.dump(OUT, raises=True)
os._exit(0)
""")
        self.assertEqual([dump.preview[i] for i in dump.unreachable() if dump.type_name(i) == "type"], [])

    def test_modules_without_a_namespace(self):
        self.dump_of("""
import types
bare = types.ModuleType.__new__(types.ModuleType)
sys.modules["bare"] = bare
ouroboros_dump.dump(OUT, raises=True)
""")


class UntriedTest(FolderTestCase):
    """Memory is read only where that was tried: elsewhere the same objects, with fewer names."""

    def fewer_names(self, change):
        out = self.path("untried_%d.ouro" % len(os.listdir(self.folder)))
        done = self.program(change + """
class Thing:
    __slots__ = ("only",)
thing = Thing()
thing.only = [1]
result = ouroboros_dump.dump(OUT, raises=True)
print(result.warnings)
""", out)
        dump = ouro_reader.Dump(out)
        self.assertTrue(dump.complete)
        one = next(i for i in range(len(dump.address)) if dump.type_name(i).endswith(".Thing"))
        self.assertIn("list", [type_name for _, type_name in references(dump, one)])
        self.assertNotIn("only", [name for name, _ in references(dump, one)])
        return done.stdout

    def test_a_later_python(self):
        self.assertIn("CPython 3.99 was not tried", self.fewer_names("ouroboros_dump.PY = (3, 99)\n"))

    def test_no_ctypes(self):
        self.assertIn("no usable ctypes", self.fewer_names("ouroboros_dump.ctypes = None\n"))

    @unittest.skipUnless(sys.version_info >= (3, 13), "needs the table of 3.13 and later")
    def test_a_table_of_another_layout(self):
        said = self.fewer_names("ouroboros_dump._DEBUG_TABLE = {ouroboros_dump.PY: dict("
                                "ouroboros_dump._DEBUG_TABLE[ouroboros_dump.PY], ma_values=248)}\n")
        self.assertIn("does not describe its memory", said)


if __name__ == "__main__":
    unittest.main()
