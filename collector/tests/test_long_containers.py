"""Long containers of derived classes: the names of their references, their counts, and what they cost."""

import collections
import json
import os
import unittest

import ouro_reader
from support import HERE, FolderTestCase

ATTR, SLOT, KEY, VALUE, INDEX, MEMBER, INTERNAL, CLASS, HIDDEN = 1, 2, 3, 4, 5, 6, 9, 10, 0x20
COUNT = 30_000


class LongContainersTest(FolderTestCase):
    def taken(self, count):
        out = self.path("long_%d.ouro" % count)
        return out, json.loads(self.python(os.path.join(HERE, "long_containers.py"), out, str(count)).stdout)

    def test_every_reference_is_named_and_counted(self):
        out, told = self.taken(COUNT)
        dump = ouro_reader.Dump(out)
        self.assertTrue(dump.complete, dump.warnings)
        self.assertEqual(dump.dangling(), [])
        dump.collectable()
        self.assertEqual(dump.overcounted, [])
        rows = [dump.index[address] for address, _ in told["objects"]]
        self.assertEqual([dump.length[i] for i in rows], [n for _, n in told["objects"]])
        kinds = [collections.Counter(dump.bytes_of(i)) for i in rows]
        for kind in kinds:
            self.assertEqual(kind.pop(CLASS, kind.pop(CLASS | HIDDEN, 1)), 1)
        n = COUNT
        self.assertEqual(kinds[0], {SLOT: 2, KEY: n, VALUE: n})
        self.assertEqual([dict(kind) for kind in kinds[1:3]], [{INDEX: n}, {INDEX: n}])
        self.assertEqual(kinds[3], {KEY: n, VALUE: n, KEY | HIDDEN: n})
        self.assertEqual(kinds[4], {KEY: 2 * n, VALUE: n})
        # The attribute of a `Counter`: in its dict, or from 3.14 on in the object.
        self.assertEqual(kinds[5].pop(INTERNAL, 0) + kinds[5].pop(ATTR, 0), 1)
        self.assertEqual(kinds[5], {VALUE: n, KEY | HIDDEN: n})
        self.assertEqual(kinds[6], {SLOT: 1, VALUE: n, KEY | HIDDEN: n})
        self.assertEqual(kinds[7], {INDEX: n})
        self.assertEqual(kinds[8], {MEMBER: n})
        index = rows[0]
        values = {}
        for at, kind in enumerate(dump.bytes_of(index)):
            if kind == VALUE:
                values[dump.strings[dump.label_of(index, at)]] = dump.preview[dump.index[
                    dump.target[dump.first[index] + at]]]
        self.assertEqual(values["12345"], "12345")

    def test_what_is_in_one_is_counted_as_if_nobody_looked(self):
        out, told = self.taken(COUNT)
        dump = ouro_reader.Dump(out)
        references = collections.Counter(dump.target)
        for address, _ in told["objects"]:
            row = dump.index[address]
            items = [dump.index[target] for target in dump.target[dump.first[row]:dump.first[row + 1]]]
            # Small numbers are shared by the whole process: up to 256, from 3.15 on up to 1024.
            own = [i for i in items if dump.type_name(i) == "str" or dump.type_name(i) == "int" and int(dump.preview[i]) > 1024]
            wrong = [dump.preview[i] for i in own if dump.refcount[i] != references[dump.address[i]]]
            self.assertEqual(wrong[:3], [])

    def test_a_long_container_adds_at_most_40_bytes_an_item(self):
        """Beside the walk's own batches: 16 MB. A tuple for each item would take 120 MB here."""
        _, small = self.taken(1_000)
        _, large = self.taken(400_000)
        self.assertLess(large["extra"] - small["extra"], 16_000_000 + 40 * 400_000)


if __name__ == "__main__":
    unittest.main()
