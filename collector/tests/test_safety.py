"""What a dump leaves as it was: the collector's state, callbacks, files of others; and where it may go."""

import os
import sys
import unittest

import ouro_reader
from support import FolderTestCase

POSIX = unittest.skipUnless(os.name == "posix", "needs POSIX")
HEAP = "class Node: pass\nheap = [Node() for _ in range(20_000)]\n"
STATE = """
def state():
    return gc.isenabled(), ouroboros_dump._lock.locked(), sys.getswitchinterval()
"""


class SafetyTest(FolderTestCase):
    def whole(self, path):
        dump = ouro_reader.Dump(path)
        self.assertTrue(dump.complete, dump.warnings)
        return dump

    @POSIX
    def test_a_signal_handler_that_raises_leaves_nothing_behind(self):
        """The signal comes from another thread, so that it is handled where the dump first lets go of the GIL."""
        folder = self.path("handler")
        os.mkdir(folder)
        done = self.program(HEAP + STATE + """
import signal, threading
class Limit(Exception): pass
def handler(*_): raise Limit
signal.signal(signal.SIGALRM, handler)
before, raised = state(), 0
for i in range(12):
    try:
        threading.Timer(0.01 + 0.002 * i * i, os.kill, (os.getpid(), signal.SIGALRM)).start()
        ouroboros_dump.dump(OUT)
        for _ in range(2000): threading.Event().wait(0.001)
    except Limit:
        raised += 1
    assert state() == before, (i, state(), before)
print(raised, [name for name in os.listdir(os.path.dirname(OUT)) if name.endswith(".partial")])
assert ouroboros_dump.dump(OUT).error is None
""", os.path.join(folder, "a.ouro"))
        raised, left = done.stdout.split(None, 1)
        self.assertEqual(left.strip(), "[]")
        self.assertGreater(int(raised), 5)  # signals that come together are handled as one

    @POSIX
    def test_what_a_handler_raises_is_never_taken_for_a_fault_of_the_dump(self):
        """Errors of the kinds that are caught inside, at moments all over a dump: as many come out as were raised."""
        done = self.program(STATE + """
import signal
kept = [{"a": [i]} for i in range(3000)]
calls = caught = 0
kinds = (TimeoutError, KeyError, ValueError, AttributeError, IndexError, RuntimeError, TypeError, UnicodeError)
def handler(*_):
    global calls
    calls += 1
    raise kinds[calls % len(kinds)]
signal.signal(signal.SIGALRM, handler)
before = state()
for i in range(100):
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0005 + 0.0022 * i)
            ouroboros_dump.dump(OUT)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except kinds:
        caught += 1
    assert state() == before, (i, state(), before)
print(calls, caught, [name for name in os.listdir(os.path.dirname(OUT)) if name.endswith(".partial")])
""", os.path.join(self.folder, "kinds.ouro"))
        calls, caught, left = done.stdout.split(None, 2)
        self.assertEqual((caught, left.strip()), (calls, "[]"), done.stderr)
        self.assertGreater(int(calls), 20)

    @POSIX
    def test_a_process_forked_meanwhile_is_as_if_there_had_been_no_dump(self):
        done = self.program(STATE + """
import threading, time, warnings
warnings.simplefilter("ignore")
before, told = state(), []
def work():
    for _ in range(5):
        time.sleep(0.005)
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            right = state() == before and ouroboros_dump.dump(os.devnull).error is None
            os.write(writer, b"1" if right else b"0")
            os._exit(0)
        os.waitpid(child, 0)
        told.append(os.read(reader, 1))
        os.close(reader), os.close(writer)
thread = threading.Thread(target=work)
thread.start()
while thread.is_alive():
    ouroboros_dump.dump(OUT, raises=True)
print(set(told), state() == before)
""", self.path("forked.ouro"))
        self.assertEqual(done.stdout.strip(), "{b'1'} True")

    @POSIX
    def test_a_fork_by_a_handler_in_the_middle_spoils_no_file(self):
        done = self.program(HEAP * 4 + """
import signal
children = []
def handler(*_):
    child = os.fork()
    children.append(child)
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.15)
result = ouroboros_dump.dump(OUT)
signal.setitimer(signal.ITIMER_REAL, 0)  # after a quick dump it would end the program on its way out
if children == [0]:
    os._exit(0 if result.error else 3)
assert result.error is None
if children: print(os.waitpid(children[0], 0)[1])
""", self.path("mid.ouro"))
        self.assertIn(done.stdout.strip(), ("0", ""))
        self.whole(self.path("mid.ouro"))

    @unittest.skipUnless(hasattr(sys, "monitoring"), "needs sys.monitoring")
    def test_no_tool_of_sys_monitoring_is_called(self):
        done = self.program(HEAP + """
called = []
monitoring, events = sys.monitoring, sys.monitoring.events
monitoring.use_tool_id(2, "demo")
def callback(code, *rest):
    called.append(code.co_name)
kinds = events.PY_START | events.LINE | events.CALL | events.JUMP
for event in (events.PY_START, events.LINE, events.CALL, events.JUMP):
    monitoring.register_callback(2, event, callback)
monitoring.set_events(2, kinds)
before = len(called)
result = ouroboros_dump.dump(OUT)
during = len(called) - before
monitoring.set_events(2, 0)
assert result.error is None
assert monitoring.register_callback(2, events.LINE, None) is callback
print(during)
""", self.path("monitored.ouro"))
        self.assertLess(int(done.stdout), 100)
        self.assertEqual(self.whole(self.path("monitored.ouro")).dangling(), [])

    def test_trace_and_profile_functions_are_put_back(self):
        done = self.program("""
called = []
def tracer(frame, event, argument):
    called.append(frame.f_code.co_name)
    return tracer
def profiler(frame, event, argument):
    called.append(frame.f_code.co_name)
def take():
    result = ouroboros_dump.dump(OUT)
    assert sys.gettrace() is tracer and sys.getprofile() is profiler
    assert result.error is None
sys.settrace(tracer)
sys.setprofile(profiler)
take()
sys.settrace(None)
sys.setprofile(None)
print(len(called))
""", self.path("traced.ouro"))
        self.assertLess(int(done.stdout), 100)

    @POSIX
    def test_links_pipes_and_planted_names_are_respected(self):
        folder = self.path("targets")
        os.mkdir(folder)
        done = self.program("""
import stat, threading
os.chdir(os.path.dirname(OUT))
os.mkfifo("fifo")
assert ouroboros_dump.dump("fifo").error
got = []
def read():
    with open("fifo", "rb") as file: got.append(file.read())
reader = threading.Thread(target=read)
reader.start()
import time
while ouroboros_dump.dump("fifo").error: time.sleep(0.01)
reader.join()
with open("through.ouro", "wb") as file: file.write(got[0])
assert stat.S_ISFIFO(os.stat("fifo").st_mode)
with open("real.ouro", "w") as file: file.write("old")
os.symlink("real.ouro", "link.ouro")
assert ouroboros_dump.dump("link.ouro").error is None
assert os.path.islink("link.ouro")
open("victim", "w").close()
os.symlink("victim", "x.ouro.%d.partial" % os.getpid())
assert ouroboros_dump.dump("x.ouro").error is None
assert os.path.getsize("victim") == 0 and not os.path.islink("x.ouro")
assert stat.S_IMODE(os.stat("x.ouro").st_mode) == 0o600
assert ouroboros_dump.dump(os.devnull).error is None
assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
os.symlink("missing.ouro", "dangling.ouro")
assert ouroboros_dump.dump("dangling.ouro").error is None
""", os.path.join(folder, "a.ouro"))
        self.assertIn("fifo", done.stderr)
        for name in ("through.ouro", "real.ouro", "x.ouro", "missing.ouro"):
            self.whole(os.path.join(folder, name))

    def test_open_files_and_descriptors(self):
        self.program("""
import io
memory = io.BytesIO()
assert ouroboros_dump.dump(memory).error is None
with open(OUT + ".memory", "wb") as file: file.write(memory.getvalue())
with open(OUT + ".file", "wb") as file:
    assert ouroboros_dump.dump(file).error is None
    assert not file.closed
descriptor = os.open(OUT + ".number", os.O_WRONLY | os.O_CREAT)
assert ouroboros_dump.dump(descriptor).error is None
os.close(descriptor)
class Slow(io.RawIOBase):
    def __init__(self): self.got = bytearray()
    def writable(self): return True
    def write(self, data):
        self.got += data[:100]
        return len(data[:100])
slow = Slow()
assert ouroboros_dump.dump(slow).error is None
with open(OUT + ".slow", "wb") as file: file.write(slow.got)
assert ouroboros_dump.dump(987654).error and ouroboros_dump.dump(object()).error
""", self.path("open.ouro"))
        for name in ("memory", "file", "number", "slow"):
            self.whole(self.path("open.ouro." + name))

    @POSIX
    def test_a_pipe_that_a_thread_of_the_same_process_reads(self):
        self.program(HEAP + """
import threading
reader, writer = os.pipe()
def copy():
    with open(OUT, "wb") as out, open(reader, "rb", 0) as source:
        while True:
            data = source.read(65536)
            if not data: return
            out.write(data)
thread = threading.Thread(target=copy)
thread.start()
assert ouroboros_dump.dump(writer).error is None
os.close(writer)
thread.join()
""", self.path("pipe.ouro"))
        self.whole(self.path("pipe.ouro"))

    @POSIX
    def test_a_fork_that_cannot_write_says_so(self):
        done = self.program("print(ouroboros_dump.dump(OUT, fork=True).error)\n", self.path("missing/x.ouro"))
        self.assertIn("No such file", done.stdout)


if __name__ == "__main__":
    unittest.main()
