# ---------------------------------------------------------------------------------------------
# What is written first: the process, its stacks, its roots
# ---------------------------------------------------------------------------------------------


def _write_dump(walk, objects, facts, sites, interval):
    stacks = _stacks()
    out = walk.out
    alone = len(stacks) == 1
    _facts_first(walk, stacks, facts)
    _find_natives(walk, alone)
    walk.wants_sites = sites
    _find_tracer(walk)
    hidden = _hide_lines(walk)
    try:
        _walk_all(walk, stacks, objects)
    finally:
        _show_lines(hidden)
    _write_sites(walk)
    if walk.statements is not None:
        walk.statements.write(walk)
    walk.waits.write(walk)
    late = {}
    if walk.switches and walk.switches != walk.memory.switches():
        walk.warn(_OTHERS_RAN)
        late["atomic"] = False
    # Last of all: to ask the system lets other threads run, which is to cost no turn of the long interval each time.
    sys.setswitchinterval(interval)
    late.update(_write_native(walk))
    walk.flush_names()
    if walk.warnings:
        late["warnings"] = walk.warnings
    if late:
        out.section(b"META", _json(late).encode("ascii"))
    out.section(b"END ", _TOTALS.pack(walk.objects, walk.references, walk.string_count, walk.type_count,
                                     walk.layout_count, walk.batch), raw=True)


_OTHERS_RAN = "other threads ran while the dump was taken: what they changed may look wrong"


def _process_facts(collecting):
    """What the system tells of the process, as JSON without the closing brace: text, so that it is no object."""
    meta = {
        "writer": "ouroboros_dump %s" % __version__,
        "runtime": "CPython %s" % sys.version.split()[0],
        "platform": sys.platform,
        "takenAt": _moment(time.time()),
        "gcEnabled": collecting,
        "gcThresholds": list(gc.get_threshold()),
        "gcCounts": list(gc.get_count()),
        "gcCollections": [stats["collections"] for stats in gc.get_stats()],
        "gcFrozen": gc.get_freeze_count(),
        "gcGarbage": len(gc.garbage),
        "pointerBytes": _POINTER_BYTES,
    }
    meta.update(_copied or _identity())
    if _copied is None:
        meta.update(_process_memory())
    return _json(meta)[:-1]


def _moment(seconds):
    """ISO 8601, UTC, in milliseconds."""
    return "%s.%03dZ" % (time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)), seconds % 1 * 1000)


_copied = None  # in a forked copy that takes a dump: who it is a copy of


def _identity():
    """The process's id and, on Linux, a key that no other process has: an id is given again, and is 1 in any container."""
    found = {"pid": os.getpid()}
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            boot = file.read().strip()
        with open("/proc/self/stat", "rb") as file:
            started = file.read().rpartition(b")")[2].split()[19]
        found["processKey"] = "%s %d %d" % (boot, found["pid"], int(started))
    except (OSError, ValueError, IndexError) as error:
        _pass_on(error)
    return found


def _facts_first(walk, stacks, facts):
    """META, and the roots: threads' frames, modules, the interpreter's own."""
    names = _thread_names()
    threads = []
    address, label, kind = [], [], []
    for ident, frames in stacks:
        name, daemon = names.get(ident, ("thread %d" % ident, False))
        lines = []
        for frame in frames:
            lines.append(_frame_text(frame))
            address.append(id(frame))
            label.append(walk.string("%s: %s()" % (name, _code_name(_frame_code(frame)))))
            if _code_file(_frame_code(frame)).endswith(_DEBUGGERS):
                walk.artefacts[id(frame)] = True
            kind.append(1)
        frame = None
        threads.append({"name": name, "daemon": daemon, "stack": lines})
    modules = sys.modules
    if type(modules) is dict:
        for name, module in list(modules.items()):
            if type(name) is str and module is not None:
                address.append(id(module))
                label.append(walk.string(name))
                kind.append(2)
                if _is_module(module):
                    walk.namespaces[id(_module_dict(module))] = True
        module = None
        address.append(id(modules))
        label.append(walk.string("sys.modules"))
        kind.append(3)
    address.append(id(gc.garbage))
    label.append(walk.string("gc.garbage"))
    kind.append(4)
    _find_artefacts(walk, address, label, kind)
    meta = {
        "commandLine": _command_line(walk.show),
        "atomic": walk.switches is not None and (len(stacks) == 1 or walk.out.holds),
        "values": "short" if walk.show else "none",
        "threads": threads,
    }
    if not meta["atomic"]:
        walk.warn(_OTHERS_RAN if walk.switches is not None else "whether other threads ran while the dump was taken is not known")
    if _interpreters() == (True, False):
        walk.warn("subinterpreters are not in this dump")
    if walk.memory.unread:
        walk.warn("%s: many references have no name" % walk.memory.unread)
    walk.out.section(b"META", (facts + "," + _json(meta)[1:]).encode("ascii"))
    walk.flush_names()
    walk.out.section(b"ROOT", _u32([len(address)]) + _u64(address) + _u32(label) + bytes(kind))


