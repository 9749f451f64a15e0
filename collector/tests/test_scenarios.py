"""The prediction from a dump against what CPython's own collector finds, one scenario a test."""

import os
import sys

import scenarios
from support import HERE, QUICK, FolderTestCase, has, load_json

SLOW = ("long_containers", "wide_dicts", "finished_task", "ring_of_a_thousand")


class ScenarioTest(FolderTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        import subprocess
        names = [name for name in scenarios.SCENARIOS if runnable(name) is None]
        for needs in sorted({scenarios.SCENARIOS[name].needs for name in names}):
            # Those that need pandas import it; the others stay free of it.
            chosen = [name for name in names if scenarios.SCENARIOS[name].needs == needs]
            bare = [] if needs else ["-S", "-E"]  # fewer modules, smaller dumps
            subprocess.run([sys.executable] + bare + [os.path.join(HERE, "run_scenario.py"), cls.folder] + chosen,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)

    def check(self, name):
        chosen = scenarios.SCENARIOS[name]
        found = load_json(self.path(name + ".json"))
        self.assertNotIn("error", found, found.get("error"))
        self.assertEqual(found["warnings"], [])
        self.assertEqual(found["duplicates"], 0, "an object was written twice")
        self.assertEqual(found["dangling"], [])
        self.assertEqual(found["overcounted"], [], "more references than the object's count")
        self.assertEqual(found["missed"], [], "the collector found what was not predicted")
        self.assertGreaterEqual(found["predicted"], chosen.least)
        if chosen.exact:
            self.assertEqual(found["invented"], [], "predicted, but the collector did not find it")
            self.assertEqual(found["garbage"], found["predicted"])
        else:
            self.assertGreater(found["predicted"], 0)
        if chosen.lost is not None:
            self.assertIn(chosen.lost, found["unreachableTypes"])


def runnable(name):
    """None, or why a scenario cannot run here."""
    chosen = scenarios.SCENARIOS[name]
    for module in chosen.needs:
        if not has(module):
            return "%s is not installed" % module
    if QUICK and name in SLOW:
        return "left out of a quick run"
    return None


def _test(name):
    def test(self):
        reason = runnable(name)
        if reason is not None:
            self.skipTest(reason)
        self.check(name)
    return test


for _name in scenarios.SCENARIOS:
    setattr(ScenarioTest, "test_" + _name, _test(_name))
