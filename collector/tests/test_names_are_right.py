"""Every name of a reference, of random classes, by identity: the object really has that under this name."""

import os
import unittest

import ouro_reader
from support import HERE, QUICK, FolderTestCase, load_json

ATTR, SLOT, VALUE, INTERNAL = 1, 2, 4, 9
SEEDS = 2 if QUICK else 4


class NamesTest(FolderTestCase):
    def named(self, dump, i):
        """{name: address} of attributes and slots, those in the instance's own dict included; and the nameless."""
        found, nameless = {}, 0
        for at, target in enumerate(dump.target[dump.first[i]:dump.first[i + 1]]):
            kind, label = dump.bytes_of(i)[at] & 31, dump.label_of(i, at)
            name = None if label == ouro_reader.NONE or kind == 5 else dump.strings[label]
            if kind in (ATTR, SLOT):
                self.assertNotIn(name, found)
                found[name] = target
            elif kind == INTERNAL and name == "__dict__":
                inner = dump.index[target]
                for place, value in enumerate(dump.target[dump.first[inner]:dump.first[inner + 1]]):
                    if dump.bytes_of(inner)[place] & 31 == VALUE:
                        found[dump.strings[dump.label_of(inner, place)].strip("'")] = value
            elif kind == 0:
                nameless += 1
        return found, nameless

    def test_every_name_is_that_of_what_it_leads_to(self):
        checked = 0
        for seed in range(1, SEEDS + 1):
            out, told = self.path("classes_%d.ouro" % seed), self.path("classes_%d.json" % seed)
            self.python(os.path.join(HERE, "random_classes.py"), out, told, str(seed))
            dump = ouro_reader.Dump(out)
            for address, expected in load_json(told).items():
                i = dump.index[int(address)]
                found, nameless = self.named(dump, i)
                for name, target in expected.items():
                    if name in found or not nameless:
                        self.assertEqual(found.get(name), target, (seed, dump.type_name(i), name, expected, found))
                        checked += 1
                for name, target in found.items():
                    if target in expected.values():
                        self.assertEqual(expected.get(name), target, (seed, dump.type_name(i), name, expected, found))
        self.assertGreater(checked, 300 * SEEDS)

    def test_two_slots_of_one_name_do_not_teach_a_wrong_place(self):
        """Both hold the same thing; in the next instance one of them and a slot of another name do."""
        told = self.path("twice.json")
        dump = self.dump_of("""
import json
class Value:
    __slots__ = ()
expected, kept = {}, []
for base in (dict, Exception, str):
    class A(base):
        __slots__ = ("x",)
    class B(A):
        __slots__ = ("x", "z")
    kept += [B() for _ in range(4)]
    for first, second, names in ((A.x, B.x, "x"), (A.x, B.z, "xz"), (B.x, B.z, "xz"), (B.x, A.x, "x")):
        o = B()
        value = Value()
        first.__set__(o, value)
        second.__set__(o, value)
        kept.append(o)
        expected[id(o)] = {name: id(value) for name in names}
with open(%r, "w") as file:
    json.dump(expected, file)
""" % told + "ouroboros_dump.dump(OUT, raises=True)\n")
        for address, expected in load_json(told).items():
            i = dump.index[int(address)]
            found = {}
            for at, target in enumerate(dump.target[dump.first[i]:dump.first[i + 1]]):
                if dump.bytes_of(i)[at] & 31 == SLOT:
                    found[dump.strings[dump.label_of(i, at)]] = target
            found.pop("args", None)
            self.assertEqual(found, expected, dump.type_name(i))


if __name__ == "__main__":
    unittest.main()