def _find_artefacts(walk, address, label, kind):
    """What an interactive session or a debugger keeps: roots of their own, flagged on the objects."""
    if type(sys.modules) is not dict:
        return
    main = sys.modules.get("__main__")
    spaces = [(sys, ("last_type", "last_value", "last_traceback", "last_exc")), (sys.modules.get("builtins"), ("_",))]
    if "IPython" in sys.modules:
        spaces.append((main, ("Out", "_oh", "_", "__", "___", "_i", "_ii", "_iii")))
    for module, names in spaces:
        if type(module) is not _Module:
            continue
        for name, value in _module_dict(module).items():
            if type(name) is str and name in names and value is not None:
                address.append(id(value))
                label.append(walk.string("%s (kept by the interactive session)" % name))
                kind.append(3)
                walk.artefacts[id(value)] = True
    module = value = None


_DEBUGGERS = ("pdb.py", "bdb.py", "pydevd.py", "pydevd_frame.py", "debugger_q.py", "ipdb")


def _is_module(o):
    for base in _type_mro(type(o)):
        if base is _Module:
            return True
    return False


def _command_line(show):
    words = getattr(sys, "orig_argv", None) or [sys.executable] + list(sys.argv)
    words = [word for word in words if type(word) is str]
    return " ".join(words if show else words[:2])


def _walk_all(walk, stacks, objects):
    _find_cells(walk, objects)
    _find_known(walk)
    if gc.get_freeze_count():
        walk.frozen = True
        walk.mark(objects)
    for _, frames in stacks:
        for frame, back in zip(frames, frames[1:]):
            walk.backs[id(frame)] = id(back)
    frame = back = None
    first = [frame for _, frames in stacks for frame in frames if not _tracked(frame)]
    frame = frames = _ = None
    del stacks[:]
    walk.scan(first)
    del first[:]
    walk.mark(list(itertools.filterfalse(_tracked, objects)))  # listed, and yet not to be met again
    _find_greenlets(walk, objects)
    modules = [module for module in sys.modules.values()] if type(sys.modules) is dict else []
    walk.scan(modules)
    modules = module = None
    walk.run(objects)


def _write_sites(walk):
    """SITE: where objects were allocated, as far as they were met, if tracemalloc was tracing."""
    if not walk.sites:
        return
    addresses, texts = walk.site_addresses, walk.sites
    walk.flush_names()
    for start in range(0, len(addresses), 1 << 20):
        part = addresses[start:start + (1 << 20)]
        walk.out.section(b"SITE", _u32([len(part)]) + _u64(part) + _u32(texts[start:start + (1 << 20)]))
    del walk.sites[:], walk.site_addresses[:]


def _find_tracer(walk):
    """How to ask tracemalloc for a site; switched on by the program only, never here."""
    module = sys.modules.get("_tracemalloc") if type(sys.modules) is dict else None
    if type(module) is not _Module or not module.is_tracing():
        return
    # An index below 257 is no allocation, of which each is traced. It costs memory, hence only here.
    walk.page_bits = 12
    walk.traced = True
    if not walk.wants_sites:
        return
    walk.tracing = True
    walk.trace_of = module._get_object_traceback
    if PY == (3, 11) and ctypes is not None and walk.memory.word is not None:
        ask = ctypes.pythonapi._PyTraceMalloc_GetTraceback
        ask.argtypes = (ctypes.c_uint, ctypes.c_size_t)
        ask.restype = ctypes.py_object
        walk.trace_at = ask


