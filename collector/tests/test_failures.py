"""Full disks, missing folders, kills: a dump that is whole, one that says it is not, or none."""

import os
import random
import signal
import subprocess
import sys
import time
import unittest

import ouro_reader
from support import COLLECTOR, QUICK, FolderTestCase

HEAP = "heap = [{'number %d' % i: [i, str(i)]} for i in range(40_000)]\n"
POSIX = unittest.skipUnless(os.name == "posix", "needs POSIX")


class FailureTest(FolderTestCase):
    def left(self, name):
        return [found for found in os.listdir(self.folder) if found.startswith(name)]

    def test_missing_folder(self):
        done = self.program("result = ouroboros_dump.dump(OUT)\nprint(result.error)\nassert result.path is None\n",
                            self.path("missing/x.ouro"))
        self.assertIn("No such file or directory", done.stdout)
        self.assertIn("no dump was written", done.stderr)

    def test_raises_when_asked(self):
        done = self.program("""
try:
    ouroboros_dump.dump(OUT, raises=True)
except OSError as error:
    print("raised")
""", self.path("missing/x.ouro"))
        self.assertEqual(done.stdout.strip(), "raised")

    @POSIX
    def test_full_disk(self):
        done = self.program("""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
result = ouroboros_dump.dump(OUT)
assert result.path is None and result.error, result
print(result.error)
""" + HEAP + "assert ouroboros_dump.dump(OUT).error\n", self.path("full.ouro"))
        self.assertIn("large", done.stdout)
        self.assertEqual(self.left("full.ouro"), [])

    @POSIX
    def test_full_disk_while_other_threads_run(self):
        self.program("""
import resource, signal, threading
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
stop = threading.Event()
threading.Thread(target=stop.wait, daemon=True).start()
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
result = ouroboros_dump.dump(OUT)
assert result.path is None and result.error, result
stop.set()
""", self.path("fuller.ouro"))
        self.assertEqual(self.left("fuller.ouro"), [])

    @POSIX
    def test_old_dump_survives_a_failure(self):
        path = self.path("kept.ouro")
        self.program("ouroboros_dump.dump(OUT, raises=True)\n", path)
        before = os.path.getsize(path)
        self.program("""
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
assert ouroboros_dump.dump(OUT).error
""", path)
        self.assertEqual(os.path.getsize(path), before)
        self.assertTrue(ouro_reader.Dump(path).complete)

    @POSIX
    def test_killed_at_random_moments(self):
        """Twenty kills: the final name is only ever a whole dump; what is left over says it is cut."""
        script = self.path("killed.py")
        with open(script, "w") as file:
            file.write("import sys\nsys.path.insert(0, %r)\nimport ouroboros_dump\n%s"
                       "print('ready', flush=True)\n"
                       "while True:\n    ouroboros_dump.dump(sys.argv[1], raises=True)\n    print('again', flush=True)\n"
                       % (COLLECTOR, HEAP))
        path = self.path("killed.ouro")
        generator = random.Random(int(os.environ.get("OUROBOROS_SEED", "1")))
        partial = 0
        for _ in range(6 if QUICK else 20):
            child = subprocess.Popen([sys.executable, script, path], stdout=subprocess.PIPE)
            child.stdout.readline()
            time.sleep(generator.uniform(0.0, 0.4))
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            child.stdout.close()
            for name in self.left("killed.ouro"):
                found = self.path(name)
                try:
                    dump = ouro_reader.Dump(found)
                    self.assertTrue(dump.complete or dump.warnings, found)
                    if name == "killed.ouro":
                        self.assertTrue(dump.complete, dump.warnings)
                    elif not dump.complete:
                        partial += 1
                except (ouro_reader.Damaged, IndexError) as error:
                    self.assertNotEqual(name, "killed.ouro", error)
                os.unlink(found)
        self.assertGreaterEqual(partial, 0)

    def test_signal_in_the_middle_is_passed_on(self):
        if os.name != "posix":
            self.skipTest("needs POSIX")
        done = self.program(HEAP + """
import signal
def interrupt(*_):
    raise KeyboardInterrupt
signal.signal(signal.SIGALRM, interrupt)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    for _ in range(100):
        ouroboros_dump.dump(OUT)
except KeyboardInterrupt:
    print("interrupted")
assert gc.isenabled()
""", self.path("interrupted.ouro"))
        self.assertEqual(done.stdout.strip(), "interrupted")
        self.assertEqual([name for name in self.left("interrupted") if name.endswith(".partial")], [])

    def test_uncompressed(self):
        dump = self.dump_of("heap = list(range(1000))\nouroboros_dump.dump(OUT, compress=False, raises=True)\n")
        self.assertGreater(len(dump.address), 1000)
