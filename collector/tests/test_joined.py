"""The one file that people copy is what its parts give."""

import os
import sys
import unittest

from support import COLLECTOR

sys.path.insert(0, COLLECTOR)
import join  # noqa: E402

del sys.path[0]


class JoinedTest(unittest.TestCase):
    def test_the_committed_file_is_what_its_parts_give(self):
        with open(os.path.join(COLLECTOR, "ouroboros_dump.py"), encoding="utf-8", newline="") as file:
            self.assertEqual(file.read(), join.joined(), "run: python collector/join.py")


if __name__ == "__main__":
    unittest.main()
