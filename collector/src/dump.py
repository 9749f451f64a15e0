# ---------------------------------------------------------------------------------------------
# Taking a dump
# ---------------------------------------------------------------------------------------------


class DumpResult:
    """What `dump` did: `path` (None if it failed), counts, seconds, warnings, error (None or text).

    `how` is "here"; "fork" where a copy of the process writes it, which may not have ended yet; or
    "light" where parts were left out for the sake of `max_pause`, which `warnings` names.
    """

    __slots__ = ("path", "how", "objects", "references", "bytes", "seconds", "warnings", "error")

    def __init__(self):
        self.how = "here"
        self.path = self.error = None
        self.objects = self.references = self.bytes = 0
        self.seconds = 0.0
        self.warnings = []

    def __repr__(self):
        if self.error is not None:
            return "<DumpResult failed: %s>" % self.error
        return "<DumpResult %s: %d objects, %d references, %d bytes, %.2f s>" % (
            self.path, self.objects, self.references, self.bytes, self.seconds)


def dump(path, *, values="short", text=TEXT, code=True, sites=True, compress=True, fork=False, max_pause=None,
         force=False, verbose=False, raises=False):
    """Write the object graph of this process to `path` and return a `DumpResult`.

    `path` is the name of a file, which appears when it is whole; or an open binary file, or a
    descriptor, that is written to and left open: `dump(sys.stdout.buffer)`, `dump(3)`. A device, a
    pipe or what a link leads to is written to, never replaced. What has no descriptor, or is a pipe
    while other threads run, gets the dump after the walk: it is kept in memory until then.

    values="none" leaves out the text of strings, numbers and dict keys (secrets); text is how many
    characters of a string are shown. code=False leaves out what code objects hold (bytecode,
    constants, names): a third fewer objects in a program of many modules. sites=False leaves out
    where objects were allocated, which is known only while tracemalloc traces. compress is False
    (raw columns: larger, quicker to open), True, or a zlib level from 1 to 9.

    fork=True lets a forked copy of the process write the dump, so that this one goes on after some
    milliseconds; it costs memory for what either side changes meanwhile, up to the size of the
    Python heap. Only for a process with one thread, else it is taken here.

    max_pause is for how many seconds the process may stand still, by the estimate: a probe that asks
    whether it is alive may end it. Where a dump would take longer, a forked copy writes it if that is
    safe (Linux, one thread of the system's, memory for a second heap); else what code objects hold,
    allocation sites and, where that is not enough, texts and numbers are left out. It is an estimate,
    and there is no dump that takes no time: `how` of the result says which it was.

    A dump that would need more memory than is left is refused, unless force=True. verbose=True tells
    on stderr what it will cost and how it goes. Never raises, unless raises=True; the result and
    stderr say what went wrong. What a signal handler of the program raises meanwhile is passed on.
    While it runs, other Python threads wait: the process stands still.
    """
    tracer, profiler = sys.gettrace(), sys.getprofile()
    if profiler is not None:
        sys.setprofile(None)
    if tracer is not None:
        sys.settrace(None)
    monitors = _detach_monitors()
    call = _Call(fork, force, verbose, raises, max_pause)
    # Thrice: a handler of the program's may raise in the middle of it, or before it begins.
    try:
        try:
            try:
                _take(call, path, monitors, (values, text, code, sites, compress))
            finally:
                _resume(call, monitors)
        finally:
            _resume(call, monitors)
    finally:
        _resume(call, monitors)
        if profiler is not None:
            sys.setprofile(profiler)
        if tracer is not None:
            sys.settrace(tracer)
    return call.result


class _Call:
    """One call of `dump`: what it was told, what is put back when it ends, what it returns."""

    __slots__ = ("fork", "force", "verbose", "raises", "max_pause", "started", "collecting", "interval", "alone", "result")

    def __init__(self, fork, force, verbose, raises, max_pause=None):
        self.fork, self.force, self.verbose, self.raises = fork, force, verbose, raises
        self.max_pause = max_pause
        self.started = time.monotonic()
        self.collecting = self.interval = None
        self.alone = True
        self.result = DumpResult()


class _OneAtATime:
    """Held by one call at a time. Taken and given back by one step each, which no signal and no thread can divide."""

    __slots__ = ("_holders",)

    def __init__(self):
        self._holders = {}

    def take(self, call):
        """Whether `call` holds it now: not while another call does, of whatever thread."""
        return self._holders.setdefault("call", id(call)) == id(call)

    def held_by(self, call):
        return self._holders.get("call") == id(call)

    def give_back(self):
        self._holders.pop("call", None)

    def locked(self):
        return bool(self._holders)


