"""Kills, signals, forks and full disks at random moments of a dump: python sixty.py [COUNT] [SEED]

So many times (60) a process that dumps again and again meets one of them, in turn. A killed one may leave a partial
file that says so; any other goes on: garbage collection, switch interval and descriptors as before, nothing left over,
and its next dump is whole. Under the final name there is only ever a whole dump. Needs POSIX. Prints
`N passed, N failed`; exits with 1 if any failed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ("kill", "raise", "fork in a handler", "fork in a thread", "dump in a handler", "full disk")

CHILD = """
import gc, os, resource, signal, sys, threading, time
sys.path.insert(0, sys.argv[1])
import ouroboros_dump
kind, path, chance = sys.argv[2], sys.argv[3], float(sys.argv[4])
heap = [{"number %d" % i: [i, str(i)]} for i in range(20_000)]
class Met(Exception):
    pass
met = threading.Event()
def open_files():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
def state():
    return gc.isenabled(), sys.getswitchinterval(), open_files()
def fine(before, path):
    assert state() == before, (state(), before)
    result = ouroboros_dump.dump(path, raises=True)
    assert state() == before, (state(), before)
def handler(*_):
    global copy
    met.set()
    if kind == "raise":
        raise Met
    if kind == "fork in a handler":
        copy = os.fork()
    if kind == "dump in a handler":
        assert ouroboros_dump.dump(path + ".inner").error
copy = None
signal.signal(signal.SIGUSR1, handler)
def fork_later():
    time.sleep(chance)
    child = os.fork()
    if child == 0:
        try:
            assert gc.isenabled() and sys.getswitchinterval() == before[1], state()
            ouroboros_dump.dump(path + ".copy", raises=True)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    met.set()
before = state()
if kind == "full disk":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    ouroboros_dump.dump(path, raises=True)
    whole = os.path.getsize(path)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(whole * chance), limit[1]))
    assert ouroboros_dump.dump(path).error and os.path.getsize(path) == whole
    resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    fine(before, path)
    raise SystemExit
if kind == "fork in a thread":
    thread = threading.Thread(target=fork_later)
    thread.start()
print("ready", flush=True)
try:
    while not met.is_set():
        result = ouroboros_dump.dump(path)
        assert result.error is None or copy == 0, result.error
except Met:
    pass
if kind == "fork in a thread":
    thread.join()
fine(before, path + ".copy" if copy == 0 else path)
if copy:
    assert os.waitpid(copy, 0)[1] == 0
"""


def whole(path):
    import ouro_reader
    dump = ouro_reader.Dump(path)
    return dump.complete and not dump.dangling()


def meet(kind, folder, chance):
    """What went wrong, or None."""
    path = os.path.join(folder, "met.ouro")
    process = subprocess.Popen([sys.executable, "-c", CHILD, os.path.dirname(HERE), kind, path, str(chance)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if kind in ("kill", "raise", "fork in a handler", "dump in a handler"):
        process.stdout.readline()
        time.sleep(chance)
        process.send_signal(signal.SIGKILL if kind == "kill" else signal.SIGUSR1)
    try:
        told = process.communicate(timeout=120)[1].decode("utf-8", "replace").strip().splitlines()
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "it stood still"
    if process.returncode != (-signal.SIGKILL if kind == "kill" else 0):
        return "it ended with %d: %s" % (process.returncode, told[-1:] or "")
    left = sorted(os.listdir(folder))
    if kind != "kill" and any(name.endswith(".partial") for name in left):
        return "%s was left" % left
    for name in left:
        if not name.endswith(".partial") and not whole(os.path.join(folder, name)):
            return "%s is not whole" % name
    return None


def main(count, seed):
    sys.path.insert(0, HERE)
    chance = random.Random(seed)
    failed = 0
    for i in range(count):
        kind = KINDS[i % len(KINDS)]
        folder = tempfile.mkdtemp(prefix="ouroboros-")
        try:
            wrong = meet(kind, folder, chance.uniform(0.02, 0.98 if kind == "full disk" else 0.6))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if wrong is not None:
            failed += 1
            print("%d, %s: %s" % (i, kind, wrong), flush=True)
    print("CPython %s, seed %d" % (sys.version.split()[0], seed))
    print("%d passed, %d failed" % (count - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*[int(word) for word in (sys.argv[1:] + ["60", "1"][len(sys.argv) - 1:])[:2]]))
