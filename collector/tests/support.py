"""What the tests share: folders, child processes, a reader."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
COLLECTOR = os.path.dirname(HERE)
if HERE not in sys.path:
    sys.path[:0] = [HERE, COLLECTOR]

import ouro_reader  # noqa: E402

QUICK = os.environ.get("OUROBOROS_QUICK") == "1"


def has(module):
    import importlib.util
    return importlib.util.find_spec(module) is not None


class FolderTestCase(unittest.TestCase):
    """A temporary folder per class, and Python programs run in processes of their own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="ouroboros-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def python(self, *words, check=True, **options):
        paths = [COLLECTOR, HERE] + [path for path in (os.environ.get("PYTHONPATH"),) if path]
        environment = dict(os.environ, PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1")
        environment.update(options.pop("environment", {}))
        done = subprocess.run([sys.executable] + list(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              universal_newlines=True, env=environment, timeout=120, **options)
        if check and done.returncode:
            self.fail("exit code %d\n%s\n%s" % (done.returncode, done.stdout, done.stderr))
        return done

    def program(self, text, *words, **options):
        """Runs `text` as a program; `OUT` in it is a path for a dump."""
        script = self.path("program_%d.py" % len(os.listdir(self.folder)))
        with open(script, "w") as file:
            file.write("import gc, os, sys, ouroboros_dump\nOUT = sys.argv[1]\n" + text)
        return self.python(script, *words, **options)

    def dump_of(self, text, **options):
        out = self.path("dump_%d.ouro" % len(os.listdir(self.folder)))
        self.program(text, out, **options)
        dump = ouro_reader.Dump(out)
        self.assertTrue(dump.complete, dump.warnings)
        self.assertEqual(dump.warnings, [])
        return dump


def load_json(path):
    with open(path) as file:
        return json.load(file)
