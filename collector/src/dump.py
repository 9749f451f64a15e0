# ---------------------------------------------------------------------------------------------
# Taking a dump
# ---------------------------------------------------------------------------------------------


class DumpResult:
    """What `dump` did: `path` (None if it failed), counts, seconds, warnings, error (None or text)."""

    __slots__ = ("path", "objects", "references", "bytes", "seconds", "warnings", "error")

    def __init__(self):
        self.path = self.error = None
        self.objects = self.references = self.bytes = 0
        self.seconds = 0.0
        self.warnings = []

    def __repr__(self):
        if self.error is not None:
            return "<DumpResult failed: %s>" % self.error
        return "<DumpResult %s: %d objects, %d references, %d bytes, %.2f s>" % (
            self.path, self.objects, self.references, self.bytes, self.seconds)


def dump(path, *, values="short", text=TEXT, code=True, sites=True, compress=True, fork=False, force=False,
         verbose=False, raises=False):
    """Write the object graph of this process to `path` and return a `DumpResult`.

    values="none" leaves out the text of strings, numbers and dict keys (secrets); text is how many
    characters of a string are shown. code=False leaves out what code objects hold (bytecode,
    constants, names): a third fewer objects in a program of many modules. sites=False leaves out
    where objects were allocated, which is known only while tracemalloc traces. compress is False
    (raw columns: larger, quicker to open), True, or a zlib level from 1 to 9.

    fork=True lets a forked copy of the process write the dump, so that this one goes on after some
    milliseconds; it costs memory for what either side changes meanwhile, up to the size of the
    Python heap. Only for a process with one thread, else it is taken here.

    A dump that would need more memory than is left is refused, unless force=True. verbose=True tells
    on stderr what it will cost and how it goes. Never raises, unless raises=True; the result and
    stderr say what went wrong. While it runs, other Python threads wait.
    """
    started = time.monotonic()
    collecting = gc.isenabled()
    interval = sys.getswitchinterval()
    tracer, profiler = sys.gettrace(), sys.getprofile()
    objects = out = None
    alone = True
    descriptor = -1
    if not _lock.acquire(False):
        result = DumpResult()
        result.error = "another dump of this process is being taken"
        return result
    try:
        if tracer is not None:
            sys.settrace(None)
        if profiler is not None:
            sys.setprofile(None)
        path = os.fsdecode(path)
        _check_platform()
        _get_memory()
        _get_opcodes()
        alone = len(sys._current_frames()) == 1
        if fork and alone and hasattr(os, "fork"):
            return _dump_in_child(path, values, text, code, sites, compress, verbose)
        count = _affordable(force, verbose)
        # System calls let other threads run: all come before `_quieten` or after the walk.
        _get_holding_calls()
        facts = _process_facts(collecting)
        descriptor = _open_temporary(path)
        until = None if alone else _quieten(count, interval)
        gc.disable()
        objects = gc.get_objects()
        # Nothing that the collector would list is made before this line.
        out = _File(path, descriptor, compress, until is not None)
        descriptor = -1
        result = DumpResult()
        walk = _Walk(out, _get_memory(), values, text, code, verbose)
        walk.expected = count
        if _opcodes:
            walk.statements = _Statements(_opcodes, count)
        _write_dump(walk, objects, facts, sites, until)
        sys.setswitchinterval(interval)
        result.bytes = out.written
        out.finish()
        result.path = path
        result.objects, result.references = walk.objects, walk.references
        result.warnings = walk.warnings
        if verbose:
            _say("ouroboros_dump: %d objects, %d references, %.1f MB in %.1f s: %s" % (
                walk.objects, walk.references, out.written / 1e6, time.monotonic() - started, path))
    except BaseException as raised:
        if out is not None:
            out.abandon()
        elif descriptor >= 0:
            os.close(descriptor)
            os.unlink(_temporary(path))
        # KeyboardInterrupt and SystemExit are the program's, not ours.
        if raises or not isinstance(raised, Exception):
            raise
        result = DumpResult()
        result.error = _failure(raised)
        _say("ouroboros_dump: no dump was written: %s" % result.error)
    finally:
        objects = walk = None
        sys.setswitchinterval(interval)
        if not alone:
            time.sleep(0)  # those who still wait for the long interval get their turn now
        _lock.release()
        if profiler is not None:
            sys.setprofile(profiler)
        if tracer is not None:
            sys.settrace(tracer)
        if collecting:
            gc.enable()
    result.seconds = time.monotonic() - started
    return result


_lock = threading.Lock()


def _quieten(count, interval):
    """Make this thread the only one that runs for as long as the dump should take.

    Returns the moment until which that holds. A thread that waits for the GIL asks for it after one
    switch interval without a switch. Those that wait already go by the short interval, and may
    take the GIL once more; the loop lets that happen before anything is read. If such a thread
    computes without end, this one waits for it, once, for as long as the interval is now.
    """
    length = max(3.0, count * 1e-5)
    sys.setswitchinterval(length)
    settled = time.monotonic() + max(0.02, 4 * interval)
    while time.monotonic() < settled:
        pass
    return time.monotonic() + length


def _dump_in_child(path, values, text, code, sites, compress, verbose):
    """Fork; the child takes the dump, in a process of its own that nobody needs to wait for."""
    global _copied
    result = DumpResult()
    result.path = path
    identity = _identity()
    child = os.fork()
    if child:
        os.waitpid(child, 0)  # it ends at once: the dump is its child's work
        return result
    try:
        if os.fork() == 0:
            _copied = identity
            _lock.release()
            dump(path, values=values, text=text, code=code, sites=sites, compress=compress, verbose=verbose)
    finally:
        os._exit(0)
