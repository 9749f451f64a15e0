# ---------------------------------------------------------------------------------------------
# A process that already runs
# ---------------------------------------------------------------------------------------------

_ATTACHED = """
import sys
def take(file, path, told, **options):
    how = "here"
    try:
        collector = sys.modules.get("ouroboros_dump")
        if collector is None or not hasattr(collector, "dump"):
            import importlib.util
            spec = importlib.util.spec_from_file_location("ouroboros_dump", file)
            collector = importlib.util.module_from_spec(spec)
            sys.modules["ouroboros_dump"] = collector
            spec.loader.exec_module(collector)
        result = collector.dump(path, **options)
        error, how = result.error or "", getattr(result, "how", how)
    except BaseException as raised:
        error = "%s: %s" % (type(raised).__name__, raised)
    with open(told + ".new", "w") as out:
        out.write(how + "\\n" + error)
    import os
    os.replace(told + ".new", told)
"""


class UsageError(Exception):
    """What is wrong with the command, in words for the person who typed it."""


class AttachError(Exception):
    """Why a process cannot be attached to, in words for the person who tried."""


def attach(pid, path, values="short", timeout=120.0, max_pause=None):
    """Have process `pid` dump itself to `path`. `sys.remote_exec` on 3.14 and later, else gdb (Linux).

    `path` may be an open binary file of this process: then the dump comes through a pipe, and the other
    process needs no disk (`python -m ouroboros_dump attach PID -o - > leak.ouro`).

    max_pause is as in `dump`: where a forked copy writes the dump, this waits for it.

    Attaching with gdb is never free of risk: it calls into a process at whatever point it is. Use
    it on a process that may die.
    """
    import tempfile
    pid = int(pid)
    stream = path if hasattr(path, "write") else None
    path = None if stream is not None else os.path.abspath(path)
    if pid == os.getpid():
        raise AttachError("that is this process: call dump() in it")
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        raise AttachError("there is no process %d" % pid)
    except PermissionError:
        raise AttachError("process %d belongs to another user: try again as root or as that user" % pid)
    if stream is not None and not hasattr(os, "mkfifo"):
        raise AttachError("this system has no named pipes: name a file instead")
    folder = tempfile.mkdtemp(prefix="ouroboros-attach-")
    _give_to_owner_of(pid, folder)
    copier = None
    told = os.path.join(folder, "outcome")
    script = os.path.join(folder, "attached.py")
    before = _version_of(path)
    try:
        if stream is not None:
            path = os.path.join(folder, "dump")
            os.mkfifo(path, 0o600)
            _give_to_owner_of(pid, path)
            copier = _PipeCopier(path, stream)  # at once: gdb does not come back before the dump is written
        with open(script, "w") as file:
            options = "values=%r" % values + ("" if max_pause is None else ", max_pause=%r" % float(max_pause))
            file.write(_ATTACHED + "take(%r, %r, %r, %s)\n" % (os.path.abspath(__file__), path, told, options))
        os.chmod(script, 0o644)
        target = _python_of(pid)
        if target is not None and target >= (3, 14) and target == PY and hasattr(sys, "remote_exec"):
            try:
                sys.remote_exec(pid, script)
            except PermissionError:
                raise AttachError("not permitted to attach to process %d: try again as root or as its user "
                                  "(on macOS with sudo)" % pid)
            except RuntimeError as error:
                raise AttachError("process %d does not take remote scripts: %s" % (pid, error))
        elif target is not None and target >= (3, 14) and os.name != "posix":
            raise AttachError("process %d is Python %d.%d: run this with the same version" % ((pid,) + target))
        else:
            _attach_with_gdb(pid, script)
        deadline = time.monotonic() + timeout
        while not os.path.exists(told):
            if time.monotonic() > deadline:
                raise AttachError("process %d has not answered within %d s: it may sit in a long call; the dump "
                                  "comes as soon as it runs Python code again" % (pid, timeout))
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                raise AttachError("process %d ended before it could write the dump" % pid)
            time.sleep(0.05)
        if copier is not None:
            copier.finish(deadline)
        with open(told) as file:
            how, _, error = file.read().partition("\n")
        if error:
            raise AttachError("process %d could not write the dump: %s" % (pid, error))
        while stream is None and how == "fork" and _version_of(path) == before:
            if time.monotonic() > deadline:
                raise AttachError("the copy of process %d has not written %s within %d s" % (pid, path, timeout))
            time.sleep(0.05)
        return path
    finally:
        import shutil
        if copier is not None:
            copier.stop()
        if os.path.exists(told):
            shutil.rmtree(folder, ignore_errors=True)


