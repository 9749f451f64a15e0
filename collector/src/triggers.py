# ---------------------------------------------------------------------------------------------
# Other ways to take one: signal, memory limit, interval, exit, another process, tests
# ---------------------------------------------------------------------------------------------

_taken = 0


def _numbered(pattern):
    """`leak-{pid}-{n}.ouro` with this process's id and the number of the dump; both are put in if missing."""
    global _taken
    _taken += 1
    if "{pid}" not in pattern and "{n}" not in pattern:
        stem, extension = os.path.splitext(pattern)
        pattern = stem + "-{pid}-{n}" + (extension or ".ouro")
    return pattern.replace("{pid}", str(os.getpid())).replace("{n}", str(_taken))


def on_signal(pattern="ouroboros-{pid}-{n}.ouro", number=None, **options):
    """Take a dump whenever the process gets a signal (SIGUSR2 unless told). Call it in the main thread."""
    import signal
    pattern = os.path.abspath(pattern)  # the program may change its folder
    if number is None:
        if not hasattr(signal, "SIGUSR2"):
            raise ValueError("this system has no SIGUSR2: pass a signal number")
        number = signal.SIGUSR2

    def handler(_number, _frame):
        dump(_numbered(pattern), **options)
    signal.signal(number, handler)


def watch(pattern="ouroboros-{pid}-{n}.ouro", over=None, every=None, poll=0.25, **options):
    """Take dumps from a thread of its own: once memory passes `over` bytes, or `every` so many seconds.

    After a dump for memory the next comes when memory has grown by half again. A dump that is being taken
    when the program ends is waited for.
    """
    import atexit
    pattern = os.path.abspath(pattern)
    atexit.register(_wait_for_dump)

    def work():
        limit = over
        due = None if every is None else time.monotonic() + every
        while True:
            time.sleep(poll)
            if limit is not None and _resident() > limit:
                dump(_numbered(pattern), **options)
                limit = max(limit, _resident()) * 3 // 2
            if due is not None and time.monotonic() >= due:
                dump(_numbered(pattern), **options)
                due = time.monotonic() + every
    thread = threading.Thread(target=work, name="ouroboros_dump", daemon=True)
    thread.start()
    if hasattr(os, "register_at_fork"):
        # Threads do not survive a fork: a child watches itself.
        os.register_at_fork(after_in_child=lambda: threading.Thread(
            target=work, name="ouroboros_dump", daemon=True).start())
    return thread


def _wait_for_dump(seconds=60):
    """Let a dump that another thread takes come to its end, before the interpreter stops that thread."""
    until = time.monotonic() + seconds
    while _lock.locked() and _dumping[0] not in (None, threading.get_ident()) and time.monotonic() < until:
        time.sleep(0.01)


def _resident():
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return _process_memory().get("rssBytes", 0)


def at_exit(pattern="ouroboros-{pid}-{n}.ouro", **options):
    """Take a dump when the process ends normally, before its modules are cleared."""
    import atexit
    pattern = os.path.abspath(pattern)

    def take():
        dump(_numbered(pattern), **options)
    atexit.register(take)
    multiprocessing = sys.modules.get("multiprocessing.util")
    if multiprocessing is not None:
        # Children of multiprocessing leave by os._exit: only its own finalisers run there.
        multiprocessing.register_after_fork(_numbered, lambda _: multiprocessing.Finalize(
            None, take, exitpriority=-100))


def on_error(pattern="ouroboros-{pid}-{n}.ouro", names=("MemoryError",), **options):
    """Take a dump when an exception of these names ends the program, a thread or an asyncio task.

    While it is told, so that its traceback still holds the frames and what they refer to. A name is
    that of the exception's class or of one of its base classes, with or without its module. Each
    exception once. What was installed to be told of exceptions before is called afterwards.
    """
    pattern = os.path.abspath(pattern)
    last = []

    def take(error):
        if error is None or last == [id(error)]:
            return
        for base in _type_mro(type(error)):
            if _class_name(base) in names or _qualified_name(base) in names:
                last[:] = [id(error)]
                dump(_numbered(pattern), **options)
                return
    _hook(sys, "excepthook", lambda kind, value, trace: take(value))
    _hook(threading, "excepthook", lambda told: take(told.exc_value))
    import asyncio.base_events
    loops = asyncio.base_events.BaseEventLoop
    handle = loops.call_exception_handler

    def call_exception_handler(self, context):
        take(context.get("exception"))
        return handle(self, context)
    loops.call_exception_handler = call_exception_handler


def _hook(module, name, before):
    """Have `before` called in front of what a module calls when nobody caught an exception."""
    installed = getattr(module, name)

    def hook(*told):
        before(*told)
        installed(*told)
    setattr(module, name, hook)