_lock = _OneAtATime()
# For a fork meanwhile: the thread that takes a dump, the descriptor it writes to, what it is to put back.
_dumping = [None, -1, None, False]


def _resume(call, monitors):
    """Put back what `dump` changed. Doing it twice does no harm."""
    if _lock.held_by(call):
        sys.setswitchinterval(call.interval)
        if call.collecting:
            gc.enable()
        _dumping[:] = None, -1, None, False
        _lock.give_back()
        if not call.alone:
            time.sleep(0)  # those who still wait for the long interval get their turn now
    if monitors is not None:
        _attach_monitors(monitors)


def _after_fork_in_child():
    """In a process that was forked while another thread took a dump: that thread is gone, and its changes stay."""
    global _lock
    thread, descriptor, interval, collecting = _dumping
    if not _lock.locked() or thread == threading.get_ident():
        return
    _lock = _OneAtATime()
    _dumping[:] = None, -1, None, False
    if interval is not None:
        sys.setswitchinterval(interval)
    if collecting:
        gc.enable()
    if descriptor >= 0:
        try:
            os.close(descriptor)
        except OSError:
            pass


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def _take(call, path, monitors, choices):
    """Take the dump and fill in `call.result`."""
    result = call.result
    objects = out = walk = target = None
    collecting, interval = gc.isenabled(), sys.getswitchinterval()
    call.collecting, call.interval = collecting, interval
    if not _lock.take(call):
        result.error = "another dump of this process is being taken"
        return
    try:
        _dumping[:] = threading.get_ident(), -1, interval, collecting
        _check_platform()
        _get_memory()
        _get_opcodes()
        _learn_natives()
        call.alone = len(sys._current_frames()) == 1
        target = _open_target(path)
        _dumping[1] = target.descriptor
        cost = _affordable(call.force, call.verbose, target.spools(call.alone))
        count = cost["trackedObjects"]
        lighter = None
        if call.max_pause is not None and not call.fork:
            choices, lighter = _within_pause(call, cost, choices)
        if call.fork and call.alone and hasattr(os, "fork"):
            _dump_in_child(call, target, choices)
            return
        values, text, code, sites, compress = choices
        # System calls let other threads run: all come before `_quieten` or after the walk.
        _get_holding_calls()
        facts = _process_facts(collecting)
        single = call.alone and _system_threads() == 1
        if not single:
            _quieten(call.alone, cost["seconds"], interval)
        gc.disable()
        switches = _get_memory().switches()
        objects = gc.get_objects()
        # Nothing that the collector would list is made before this line, but for what is left out here.
        _leave_out(objects, (monitors, call, result, result.warnings, target))
        _leave_out_interned(objects)
        # A thread that is not Python's may call into it, but hardly ever does: not worth a dump in memory.
        out = _File(target, compress, not call.alone or not single and target.regular)
        walk = _Walk(out, _get_memory(), values, text, code, call.verbose)
        walk.switches = 0 if single and switches is None else switches
        if lighter is not None:
            walk.warn(lighter)
        if _opcodes:
            walk.statements = _Statements(_opcodes, count)
        _write_dump(walk, objects, facts, sites, interval)
        result.bytes = out.written
        out.finish()
        result.path = target.name
        result.objects, result.references = walk.objects, walk.references
        result.warnings = walk.warnings
        result.seconds = time.monotonic() - call.started
        if call.verbose:
            _say("ouroboros_dump: %d objects, %d references, %.1f MB in %.1f s: %s" % (
                walk.objects, walk.references, out.written / 1e6, result.seconds, target.name))
    except BaseException as raised:
        if target is not None:
            target.abandon()
        result.seconds = time.monotonic() - call.started
        # KeyboardInterrupt, SystemExit and what a signal handler raises are the program's, not ours.
        if call.raises or not isinstance(raised, Exception) or _raised_by_the_program(raised):
            raise
        result.error = _failure(raised)
        _say("ouroboros_dump: no dump was written: %s" % result.error)
    finally:
        objects = walk = out = None


def _leave_out(objects, mine):
    """Take the collector's own few objects out of the list of all: the newest, hence near its start."""
    for one in mine:
        if one is None:
            continue
        for i, found in enumerate(map(_is, objects, itertools.repeat(one))):
            if found:
                objects[i] = objects[-1]
                objects.pop()
                break


_INTERNED = sys.intern("a string of ouroboros_dump that is interned")


