# ---------------------------------------------------------------------------------------------
# What a dump costs, and what is left
# ---------------------------------------------------------------------------------------------


def estimate():
    """What a dump will cost, from a count of the objects: a dict of objects, seconds, extraBytes, fileBytes."""
    tracked = len(gc.get_objects())
    objects = tracked * 5 // 2
    return {"trackedObjects": tracked, "objects": objects, "seconds": round(_seconds(objects), 2),
            "extraBytes": tracked * 9 + objects * 5 + 16_000_000, "fileBytes": objects * 10 + 100_000}


def _seconds(objects, code=True, sites=True, values="short"):
    """About how long a dump takes; measured by collector/tests/bench_dump.py on heaps of real programs."""
    each = 2.5e-6
    if sites and _is_traced():
        each *= 3.5
    if not code:
        each *= 0.75
    if values == "none":
        each *= 0.8
    return objects * each + 0.05


def _is_traced():
    module = _own(sys.modules, "_tracemalloc") if type(sys.modules) is dict else None
    return type(module) is _Module and module.is_tracing()


def _within_pause(call, tracked, choices):
    """What to leave out of a dump that should not take longer than `call.max_pause`, and a text that says so.

    Sets `call.fork` instead where a copy of the process can take the whole dump.
    """
    values, text, code, sites, compress = choices
    objects = tracked * 5 // 2
    if _seconds(objects, code, sites, values) <= call.max_pause:
        return choices, None
    if call.alone and _may_fork(objects):
        call.fork = True
        return choices, None
    call.result.how = "light"
    left_out = ["what code objects hold"]
    if sites and _is_traced():
        left_out.append("allocation sites")
    if values != "none" and _seconds(objects, False, False, values) > call.max_pause:
        values = "none"
        left_out.append("texts and numbers")
    return (values, text, False, False, compress), \
        "left out, for the process not to stand still for more than %g s: %s" % (call.max_pause, ", ".join(left_out))


def _may_fork(objects):
    """Whether a copy of the process is safe: no thread but this one, not even of a C library, and room for it."""
    if sys.platform != "linux":
        return False
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return False
    left = _available_memory()
    return threads == 1 and (left is None or left > 200 * objects)


def _affordable(force, verbose, spools):
    """Tell and check what the dump will cost; the number of tracked objects. `spools`: the file is kept in memory."""
    cost = estimate()
    if spools:
        cost["extraBytes"] += cost["fileBytes"]
    left = _available_memory()
    if verbose:
        _say("ouroboros_dump: about %d objects: %.1f s, %.0f MB of memory, a file of %.0f MB" % (
            cost["objects"], cost["seconds"], cost["extraBytes"] / 1e6, cost["fileBytes"] / 1e6))
    if left is not None and cost["extraBytes"] > left and not force:
        raise MemoryError("the dump needs about %.0f MB and %.0f MB are left; force=True takes it all the same" % (
            cost["extraBytes"] / 1e6, left / 1e6))
    return cost["trackedObjects"]


def _memory_limit():
    """Bytes this process may have at most: its control group's limit, else the machine's memory; None if unknown."""
    limit = None
    for line in _lines_of("/proc/meminfo"):
        if line.startswith(b"MemTotal:"):
            limit = int(line.split()[1]) * 1024
    for path in _limit_files():
        for line in _lines_of(path)[:1]:
            if line.strip().isdigit() and (limit is None or int(line) < limit):
                limit = int(line)
    if limit is None:
        try:
            limit = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (AttributeError, ValueError, OSError):
            pass
    return limit


def _limit_files():
    """Where this process's control groups, its own and those around it, tell their limits."""
    paths = [b"/sys/fs/cgroup/memory/memory.limit_in_bytes", b"/sys/fs/cgroup/memory.max"]
    for line in _lines_of("/proc/self/cgroup"):
        number, _, rest = line.strip().partition(b":")
        kind, _, group = rest.partition(b":")
        while group.strip(b"/"):
            if not kind:
                paths.append(b"/sys/fs/cgroup" + group + b"/memory.max")
            elif b"memory" in kind.split(b","):
                paths.append(b"/sys/fs/cgroup/memory" + group + b"/memory.limit_in_bytes")
            group = group.rpartition(b"/")[0]
    return paths


def _available_memory():
    """Bytes this process may still take: the machine's, or its control group's; None if unknown."""
    left = None
    for line in _lines_of("/proc/meminfo"):
        if line.startswith(b"MemAvailable:"):
            left = int(line.split()[1]) * 1024
    group = b""
    for line in _lines_of("/proc/self/cgroup"):
        if line.startswith(b"0::"):
            group = line[3:].strip()
    for limit, used in ((b"/sys/fs/cgroup" + group + b"/memory.max", b"/sys/fs/cgroup" + group + b"/memory.current"),
                        (b"/sys/fs/cgroup/memory.max", b"/sys/fs/cgroup/memory.current"),
                        (b"/sys/fs/cgroup/memory/memory.limit_in_bytes", b"/sys/fs/cgroup/memory/memory.usage_in_bytes")):
        words = _lines_of(limit) + _lines_of(used)
        if len(words) == 2 and words[0].strip().isdigit() and words[1].strip().isdigit():
            found = int(words[0]) - int(words[1])
            left = found if left is None else min(left, found)
    return left


def _lines_of(path):
    try:
        with open(path, "rb") as file:
            return file.readlines()
    except OSError:
        return []


def _failure(error):
    if isinstance(error, OSError) and error.strerror:
        return "%s: %s" % (error.filename, error.strerror) if error.filename else error.strerror
    return "%s: %s" % (type(error).__name__, error)


def _say(text):
    try:
        sys.__stderr__.write(text + "\n")
        sys.__stderr__.flush()
    except Exception:
        pass


def _check_platform():
    if sys.implementation.name != "cpython":
        raise RuntimeError("Ouroboros dumps CPython only; this is %s" % sys.implementation.name)
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        raise RuntimeError("a free-threaded Python cannot be dumped; start it with PYTHON_GIL=1 or -X gil=1")
    if _interpreters() == (False, False):
        raise RuntimeError("a subinterpreter cannot be dumped; call dump() in the main interpreter")


_interpreter_calls = None


def _interpreters():
    """(whether this is the main interpreter, whether it is the only one); (True, True) if unknown."""
    global _interpreter_calls
    if _interpreter_calls is None:
        try:
            api = ctypes.pythonapi
            calls = (api.PyInterpreterState_Get, api.PyInterpreterState_Main, api.PyInterpreterState_Head,
                     api.PyInterpreterState_Next)
            for function in calls:
                function.restype = ctypes.c_void_p
            calls[3].argtypes = (ctypes.c_void_p,)
        except AttributeError:  # 3.8 has no PyInterpreterState_Get; no ctypes
            calls = ()
        _interpreter_calls = calls
    if not _interpreter_calls:
        return True, True
    get, main, head, following = _interpreter_calls
    is_main = get() == main()
    return is_main, is_main and following(head()) is None
