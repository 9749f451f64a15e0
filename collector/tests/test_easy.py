"""Dumps when an exception ends something, above a share of the memory, through a pipe; what the package offers."""

import glob
import os
import re
import shutil
import subprocess
import sys
import unittest

import ouro_reader
from support import COLLECTOR, FolderTestCase

sys.path.insert(0, COLLECTOR)
import ouroboros_dump  # noqa: E402

del sys.path[0]

LINUX = unittest.skipUnless(sys.platform.startswith("linux"), "needs Linux")


class EasyTest(FolderTestCase):
    def run_of(self, text, *words, code=None):
        script = self.path("script_%d.py" % len(os.listdir(self.folder)))
        with open(script, "w") as file:
            file.write(text)
        name = os.path.basename(script)[:-3]
        done = self.python("-m", "ouroboros_dump", "run", "--out", self.path(name + "-{pid}-{n}.ouro"),
                           *(words + (script,)), check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stderr)
        return done, [ouro_reader.Dump(path) for path in sorted(glob.glob(self.path(name + "-*.ouro")))]

    def holds(self, dump, name):
        return any(dump.type_name(i).endswith("." + name) for i in range(len(dump.address)))

    def test_on_memory_error_the_frames_are_still_there(self):
        done, dumps = self.run_of("class Held: pass\ndef work():\n    held = Held()\n    bytearray(1 << 62)\nwork()\n",
                                  "--on", "MemoryError", code=1)
        self.assertIn("MemoryError", done.stderr)
        self.assertEqual([self.holds(dump, "Held") for dump in dumps], [True])

    def test_in_a_thread_and_in_a_task_too(self):
        _, dumps = self.run_of("""
import asyncio, gc, threading
class InThread: pass
class InTask: pass
class Special(LookupError): pass
def work():
    held = InThread()
    raise Special
async def task():
    held = InTask()
    raise Special
async def main():
    asyncio.ensure_future(task())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
thread = threading.Thread(target=work)
thread.start()
thread.join()
asyncio.run(main()) if hasattr(asyncio, "run") else None
""", "--on", "LookupError", code=0)
        self.assertEqual([(self.holds(dump, "InThread"), self.holds(dump, "InTask")) for dump in dumps],
                         [(True, False), (False, True)])

    def test_a_limit_for_the_pause(self):
        """With a second thread there is no copy: the dump is lighter, and says so."""
        _, dumps = self.run_of("""
import threading
stop = threading.Event()
thread = threading.Thread(target=stop.wait, daemon=True)
thread.start()
""", "--at-exit", "--max-pause", "0", code=0)
        self.assertEqual([any("left out, for the process not to stand still" in warning for warning in dump.meta["warnings"])
                          for dump in dumps], [True])

    def test_not_on_another_exception(self):
        _, dumps = self.run_of("raise KeyError\n", "--on", "MemoryError,ValueError", code=1)
        self.assertEqual(dumps, [])

    @LINUX
    def test_a_share_of_the_memory(self):
        limit = ouroboros_dump._memory_limit()
        self.assertGreater(limit, 1 << 27)
        self.assertEqual(ouroboros_dump._size("50%"), limit // 2)
        for wrong in ("0%", "101%", "x%"):
            with self.assertRaises(ouroboros_dump.UsageError):
                ouroboros_dump._size(wrong)

    @LINUX
    def test_attach_to_standard_output(self):
        self.attached()

    @LINUX
    def test_attach_with_a_limit_for_the_pause(self):
        """A forked copy writes it, and is waited for."""
        self.attached("--max-pause", "0")

    def attached(self, *words):
        """Attaches to a program, once into a file and once to standard output."""
        if not (hasattr(sys, "remote_exec") or shutil.which("gdb")):
            self.skipTest("neither remote_exec nor gdb")
        child = subprocess.Popen([sys.executable, "-c", "import time\nclass Held: pass\nheld = Held()\n"
                                  "print('ready', flush=True)\nfor i in range(6000): time.sleep(0.01)\n"],
                                 stdout=subprocess.PIPE)
        try:
            child.stdout.readline()
            for target in ("-", self.path("attached-%d.ouro" % child.pid)):
                out = self.path("printed.ouro")
                with open(out, "wb") as file:
                    done = subprocess.run([sys.executable, "-m", "ouroboros_dump", "attach", str(child.pid), "-o", target]
                                          + list(words), stdout=file, stderr=subprocess.PIPE, cwd=COLLECTOR, timeout=120)
                said = done.stderr.decode()
                if done.returncode and ("not permitted" in said or "cannot call into" in said or "no Python symbols" in said):
                    self.skipTest(said.strip())
                self.assertEqual(done.returncode, 0, said)
                dump = ouro_reader.Dump(out if target == "-" else target)
                self.assertTrue(dump.complete)
                self.assertTrue(self.holds(dump, "Held"))
                self.assertIsNone(child.poll())
        finally:
            child.kill()
            child.wait()
            child.stdout.close()

    def test_the_package_offers_what_there_is(self):
        for name in ouroboros_dump.__all__:
            self.assertTrue(hasattr(ouroboros_dump, name), name)
        with open(os.path.join(COLLECTOR, "pyproject.toml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn(re.search(r'ouroboros-dump = "ouroboros_dump:(\w+)"', text).group(1), vars(ouroboros_dump))
        with open(os.path.join(COLLECTOR, "README.md"), encoding="utf-8") as file:
            documented = set(re.findall(r"`(\w+)\(", file.read()))
        self.assertLessEqual(documented & set(vars(ouroboros_dump)), set(ouroboros_dump.__all__))


if __name__ == "__main__":
    unittest.main()
