"""A heap of objects whose every method is a trap: none may be sprung."""

import os

from support import HERE, FolderTestCase


class HostileTest(FolderTestCase):
    def sprung(self, mode):
        done = self.python(os.path.join(HERE, "hostile.py"), self.path("hostile.ouro"), mode)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[1:], [], "methods that were called")
        self.assertEqual(lines[0].split()[0], "0")
        self.assertGreater(int(lines[0].split()[1]), 10_000)

    def test_no_method_is_called(self):
        self.sprung("plain")

    def test_nor_a_trace_function(self):
        self.sprung("traced")