_SITE = """# Made by `ouroboros_dump run`: loads the collector into Python children, then the real sitecustomize.
import importlib.machinery, importlib.util, os, sys
here = os.path.dirname(os.path.abspath(__file__))
def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
try:
    load("ouroboros_dump", os.environ["OUROBOROS_DUMP_FILE"])._start_from_environment()
except Exception as error:
    sys.stderr.write("ouroboros_dump: not started in process %d: %s\\n" % (os.getpid(), error))
found = importlib.machinery.PathFinder.find_spec(
    "sitecustomize", [path for path in sys.path if os.path.abspath(path or ".") != here])
if found is not None and found.origin:
    load("sitecustomize", found.origin)
"""


def _start_from_environment():
    """In a child of `run`: what it was told to do, from the environment."""
    words = os.environ.get("OUROBOROS_DUMP_RUN", "").split("\n")
    if len(words) == 8:
        pattern, over, every, exiting, values, verbose, names, pause = words
        _start(pattern, int(over) if over else None, float(every) if every else None, exiting == "1",
               tuple(filter(None, names.split(","))), values=values, verbose=verbose == "1",
               max_pause=float(pause) if pause else None)


def _start(pattern, over, every, exiting, names, **options):
    if names:
        on_error(pattern, names, **options)
    if over is not None or every is not None:
        watch(pattern, over, every, **options)
    if exiting:
        at_exit(pattern, **options)


def _size(text):
    """`2GB`, `500M`, `1048576`, or `85%` of what the control group or the machine allows, in bytes."""
    if text.strip().endswith("%"):
        try:
            share = float(text.strip()[:-1])
        except ValueError:
            share = 0.0
        if not 0 < share <= 100:
            raise UsageError("not a share of the memory: %r (write 85%%)" % text)
        limit = _memory_limit()
        if limit is None:
            raise UsageError("%s: this system does not say how much memory there is; write a size" % text)
        return int(limit * share / 100)
    units = {"": 1, "K": 1000, "M": 1000 ** 2, "G": 1000 ** 3, "T": 1000 ** 4}
    word = text.strip().upper().replace("IB", "I").replace("B", "")
    binary = word.endswith("I")
    number = word[:-1] if binary else word
    unit = number[-1:] if number[-1:].isalpha() else ""
    number = number[:len(number) - len(unit)]
    try:
        factor = units[unit]
        if binary:
            factor = 1024 ** ["", "K", "M", "G", "T"].index(unit)
        return int(float(number) * factor)
    except (KeyError, ValueError):
        raise UsageError("not a size: %r (write 2GB, 500M, 85%% or a number of bytes)" % text)


def _run(words):
    """Run a script or, with -m, a module, as `python` would, and take dumps of it."""
    import tempfile
    pattern = os.path.abspath(words.out)
    over = None if words.over is None else _size(words.over)
    names = tuple(name.strip() for text in words.on or () for name in text.split(",") if name.strip())
    exiting = words.at_exit or over is None and words.every is None and not names
    sys.argv = [words.script] + words.arguments
    main = types.ModuleType("__main__")
    if words.module:
        import importlib.util
        sys.path[0] = os.getcwd()
        name = words.script
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = importlib.util.find_spec(name + ".__main__")
        if spec is None or spec.loader is None or not hasattr(spec.loader, "get_code"):
            raise UsageError("no module named %s can be run" % name)
        code = spec.loader.get_code(spec.name)
        main.__spec__, main.__file__, main.__package__ = spec, spec.origin, spec.parent
        sys.argv[0] = spec.origin
    else:
        path = os.path.abspath(words.script)
        try:
            with open(path, "rb") as file:
                source = file.read()
        except OSError as error:
            raise UsageError("%s: %s" % (path, error.strerror))
        code = compile(source, path, "exec")
        del source
        sys.path[0] = os.path.dirname(path)
        main.__file__ = path
    # Nothing is started for a command that cannot be run.
    if not words.no_children:
        folder = tempfile.mkdtemp(prefix="ouroboros-")
        with open(os.path.join(folder, "sitecustomize.py"), "w") as file:
            file.write(_SITE)
        os.environ["OUROBOROS_DUMP_FILE"] = os.path.abspath(__file__)
        os.environ["OUROBOROS_DUMP_RUN"] = "\n".join(
            [pattern, str(over or ""), str(words.every or ""), str(int(exiting)), words.values, str(int(words.verbose)),
             ",".join(names), "" if words.max_pause is None else repr(words.max_pause)])
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
        import atexit
        import shutil
        owner = os.getpid()
        atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
        import multiprocessing.util  # its children are told apart from those of subprocess
        del multiprocessing
    _start(pattern, over, words.every, exiting, names, values=words.values, verbose=words.verbose, max_pause=words.max_pause)
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    exec(code, main.__dict__)
    return 0