def _leave_out_interned(objects):
    """Take the interpreter's table of interned strings out of the list of all (3.14 and later have it there).

    It refers to each twice, as key and as value, and neither reference counts: a string that only the
    table refers to is freed, and no search for what keeps one alive should end there.
    """
    if PY < (3, 14):
        return
    is_dict = map(_is, map(type, objects), itertools.repeat(dict))
    for i in itertools.compress(range(len(objects)), is_dict):
        table = objects[i]
        # Text alone as keys, before one is looked up: comparing with anything else may run code of the program.
        if len(table) > 256 and all(map(_is, table, table.values())) and len(_referents(table)) == len(table) \
                and dict.get(table, _INTERNED) is _INTERNED:
            objects[i] = objects[-1]
            objects.pop()
            break


def _raised_by_the_program(error):
    """Whether an exception comes from code that is neither the collector's nor the library's it calls: a handler's."""
    mine, own = globals(), (os.__dict__, os.path.__dict__, threading.__dict__) + tuple(
        [module.__dict__ for module in (ctypes, opcode) if module is not None])
    trace = error.__traceback__
    while trace is not None:
        space = _frame_globals(trace.tb_frame)
        file = _code_file(_frame_code(trace.tb_frame))
        # What Cython compiled leaves frames, too; no handler runs in them.
        if space is not mine and not any([space is known for known in own]) and not file.endswith((".pyx", ".pxi")):
            return file not in _IMPORTERS
        trace = trace.tb_next
    return False


_IMPORTERS = ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>", "<frozen os>")


# -- callbacks of `sys.monitoring` (3.12 and later) --

if hasattr(sys, "monitoring"):
    _register = sys.monitoring.register_callback
    _get_tool = sys.monitoring.get_tool
    _events = sorted({event for name, event in vars(sys.monitoring.events).items()
                      if name.isupper() and type(event) is int and event and not event & event - 1})
    _monitor_tools = array.array("q", [tool for tool in range(6) for _ in _events])
    _monitor_events = array.array("q", _events * 6)
    del _events
else:
    _register = None


def _detach_monitors():
    """Take away the callbacks of all tools and return them, to be put back; None where there are no tools.

    The events stay switched on, so that no code object has to be instrumented again. In one call of C,
    for no event to be told of meanwhile.
    """
    if _register is None or not any(map(_get_tool, range(6))):
        return None
    return list(map(_register, _monitor_tools, _monitor_events, itertools.repeat(None)))


def _attach_monitors(callbacks):
    list(map(_register, _monitor_tools, _monitor_events, callbacks))  # again in one call


def _quieten(alone, seconds, interval):
    """Make this thread the only one that runs for as long as the dump should take.

    A thread that waits for the GIL asks for it after one switch interval without a switch. One that waits
    since before the interval was made long goes by the short one, until the GIL has changed hands once
    more: then it finds that there was a switch, and waits anew. So there is one, before anything is read:
    either such a thread takes its turn (and one that computes without end keeps it for as long as the
    interval is now), or else a thread of our own does. That it helped is known by the number of switches.
    """
    memory = _get_memory()
    length = max(1.5, 1.6 * seconds)
    sys.setswitchinterval(length)
    before = memory.switches()
    if not alone:
        settled = time.monotonic() + min(0.1, max(0.02, 4 * interval))
        while time.monotonic() < settled and memory.switches() == before:
            pass
    if memory.switches() == before:
        _switch_once(length)


def _switch_once(seconds):
    """Let a thread of our own have the GIL for a moment; nothing where none can be started."""
    if type(_new_lock) is not types.BuiltinFunctionType or type(_new_thread) is not types.BuiltinFunctionType:
        return  # gevent has put its own in their place
    lock = _new_lock()
    lock.acquire()
    try:
        _new_thread(lock.release, ())
    except RuntimeError as error:  # a limit, or the interpreter is ending
        _pass_on(error)
        return
    lock.acquire(True, seconds)


def _dump_in_child(call, target, choices):
    """Fork; the child takes the dump, in a process of its own that nobody needs to wait for."""
    global _copied, _lock
    identity = _identity()
    identity.update(_process_memory())  # of this process: a copy shares all of it with this one
    # The file is open already, so that what is wrong with it is known here.
    child = os.fork()
    if child:
        target.leave_to_child()
        os.waitpid(child, 0)  # it ends at once: the dump is its child's work
        call.result.path, call.result.how = target.name, "fork"
        call.result.seconds = time.monotonic() - call.started
        return
    try:
        if os.fork() == 0:
            _copied = identity
            _lock = _OneAtATime()
            own = _Call(False, True, call.verbose, False)
            _take(own, target, None, choices)
    finally:
        os._exit(0)
