"""The other ways to take a dump: exit, memory, interval, signal, fork, another process, pytest; and its context."""

import glob
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

import ouro_reader
from support import COLLECTOR, HERE, FolderTestCase, has

POSIX = unittest.skipUnless(os.name == "posix", "needs POSIX")
LINUX = unittest.skipUnless(sys.platform.startswith("linux"), "needs Linux")


class WaysTest(FolderTestCase):
    def script(self, text):
        path = self.path("script_%d.py" % len(os.listdir(self.folder)))
        with open(path, "w") as file:
            file.write(text)
        return path

    def until(self, pattern, count):
        """Program text that waits for so many files."""
        return "import glob, time\nfor _ in range(600):\n    time.sleep(0.1)\n    if len(glob.glob(%r)) >= %d:\n" \
               "        break\n" % (self.path(pattern), count)

    def dumps(self, name):
        found = [ouro_reader.Dump(path) for path in sorted(glob.glob(self.path(name + "*.ouro")))]
        for dump in found:
            self.assertTrue(dump.complete, dump.warnings)
        return found

    def shown(self, dump):
        return {dump.type_name(i) for i in range(len(dump.address))}

    def test_run_at_exit_with_children(self):
        script = self.script("""
import multiprocessing, subprocess, sys
class InParent:
    pass
class InChild:
    pass
kept = []
def child():
    kept.append(InChild())
if __name__ == "__main__":
    kept.append(InParent())
    multiprocessing.set_start_method("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    process = multiprocessing.Process(target=child)
    process.start()
    process.join()
    subprocess.run([sys.executable, "-c", "class InOther: pass\\nkept = InOther()"], check=True)
    print(sys.argv[1:], __file__)
""")
        done = self.python("-m", "ouroboros_dump", "run", "--at-exit", "--out", self.path("exit.ouro"), script, "a", "-b")
        self.assertEqual(done.stdout.strip(), "['a', '-b'] " + script)
        dumps = self.dumps("exit-")
        self.assertEqual(len(dumps), 3)
        seen = [self.shown(dump) for dump in dumps]
        for name in ("__main__.InParent", "__main__.InChild", "__main__.InOther"):
            self.assertTrue(any(name in shown for shown in seen), name)
        self.assertEqual(len({dump.meta["pid"] for dump in dumps}), 3)

    def test_run_after_an_exception(self):
        script = self.script("kept = ['x']\nraise SystemExit(3)\n")
        done = self.python("-m", "ouroboros_dump", "run", "--out", self.path("failed.ouro"), script, check=False)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(len(self.dumps("failed-")), 1)

    def test_run_says_what_is_wrong(self):
        for words, text in ((["run", "--over", "much", "x.py"], "not a size"),
                            (["run", self.path("none.py")], "No such file"), (["run", "-m", "no_such_module"], "no module")):
            done = self.python("-m", "ouroboros_dump", *words, check=False, cwd=self.folder)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(glob.glob(self.path("ouroboros-*")), [], "no dump of a program that never ran")
            self.assertIn(text, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    @LINUX
    def test_run_over(self):
        script = self.script("heap = [[str(i)] for i in range(400000)]\n" + self.until("over-*.ouro", 1))
        self.python("-m", "ouroboros_dump", "run", "--over", "30MB", "--out", self.path("over.ouro"), script)
        self.assertGreaterEqual(len(self.dumps("over-")), 1)

    def test_run_every(self):
        script = self.script(self.until("every-*.ouro", 2))
        self.python("-m", "ouroboros_dump", "run", "--every", "0.5", "--out", self.path("every.ouro"), script)
        self.assertGreaterEqual(len(self.dumps("every-")), 2)

    @POSIX
    def test_signal(self):
        out = self.path("signal.ouro")
        self.program("""
import signal, time
ouroboros_dump.on_signal(OUT)
os.kill(os.getpid(), signal.SIGUSR2)
os.kill(os.getpid(), signal.SIGUSR2)
time.sleep(0.1)
""", out)
        self.assertEqual(len(self.dumps("signal-")), 2)

    @POSIX
    def test_a_dump_that_may_not_take_long_is_written_by_a_copy_or_is_lighter(self):
        text = """
class Node:
    pass
nodes = [Node() for _ in range(1000)]
for node in nodes:
    node.name = "a text of node's"
calm = ouroboros_dump.dump(OUT + ".calm", max_pause=1000, raises=True)
assert calm.how == "here" and not calm.warnings, calm.warnings
copied = ouroboros_dump.dump(OUT, max_pause=0, raises=True)
import threading, time
for _ in range(2000):
    if os.path.exists(OUT):
        break
    time.sleep(0.05)
waiting = threading.Event()
other = threading.Thread(target=waiting.wait)
other.start()
light = ouroboros_dump.dump(OUT + ".light", max_pause=0, raises=True)
waiting.set()
other.join()
print(copied.how, light.how)
print(" | ".join(light.warnings))
"""
        out = self.path("paused.ouro")
        done = self.program(text, out).stdout.splitlines()
        alone = sys.platform == "linux"
        self.assertEqual(done[0], "fork light" if alone else "light light")
        self.assertIn("what code objects hold, texts and numbers", done[1])
        whole, light = ouro_reader.Dump(out), ouro_reader.Dump(out + ".light")
        self.assertEqual(light.meta["warnings"], done[1].split(" | "))
        self.assertEqual(light.meta["values"], "none")
        for dump in (whole, light):
            self.assertTrue(dump.complete, dump.warnings)
            nodes = [i for i in range(len(dump.address)) if dump.type_name(i) == "__main__.Node"]
            self.assertEqual(len(nodes), 1000)
        constants = [[reference.label for i in range(len(dump.address)) if dump.type_name(i) == "code"
                      for reference in dump.references[i] if reference.label == "co_consts"] for dump in (whole, light)]
        self.assertEqual([bool(found) for found in constants], [alone, False])

    def test_fork(self):
        out = self.path("fork.ouro")
        printed = self.program("""
import time
class Held:
    pass
held = Held()
print("pid", os.getpid())
ouroboros_dump.dump(OUT + ".direct", raises=True)
print(ouroboros_dump.dump(OUT, fork=True, raises=True).seconds)
for _ in range(200):
    if os.path.exists(OUT):
        break
    time.sleep(0.05)
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("no child is left")
""", out)
        copy, direct = ouro_reader.Dump(out), ouro_reader.Dump(out + ".direct")
        self.assertIn("__main__.Held", self.shown(copy))
        # The copy speaks of the process it is a copy of: dumps of one process can be compared.
        self.assertIn("pid %d" % copy.meta["pid"], printed.stdout)
        self.assertEqual(copy.meta.get("processKey"), direct.meta.get("processKey"))

    @LINUX
    def test_attach(self):
        if shutil.which("gdb") is None and sys.version_info < (3, 14):
            self.skipTest("gdb is not installed")
        refused = False
        for name, text in (("asleep", "import time\nprint(1, flush=True)\nwhile True:\n    time.sleep(0.5)\n"),
                           ("busy", "print(1, flush=True)\nwhile True:\n    x = [1, 2]\n")):
            child = subprocess.Popen([sys.executable, "-c", "class Target:\n    pass\ntarget = Target()\n" + text],
                                     stdout=subprocess.PIPE)
            try:
                child.stdout.readline()
                time.sleep(0.1)
                out = self.path(name + ".ouro")
                done = self.python("-m", "ouroboros_dump", "attach", str(child.pid), out, check=False)
                if "not permitted" in done.stderr:
                    self.skipTest("not permitted to attach here")
                if "cannot call into processes on this processor" in done.stderr:
                    # Then nothing may happen to the process.
                    self.assertEqual(done.returncode, 2)
                    time.sleep(0.6)
                    self.assertIsNone(child.poll(), "the process goes on")
                    self.assertFalse(os.path.exists(out))
                    refused = True
                    continue
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("__main__.Target", self.shown(ouro_reader.Dump(out)))
                self.assertIsNone(child.poll(), "the process goes on")
            finally:
                child.kill()
                child.wait()
                child.stdout.close()
        if refused:
            self.skipTest("gdb cannot call into processes on this processor; that it is refused was tested")

    def test_attach_says_what_is_wrong(self):
        done = self.python("-m", "ouroboros_dump", "attach", "99999999", check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("no process 99999999", done.stderr)
        if sys.platform.startswith("linux") and sys.version_info < (3, 14):
            child = subprocess.Popen(["sleep", "30"])
            try:
                done = self.python("-m", "ouroboros_dump", "attach", str(child.pid), check=False)
                self.assertIn("gdb" if shutil.which("gdb") is None else "process %d" % child.pid, done.stderr)
                done = self.python("-m", "ouroboros_dump", "attach", str(child.pid), check=False,
                                   environment={"PATH": self.folder})
                self.assertIn("needs gdb", done.stderr)
            finally:
                child.kill()
                child.wait()

    def test_allocation_sites(self):
        out = self.path("sites.ouro")
        self.program("""
import tracemalloc
class Thing:
    pass
tracemalloc.start()
thing = Thing()
items = [thing]
block = bytes(5000)
room = bytearray(6000)
text = "x" * len(items) * 7000
import array
numbers = array.array("d", [0.5]) * 900
spare = [[] for _ in range(200)]  # none that was used before is left
long = [None] * 150000
ouroboros_dump.dump(OUT, raises=True)
""", out)
        dump = ouro_reader.Dump(out)
        thing = [dump.address[i] for i in range(len(dump.address)) if dump.type_name(i) == "__main__.Thing"][0]
        self.assertIn("program_", dump.sites[thing])
        self.assertTrue(dump.sites[thing].endswith(":8"), dump.sites[thing])
        for kind, least, line in (("bytes", 5000, 10), ("bytearray", 6000, 11), ("str", 7000, 12), ("array.array", 7200, 14),
                                  ("list", 1200000, 16)):
            found = [dump.address[i] for i in range(len(dump.address))
                     if dump.type_name(i) == kind and least <= dump.size[i] < least + 200]
            sites = [dump.sites.get(address, "").rpartition(":")[2] for address in found]
            self.assertIn(str(line), sites, kind)

    def test_while_tracemalloc_traces_the_collector_has_no_line_tables(self):
        """Its functions are long, and from 3.11 on each allocation would decode a table, with sites or without."""
        told = self.program("""
import tracemalloc
tracemalloc.start()
lengths = set()
scan = ouroboros_dump._Walk.scan
def scanned(walk, objects):
    if sys.version_info >= (3, 11):
        lengths.add(len(ouroboros_dump._Walk.drain.__code__.co_linetable))
    scan(walk, objects)
ouroboros_dump._Walk.scan = scanned
for sites in (True, False):
    ouroboros_dump.dump(OUT, sites=sites, raises=True)
    print(sorted(lengths))
    lengths.clear()
""", self.path("tables.ouro")).stdout.split("\n")
        expected = "[0]" if sys.version_info >= (3, 11) else "[]"
        self.assertEqual(told[:2], [expected, expected])

    def test_interactive_artefacts(self):
        out = self.path("repl.ouro")
        self.program("""
class Thing:
    pass
try:
    kept = Thing()
    raise ValueError
except ValueError as error:
    sys.last_value = error
    sys.last_traceback = error.__traceback__
import builtins
builtins._ = Thing()
ouroboros_dump.dump(OUT, raises=True)
""", out)
        dump = ouro_reader.Dump(out)
        labels = {label for _, label, _ in dump.roots}
        for name in ("last_value", "last_traceback", "_"):
            self.assertIn("%s (kept by the interactive session)" % name, labels)
        flagged = {dump.type_name(i) for i in range(len(dump.address)) if dump.flags[i] & 64}
        self.assertEqual(flagged, {"ValueError", "traceback", "__main__.Thing"})

    def test_context(self):
        out = self.path("context.ouro")
        self.program("gc.set_threshold(701, 11, 12)\nouroboros_dump.dump(OUT, raises=True)\n", out)
        meta = ouro_reader.Dump(out).meta
        self.assertEqual(meta["gcThresholds"][:2], [701, 11])
        self.assertTrue(meta["gcEnabled"])
        self.assertIn("context.ouro", meta["commandLine"])
        self.assertTrue(meta["runtime"].startswith("CPython 3."))
        self.assertEqual(meta["threads"][0]["name"], "MainThread")
        if sys.platform.startswith("linux"):
            self.assertGreater(meta["rssBytes"], 1_000_000)
            self.assertGreater(meta["ussBytes"], 0)

    def test_too_little_memory_is_refused(self):
        done = self.program("""
ouroboros_dump._available_memory = lambda: 1000
assert "are left" in ouroboros_dump.dump(OUT).error
assert not os.path.exists(OUT)
assert ouroboros_dump.dump(OUT, force=True, verbose=True).path == OUT
""", self.path("little.ouro"))
        self.assertIn("about", done.stderr)

    def test_estimate_is_near(self):
        self.program("""
heap = [{"a": str(i), "b": [i]} for i in range(100000)]
cost, result = ouroboros_dump.estimate(), ouroboros_dump.dump(OUT)
assert 0.3 < cost["objects"] / result.objects < 3, (cost, result)
assert 0.2 < cost["fileBytes"] / result.bytes < 5, (cost, result)
""", self.path("estimate.ouro"))

    def test_the_estimate_knows_a_slow_machine(self):
        self.program("""
heap = [{"a": str(i), "b": [i]} for i in range(30000)]
ouroboros_dump._pace = lambda: 1.0
ouroboros_dump._limit_files = lambda: [b"/group/memory.max", b"/memory.limit_in_bytes"]
lines = []
ouroboros_dump._lines_of = lambda path: lines if path == b"/group/cpu.max" else []
plain = ouroboros_dump.estimate()["seconds"]
ouroboros_dump._pace = lambda: 10.0
assert abs(ouroboros_dump.estimate()["seconds"] / plain - 10) < 1
lines.append(b"max 100000")
assert abs(ouroboros_dump.estimate()["seconds"] / plain - 10) < 1
lines[0] = b"25000 100000"
assert abs(ouroboros_dump.estimate()["seconds"] / plain - 40) < 2
lines[0] = b"400000 100000"
assert abs(ouroboros_dump.estimate()["seconds"] / plain - 10) < 1
""", self.path("estimate_slow.ouro"))

    def test_the_estimate_knows_long_containers(self):
        """Those that the collector does not list, too: a dict of text and numbers."""
        self.program("""
import collections
for make in (lambda: list(map(float, range(400000))), lambda: [1.5] * 400000, lambda: {str(i): i + 0.5 for i in range(200000)},
             lambda: collections.Counter(map(str, range(200000)))):
    kept = make()
    cost, result = ouroboros_dump.estimate(), ouroboros_dump.dump(OUT, raises=True)
    assert 0.5 < cost["objects"] / result.objects < 2, (cost, result)
    del kept
""", self.path("estimate_long.ouro"))

    def test_pytest_fixture(self):
        if not has("pytest"):
            self.skipTest("pytest is not installed")
        tests = self.script("""
def test_leaks(no_cyclic_garbage):
    box = []
    box.append(box)

def test_is_clean(no_cyclic_garbage):
    assert [1]
""")
        done = self.python("-m", "pytest", "-p", "ouroboros_dump", "-q", "--ouroboros-dir", self.path("leaks"), tests,
                           check=False)
        self.assertIn("the test left 1 objects in reference cycles", done.stdout)
        self.assertEqual(os.listdir(self.path("leaks")), ["test_leaks.ouro"])
        dump = ouro_reader.Dump(self.path("leaks/test_leaks.ouro"))
        self.assertEqual([dump.type_name(i) for i in dump.collectable()], ["list"])

    def test_subinterpreters_are_refused(self):
        done = self.program("""
try:
    import _xxsubinterpreters as interpreters
except ImportError:
    try:
        import _interpreters as interpreters
    except ImportError:
        print("no module"); sys.exit()
other = interpreters.create()
text = "import sys; sys.path[:0] = %r\\nimport ouroboros_dump\\nerror = ouroboros_dump.dump(%r).error\\n" % (sys.path, OUT)
text += "open(%r, 'w').write(error or 'none')" % (OUT + ".said")
getattr(interpreters, "run_string", None) and interpreters.run_string(other, text)
print(open(OUT + ".said").read() if os.path.exists(OUT + ".said") else "not run")
""", self.path("sub.ouro"), check=False)
        if "subinterpreter" not in done.stdout:
            if "no module" in done.stdout or "not run" in done.stdout or done.returncode:
                self.skipTest("this Python offers no subinterpreter that can load the collector")
            self.fail(done.stdout + done.stderr)

    def test_nothing_is_called_back_where_the_gil_is_held_by_another_state_of_the_thread(self):
        done = self.program("""
import ouroboros_dump
ouroboros_dump._thread_states = [lambda: 1, lambda: 2]
memory = ouroboros_dump._Memory()
assert memory.traversals is None
ouroboros_dump._thread_states = [lambda: 1, lambda: 1]
memory = ouroboros_dump._Memory()
assert memory.traversals is not None or memory.unread
print(ouroboros_dump.dump(OUT).error)
""", self.path("called.ouro"))
        self.assertEqual(done.stdout.strip(), "None")


class ThreadsTest(FolderTestCase):
    def test_busy_threads(self):
        """While threads shuffle references, no garbage is invented and nothing dangles."""
        import json
        done = self.python(os.path.join(HERE, "busy_threads.py"), self.path("busy.ouro"), "3")
        for found in json.loads(done.stdout)["dumps"]:
            self.assertEqual(found["warnings"], [])
            if found["atomic"]:
                self.assertEqual((found["dangling"], found["overcounted"], found["garbage"]), (0, 0, []))
            self.assertGreater(found["objects"], 30_000)

    def test_threads_waiting(self):
        out = self.path("waiting.ouro")
        self.program("""
import threading
stop = threading.Event()
threads = [threading.Thread(target=stop.wait, daemon=True) for _ in range(20)]
for thread in threads:
    thread.start()
result = ouroboros_dump.dump(OUT, raises=True)
stop.set()
for thread in threads:
    thread.join()
""", out)
        dump = ouro_reader.Dump(out)
        self.assertEqual(len(dump.meta["threads"]), 21)
        self.assertEqual(dump.meta["atomic"], os.name == "posix")

    def test_a_switch_follows_the_long_interval(self):
        """A thread that waited by the short interval, however late it is scheduled, asks for the GIL no more."""
        for alone in ("True", "False"):
            self.program("""
import threading
memory = ouroboros_dump._get_memory()
if memory.lock is not None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, daemon=True)
    thread.start()
    before = memory.switches()
    ouroboros_dump._quieten(%s, 0.1, 0.005)
    assert sys.getswitchinterval() == 1.5
    assert memory.switches() >= before + 2, (before, memory.switches())
    stop.set()
    thread.join()
else:
    assert memory.unread
""" % alone, "no dump")

    def test_the_system_is_asked_by_the_interval_of_the_program(self):
        """By the long one, each question would cost a busy thread's whole turn."""
        self.program("""
import threading
stop = threading.Event()
thread = threading.Thread(target=stop.wait, daemon=True)
thread.start()
sys.setswitchinterval(0.004)
asked, held = [], []
ask, leave_out = ouroboros_dump._write_native, ouroboros_dump._leave_out_interned
def asks(walk):
    asked.append(round(sys.getswitchinterval(), 3))
    return ask(walk)
def leaves_out(objects):
    held.append(sys.getswitchinterval())
    leave_out(objects)
ouroboros_dump._write_native, ouroboros_dump._leave_out_interned = asks, leaves_out
ouroboros_dump.dump(OUT, raises=True)
assert asked == [0.004], asked
assert held[0] >= 1.5, held
stop.set()
thread.join()
""", self.path("asked.ouro"))

    def test_that_others_ran_is_observed(self):
        """Whether or not they could be held off: here the walk itself gives way once."""
        for threads, during in ((3, "time.sleep(0.05)"), (0, "start(); time.sleep(0.05)"), (0, "time.sleep(0.05)")):
            out = self.path("observed-%d-%d.ouro" % (threads, len(during)))
            self.program("""
import threading, time
def start():
    threading.Thread(target=lambda: [time.sleep(0.001) for _ in iter(stop.is_set, True)], daemon=True).start()
stop = threading.Event()
for _ in range(%d):
    start()
flush = ouroboros_dump._Walk.flush_names
def flushed(walk):
    if walk.batch == 1:
        %s
    flush(walk)
ouroboros_dump._Walk.flush_names = flushed
ouroboros_dump.dump(OUT, raises=True)
stop.set()
""" % (threads, during), out)
            dump = ouro_reader.Dump(out)
            runs = bool(threads or "start" in during)
            self.assertEqual(dump.meta["atomic"], not runs)
            self.assertEqual(dump.meta.get("warnings", []), ["other threads ran while the dump was taken: what they changed may look wrong"]
                             if runs else [])