def _version_of(path):
    """What tells a file from the one that takes its name later; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, TypeError):
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _give_to_owner_of(pid, path):
    """Let the user of process `pid`, and nobody else, have a file or folder of ours: it may not be ours to dump."""
    try:
        owner = os.stat("/proc/%d" % pid)
        if os.geteuid() == 0:
            os.chown(path, owner.st_uid, owner.st_gid)
    except (OSError, AttributeError):  # no /proc: the folder's name is hard to guess
        if os.path.isdir(path):
            os.chmod(path, 0o777)
        else:
            os.chmod(path, 0o666)


class _PipeCopier:
    """A thread that copies a named pipe to a file object until it is told that nothing more comes."""

    def __init__(self, path, stream):
        self.stream, self.error, self.over, self.until = stream, None, threading.Event(), 0.0
        self.reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        try:
            while True:
                over = self.over.is_set()
                try:
                    data = os.read(self.reader, 1 << 20)
                except BlockingIOError:  # somebody has it open and will write more: a copy of the process, perhaps
                    if over and time.monotonic() > self.until:
                        self.error = TimeoutError("it was not whole in time")
                        return
                    time.sleep(0.02)
                    continue
                if data:
                    self.stream.write(data)
                elif over:
                    self.stream.flush()
                    return
                else:
                    self.over.wait(0.02)
        except (OSError, ValueError) as error:
            self.error = error
        finally:
            os.close(self.reader)  # the other process gets an error instead of waiting for ever

    def stop(self):
        self.over.set()
        self.thread.join()

    def finish(self, until):
        """Copy the rest, which may come until then. Raises what went wrong with the copying."""
        self.until = until
        self.stop()
        if self.error is not None:
            raise AttachError("the dump could not be passed on: %s" % self.error)


def _python_of(pid):
    """(3, 11) of a running process, from what it has mapped; None if it cannot be told."""
    names = []
    try:
        names.append(os.readlink("/proc/%d/exe" % pid))
    except OSError:
        pass
    for line in _lines_of("/proc/%d/maps" % pid):
        name = line.split(b" ")[-1].strip()
        if b"python3." in name:
            names.append(name.decode("utf-8", "replace"))
    for name in names:
        at = name.find("python3.")
        digits = name[at + 8:at + 10]
        if at >= 0 and digits[:1].isdigit():
            return 3, int(digits if digits.isdigit() else digits[0])
    return None


def _attach_with_gdb(pid, script):
    import shutil
    import subprocess
    if not sys.platform.startswith("linux"):
        raise AttachError("attaching needs Python 3.14 on both sides here; else call ouroboros_dump.dump() in the "
                          "program, or start it with: python -m ouroboros_dump run")
    gdb = shutil.which("gdb")
    if gdb is None:
        raise AttachError("attaching to a Python before 3.14 needs gdb, which is not installed (Debian and Ubuntu: "
                          "apt-get install gdb)")
    fault = _call_fault_of(gdb)
    if fault:
        raise AttachError("this gdb cannot call into processes on this processor (%s), and trying would end process %d; "
                          "use a newer gdb, call ouroboros_dump.dump() in the program, or start it with: "
                          "python -m ouroboros_dump run" % (fault, pid))
    source = "exec(open(%r).read(), {})" % script
    literal = '"%s"' % source.replace("\\", "\\\\").replace('"', '\\"')
    if _in_system_call(pid):
        # Blocked outside the interpreter: the GIL is to be had.
        commands = ["set $ouro_state = (int) PyGILState_Ensure()",
                    "set $ouro_done = (int) PyRun_SimpleString(%s)" % literal,
                    "call (void) PyGILState_Release($ouro_state)"]
    else:
        # In the middle of Python code: only ask for it, the interpreter does it between two instructions.
        commands = ["set $ouro_text = (char *) strdup(%s)" % literal,
                    "set $ouro_done = (int) Py_AddPendingCall((void *) PyRun_SimpleString, $ouro_text)"]
    words = [gdb, "-p", str(pid), "-batch", "-nx", "-ex", "set pagination off", "-ex", "set confirm off"]
    for command in commands:
        words += ["-ex", command]
    words += ["-ex", "print $ouro_done"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    said = done.stdout.decode("utf-8", "replace")
    if "ptrace: Operation not permitted" in said or "Could not attach" in said:
        reason = "as root"
        for line in _lines_of("/proc/sys/kernel/yama/ptrace_scope"):
            if line.strip() not in (b"0", b""):
                reason = "as root, or set /proc/sys/kernel/yama/ptrace_scope to 0"
        raise AttachError("not permitted to attach to process %d: try again %s; in a container it needs the "
                          "SYS_PTRACE capability" % (pid, reason))
    if 'No symbol "' in said:
        raise AttachError("process %d shows no Python symbols: it is not CPython, or its binary is stripped of them "
                          "(some static and musl builds); call ouroboros_dump.dump() in the program" % pid)
    if "$1 = 0" not in said:
        raise AttachError("gdb could not call into process %d: %s" % (pid, said.strip().splitlines()[-1:] or "no word"))


def _call_fault_of(gdb):
    """What gdb says when it cannot call into any process here; '' where it can, or where that cannot be told.

    A gdb that is older than the processor cannot write back all of its registers ("Couldn't write extended state
    status", gdb 13 with AMX): the call fails half-way, and the process it was tried on dies of it. So it is tried
    on a process of our own first.
    """
    import subprocess
    victim = subprocess.Popen([sys.executable, "-S", "-E", "-c", "import sys; sys.stdout.write('.'); sys.stdout.flush(); "
                               "sys.stdin.read()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
    try:
        victim.stdout.read(1)
        done = subprocess.run([gdb, "-p", str(victim.pid), "-batch", "-nx", "-ex", "print (int) getpid()"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    finally:
        victim.kill()
        victim.wait()
        victim.stdin.close()
        victim.stdout.close()
    faults = [line.strip() for line in done.stdout.decode("utf-8", "replace").splitlines() if "Couldn't write" in line]
    return faults[0].rstrip(".") if faults else ""


def _in_system_call(pid):
    """Whether the main thread of a process waits in a system call."""
    for line in _lines_of("/proc/%d/syscall" % pid):
        return not line.startswith(b"running") and not line.startswith(b"-1")
    return False
