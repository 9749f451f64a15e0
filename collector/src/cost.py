# ---------------------------------------------------------------------------------------------
# What a dump costs, and what is left
# ---------------------------------------------------------------------------------------------


def estimate():
    """What a dump will cost, from a count of the objects: a dict of objects, seconds, extraBytes, fileBytes."""
    found = gc.get_objects()
    tracked = len(found)
    try:
        items, fresh, room = _in_long_containers(found)
    except Exception as error:  # another thread changes what is sampled, or a numpy unlike those known
        _pass_on(error)
        items = fresh = room = 0
    found = None
    objects = tracked * 5 // 2 + fresh
    return {"trackedObjects": tracked, "objects": objects, "seconds": round(_seconds(tracked, items, fresh), 2),
            "extraBytes": tracked * 9 + objects * 5 + room + 16_000_000,
            "fileBytes": objects * 10 + items * 3 + 100_000, "longItems": items, "longFresh": fresh}


def _seconds(tracked, items=0, fresh=0, code=True, sites=True, values="short"):
    """About how long a dump takes; measured by collector/tests/bench_dump.py on heaps of real programs."""
    each = 2.5e-6
    if sites and _is_traced():
        each *= 3.5
    if not code:
        each *= 0.75
    if values == "none":
        each *= 0.8
    return (tracked * 5 // 2 * each + fresh * each * 0.4 + items * 0.2e-6 + 0.05) * _pace() / _processor_share()


def _pace():
    """How many times as long as where the figures above were measured this interpreter and machine take.

    The quickest of a few rounds of what a walk does most: a millisecond or two, in which others hardly run.
    """
    probe = [(number, None) for number in range(500)]
    best = 1.0
    for _ in range(5):
        started = time.perf_counter()
        seen = {}
        for o in probe:
            for item in _referents(o):
                seen[id(item) >> 4] = item
            array.array("Q", map(id, (o,)))
        best = min(best, time.perf_counter() - started)
    return 1.0 if _is_traced() else min(50.0, max(0.25, best / _PACE))


_PACE = 0.00029  # seconds of a round where `_seconds` was measured, with CPython 3.11


def _processor_share():
    """How much of one processor the control group gives this process, 1 at most: one that is held back stands still longer."""
    share = 1.0
    for path in _limit_files():
        if path.endswith(b"/memory.max"):
            for line in _lines_of(path[:-len(b"memory.max")] + b"cpu.max")[:1]:
                words = line.split()
                if len(words) == 2 and words[0].isdigit() and words[1].isdigit() and int(words[1]):
                    share = min(share, max(0.01, int(words[0]) / int(words[1])))
    return share


def _in_long_containers(objects):
    """(items of long containers, how many of them nothing else counts, bytes that the longest needs)

    Few objects of a heap are in long containers, and of those that are, most are not tracked: a list of ten
    million numbers is one tracked object. Which share of a container's items are objects of their own, a sample says.
    """
    _get_memory()
    objects = objects + _untracked_ones(objects)
    found = []  # container, length, bytes that an item needs
    exact, derived, known = {}, {}, {}
    for start in range(0, len(objects), 1 << 16):  # not at once: that took more memory than the dump
        _find_long(objects[start:start + (1 << 16)], exact, derived, known, found)
    items = fresh = room = 0
    for o, n, each in found:
        items += n
        room = max(room, n * each)
        part = list(itertools.islice(_sample(o, n), _SAMPLE))
        if part:
            own = set(map(id, itertools.filterfalse(_tracked, part)))
            fresh += n * (2 if _has_base(o, dict) else 1) * len(own) // len(part)
    o = part = None
    return items, fresh, room


def _find_long(objects, exact, derived, known, found):
    """Adds those of `objects` that are long to `found`; the rest is what is known of their classes, by id."""
    array_class = _loaded("numpy", "ndarray")
    keys = list(map(id, map(type, objects)))
    for key, o in dict(zip(keys, objects)).items():
        if key in known:
            continue
        known[key] = True
        if key in _EXACT:
            if type(o) is not str:
                exact[key] = True
        else:
            length = _long_length(type(o))
            if length is None and array_class is not None and type(o) is array_class:
                length = _array_getters()["size"]
            if length is not None:
                derived[key] = length
    chosen = list(itertools.compress(objects, map(exact.__contains__, keys)))
    for o in itertools.compress(chosen, map(LONG.__lt__, map(len, chosen))):
        found.append((o, len(o), 40 if type(o) is dict else 0))
    if derived:
        chosen = list(itertools.compress(objects, map(derived.__contains__, keys)))
        lengths = [derived[key](o) for key, o in zip(map(id, map(type, chosen)), chosen)]
        for o, n in itertools.compress(zip(chosen, lengths), map(LONG.__lt__, lengths)):
            if type(o) is not array_class or _elements_of_array(o):
                found.append((o, n, 40))


def _untracked_ones(objects):
    """Containers and arrays that the collector does not list: those of modules, and of the blocks of pandas' frames."""
    holders = [_module_dict(module) for module in list(sys.modules.values()) if type(module) is _Module] \
        if type(sys.modules) is dict else []
    todo, blocks = [_loaded("pandas._libs.internals", "Block")], {}
    while todo:
        cls = todo.pop()
        if _is_class(cls):
            blocks[id(cls)] = True
            todo += type.__subclasses__(cls)
    if blocks:
        found = list(itertools.compress(objects, map(blocks.__contains__, map(id, map(type, objects)))))
        holders += found + _referents(*found)  # the array, or what has it
    kinds = [dict, tuple, _loaded("numpy", "ndarray")]
    return [o for o in itertools.filterfalse(_tracked, _referents(*holders)) if any([type(o) is kind for kind in kinds])]


_SAMPLE = 200


def _sample(o, n):
    """Some of the items of a long container, from all over it where that can be had."""
    cls = type(o)
    if cls is list or cls is tuple:
        if len(_referents(o)) == n:
            for i in range(0, n, n // _SAMPLE):
                yield o[i]
    elif cls is dict or _has_base(o, dict):
        for entry in dict.items(o):
            for one in entry:
                yield one
    elif cls is set or cls is frozenset:
        for item in o:
            yield item
    elif cls is _loaded("numpy", "ndarray"):
        memory = _get_memory()
        if memory.word is not None:
            start = _array_getters()["interface"](o)["data"][0] >> 3
            for at in range(start, start + n, n // _SAMPLE):
                if memory.word[at]:
                    yield memory.item[at]


def _elements_of_array(o):
    """How many objects a numpy array owns, if it is contiguous; 0 for numbers."""
    kinds = _array_getters()
    dtype = kinds["dtype"](o)
    flags = kinds["flags_num"](kinds["flags"](o))
    if kinds["kind"](dtype) != "O" or not flags & 4 or not flags & 1:
        return 0
    return kinds["size"](o)


def _is_traced():
    module = _own(sys.modules, "_tracemalloc") if type(sys.modules) is dict else None
    return type(module) is _Module and module.is_tracing()


def _within_pause(call, cost, choices):
    """What to leave out of a dump that should not take longer than `call.max_pause`, and a text that says so.

    Sets `call.fork` instead where a copy of the process can take the whole dump.
    """
    values, text, code, sites, compress = choices
    about = cost["trackedObjects"], cost["longItems"], cost["longFresh"]
    if _seconds(*about, code, sites, values) <= call.max_pause:
        return choices, None
    if call.alone and _may_fork(cost["objects"]):
        call.fork = True
        return choices, None
    call.result.how = "light"
    left_out = ["what code objects hold"]
    if sites and _is_traced():
        left_out.append("allocation sites")
    if values != "none" and _seconds(*about, False, False, values) > call.max_pause:
        values = "none"
        left_out.append("texts and numbers")
    return (values, text, False, False, compress), \
        "left out, for the process not to stand still for more than %g s: %s" % (call.max_pause, ", ".join(left_out))


def _may_fork(objects):
    """Whether a copy of the process is safe: no thread but this one, not even of a C library, and room for it."""
    if sys.platform != "linux":
        return False
    left = _available_memory()
    return _system_threads() == 1 and (left is None or left > 200 * objects)


def _system_threads():
    """How many threads the process has, those of C libraries included; None if unknown."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError as error:
        _pass_on(error)
        return None


def _affordable(force, verbose, spools):
    """Tell and check what the dump will cost, see `estimate`; the same. `spools`: the file is kept in memory."""
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
    return cost


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
        except (AttributeError, ValueError, OSError) as error:
            _pass_on(error)
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
    except OSError as error:
        _pass_on(error)
        return []


def _failure(error):
    if isinstance(error, OSError) and error.strerror:
        return "%s: %s" % (error.filename, error.strerror) if error.filename else error.strerror
    return "%s: %s" % (type(error).__name__, error)


def _say(text):
    try:
        sys.__stderr__.write(text + "\n")
        sys.__stderr__.flush()
    except Exception:  # somebody's own stream, which may fail in any way
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
            # Of a subinterpreter a callback of ctypes would wait for the GIL that its own thread holds.
            get = api.PyInterpreterState_Get if PY >= (3, 9) else api._PyInterpreterState_Get
            calls = (get, api.PyInterpreterState_Main, api.PyInterpreterState_Head,
                     api.PyInterpreterState_Next)
            for function in calls:
                function.restype = ctypes.c_void_p
            calls[3].argtypes = (ctypes.c_void_p,)
        except AttributeError as error:  # no ctypes
            _pass_on(error)
            calls = ()
        _interpreter_calls = calls
    if not _interpreter_calls:
        return True, True
    get, main, head, following = _interpreter_calls
    is_main = get() == main()
    return is_main, is_main and following(head()) is None