def _hide_lines(walk):
    """While tracemalloc traces: the collector's functions without their line tables; what to give to `_show_lines`.

    From 3.11 on tracemalloc decodes, for each allocation, the table of the function that makes it from its
    start to the line where it is: for the long functions here that is half of the dump's time.
    """
    replaced = []
    if walk.traced and PY >= (3, 11):
        for space in (_Walk.__dict__, _File.__dict__, _Memory.__dict__, _Statements.__dict__, globals()):
            for value in list(space.values()):
                if type(value) is _Function and _function_globals(value) is globals():
                    replaced += (value, value.__code__)
                    value.__code__ = value.__code__.replace(co_linetable=b"")
    return replaced


def _show_lines(replaced):
    for function, code in zip(replaced[0::2], replaced[1::2]):
        function.__code__ = code


_function_globals = _Function.__dict__["__globals__"].__get__


def _find_cells(walk, objects):
    """Names of closure cells, from the functions that close over them."""
    fields = walk.memory.function
    if fields is None:
        return
    offset = [at for at, name in fields if name == "__closure__"][0]
    code_offset = [at for at, name in fields if name == "__code__"][0]
    word, item = walk.memory.word, walk.memory.item
    is_function = map(_is, map(type, objects), itertools.repeat(_Function))
    for address in map(id, itertools.compress(objects, is_function)):
        if word[(address + offset) >> 3] and word[(address + code_offset) >> 3]:
            closure = item[(address + offset) >> 3]
            names = _code_free(item[(address + code_offset) >> 3])
            for name, cell in zip(names, closure):
                walk.cells[id(cell)] = walk.string(name)


_code_free = _Code.__dict__["co_freevars"].__get__


def _find_known(walk):
    """Classes of numpy and pandas, if the program has imported them."""
    walk.array_type = walk.array_class = walk.dtype_class = None
    walk.task_class, walk.future_class = id(_loaded("_asyncio", "Task")), id(_loaded("_asyncio", "Future"))
    try:
        walk.array_type = _array_getters()
    except Exception as error:
        _pass_on(error)
        walk.warn("this numpy is unlike those known: arrays are shown without details")
    if walk.array_type is not None:
        walk.array_class = _loaded("numpy", "ndarray")
        walk.dtype_class = _loaded("numpy", "dtype")
        walk.known[id(walk.array_class)] = "ndarray"
        for module, name in (("pandas.core.frame", "DataFrame"), ("pandas.core.series", "Series"),
                             ("pandas.core.indexes.base", "Index")):
            cls = _loaded(module, name)
            if cls is not None:
                walk.known[id(cls)] = name


def _stacks():
    """[(thread id, [frame, …])], innermost first, without the frames of this module."""
    mine = globals()
    stacks = []
    for thread, frame in sys._current_frames().items():
        while frame is not None and _frame_globals(frame) is mine:
            frame = frame.f_back
        frames = []
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back
        stacks.append((thread, frames))
    frame = None
    return stacks


def _thread_names():
    """Thread id → (name, daemon), from `threading`'s own records."""
    names = {}
    for ident, thread in list(threading._active.items()):
        facts = _plain_attributes(thread)
        name = facts.get("_name")
        names[ident] = (name if type(name) is str else "thread", facts.get("_daemonic") is True)
    return names


def _plain_attributes(o):
    """Instance attributes of a Python object, without `__dict__` being made where memory can be read."""
    probe = _Reader()
    return _attributes_of(probe, o)


class _Reader:
    """Enough of a walk to read attributes."""

    def __init__(self):
        self.memory = _get_memory()
        self.plans = {}

    def plan(self, cls):
        plan = _Plan()
        plan.basicsize = _type_basicsize(cls)
        plan.dictoffset, plan.itemsize = _type_dictoffset(cls), _type_itemsize(cls)
        flags = _type_flags(cls)
        plan.managed = PY >= (3, 11) and bool(flags & TP_MANAGED_DICT)
        plan.inline = bool(plan.managed and flags & TP_HEAP and self.memory.keys and self.memory.keys_of(cls)[0]
                           and (PY < (3, 13) or flags & TP_INLINE))
        return plan
