# ---------------------------------------------------------------------------------------------
# Types: decided once each
# ---------------------------------------------------------------------------------------------

K_ATOM, K_TEXT, K_LIST, K_SET, K_DICT, K_PLAIN, K_OTHER = range(7)

_EXACT = {id(str): K_TEXT, id(list): K_LIST, id(tuple): K_LIST, id(set): K_SET, id(frozenset): K_SET,
          id(dict): K_DICT}
_CONTAINERS = (list, tuple, set, frozenset, dict)
_LENGTHS = {id(t): t.__len__ for t in (str, bytes, bytearray, list, tuple, set, frozenset, dict)}
_SCALARS = {id(t): t for t in (int, float, complex, bool, type(None), bytes, str)}

# C attributes that hand out a field as it is: no code runs, nothing is made, nothing is audited.
_GETTERS = {
    "BaseException": ("args", "__traceback__", "__context__", "__cause__"),
    "builtin_function_or_method": ("__self__",),
    "_asyncio.Future": ("_loop", "_result", "_exception", "_cancel_message", "_source_traceback"),
    "_asyncio.Task": ("_coro", "_fut_waiter"),
    "greenlet.greenlet": ("parent",),
    "pandas._libs.internals.BlockManager": ("blocks", "axes", "_blknos", "_blklocs"),
    "pandas._libs.internals.SharedBlock": ("_mgr_locs",),
    "pandas._libs.internals.NumpyBlock": ("values",),
    "pandas._libs.internals.NDArrayBackedBlock": ("values",),
    "pandas._libs.internals.Block": ("_mgr_locs", "values", "refs"),
    "pandas._libs.arrays.NDArrayBacked": ("_ndarray", "_dtype"),
}


class _Plan:
    """How to walk the instances of one type. Holds no object of the program but C descriptors."""

    __slots__ = ("kind", "index", "name", "size", "sizer", "before", "flags", "heap", "members", "dictoffset", "itemsize",
                 "managed", "inline", "basicsize", "base", "getters", "special", "length", "scalar", "full",
                 "full_names", "layouts", "info", "exact", "native", "chooses")


# Whose `__sizeof__` is asked. Others are compiled from anybody's code, and some read through a pointer that is
# NULL in an object that was never initialised, as `struct.Struct` does before 3.13.
_SIZED = frozenset("builtins collections array io _io _pickle _elementtree xml functools itertools re _sre types decimal "
                   "mmap numpy weakref _thread _queue".split())


def _sizer(cls, mro):
    """The C `__sizeof__` nearest to `cls` that is known to do no harm; one written in Python is passed over."""
    for base in mro:
        found = _own(_type_dict(base), "__sizeof__")
        if type(found) is _MethodDescriptor and _method_class(found) is base:
            module, dot, _ = _qualified_name(base).partition(".")
            if module in _SIZED or not dot and module != "Struct":  # as 3.8 calls it
                return found
    return object.__sizeof__


LONG = 1 << 14  # containers of other classes are taken one by one from this length on


def _long_length(cls):
    """The C `__len__` of a class that derives from a built-in container; None for other classes."""
    for base in _type_mro(cls):
        found = _LONG_LENGTHS.get(id(base))
        if found is not None:
            return found
    return None


LONG_HEAD = 1000  # most references such a container may have besides its items


def _unnamed(refs):
    return [], refs, bytes(len(refs)), array.array("I", [NONE]) * len(refs), None


class _Parts:
    """Keys, values or both of a dict or a subclass, one way after the other, as often as asked for."""

    __slots__ = ("of", "ways")

    def __init__(self, of, ways):
        self.of, self.ways = of, ways

    def __iter__(self):
        return _chain([_chain(way(self.of)) if way is dict.items else way(self.of) for way in self.ways])


class _Walk:
    """One dump: visits every object once and writes batches."""

    def __init__(self, out, memory, values, text, code, verbose):
        self.out = out
        self.memory = memory
        self.show = values != "none"
        self.text = text
        self.code = code
        self.verbose = verbose
        self.plans = {}
        self.pages = {}
        self.pending = []
        self.big = []
        self.long = []
        self.static_rows = []
        self.long_lengths = {}
        self.frozen = False
        self.snapshot_batch = False
        self.batch = 0
        self.objects = self.references = 0
        self.string_count = self.type_count = self.layout_count = 0
        self.strings_new = []
        self.string_cache = {}
        self.types_new = []
        self.layout_new = []
        self.layout_cache = {}
        self.key_layouts = ({}, {}, {}, {}, {}, {})
        self.namespaces = {}
        self.cells = {}
        self.backs = {}
        self.greenlets = {}  # addresses of the frames of each that is suspended, the innermost first
        self.asked_frames = set()  # of greenlets that tell the collector of their frames' contents
        self.greenlet_class = None
        self.artefacts = {}
        self.sites = array.array("I")
        self.site_addresses = array.array("Q")
        self.site_texts = {}  # by the address of a file's name and the line: a tuple would hold the name
        self.page_bits = 20
        self.traced = self.tracing = False  # whether tracemalloc traces, and whether it is asked
        self.native = None
        self.wants_sites = True
        self.switches = None  # how many the GIL had before the walk; 0 where there was no one to switch to
        self.trace_at = self.trace_of = None
        self.told = time.monotonic()
        self.known = {}
        self.infos = []
        self.warnings = []
        self.missed_names = 0
        self.statements = self.task_class = self.future_class = None
        self.waits = _Waits(_generator_frames or None)
        self.started = time.monotonic()
        probe = [object()]
        self.base = array.array("q", map(_refcount, probe))[0]
        self.empty_layout = self.layout(0, ())
        self.index_layout = self.layout(INDEX, ())
        self.set_layout = self.layout(MEMBER, ())
        self.dict_name = self.string("__dict__")

    def warn(self, text):
        if text not in self.warnings and len(self.warnings) < 100:
            self.warnings.append(text)

    # -- strings, layouts, types: numbered as they are met ------------------------------------

    def string(self, text):
        data = text.encode("utf-8", "backslashreplace")
        index = self.string_cache.get(data)
        if index is None:
            index = self.string_count
            self.string_count = index + 1
            self.strings_new.append(data)
            if len(self.string_cache) < CACHE and len(data) <= 200:
                self.string_cache[data] = index
        return index

    def string_indices(self, texts):
        """`string` of each, of a list or dict of exact strings."""
        try:
            datas = list(map(str.encode, texts))
        except UnicodeEncodeError:
            datas = [text.encode("utf-8", "backslashreplace") for text in texts]
        return self.numbered(datas, 200)

    def numbered(self, datas, longest):
        """Numbers of texts given as bytes; those up to `longest` bytes are kept in the cache."""
        cache = self.string_cache
        found = list(map(cache.get, datas))
        if None in found:
            new = self.strings_new
            number = self.string_count
            room = CACHE - len(cache)
            for i, known in enumerate(found):
                if known is None:
                    data = datas[i]
                    known = cache.get(data)  # twice among these
                    if known is None:
                        known = number
                        number += 1
                        new.append(data)
                        if room > 0 and len(data) <= longest:
                            room -= 1
                            cache[data] = known
                    found[i] = known
            self.string_count = number
        return found

    def layout(self, tail, slots):
        """Index of a layout; `slots` is kind, label, kind, label … None once the cache is full."""
        index = self.layout_cache.get((tail, slots))
        if index is None:
            if len(self.layout_cache) >= CACHE:
                return None
            index = self.layout_cache[tail, slots] = self.layout_count
            self.layout_count = index + 1
            self.layout_new.append((tail, bytes(slots[0::2]), slots[1::2]))
        return index

    def flush_names(self):
        """Strings, types and layouts met since the last time; always outside a batch."""
        out = self.out
        if self.strings_new:
            new, self.strings_new = self.strings_new, []
            for start in range(0, len(new), 1 << 20):
                part = new[start:start + (1 << 20)]
                out.section(b"STRS", _u32([len(part)]) + _u32(map(len, part)) + b"".join(part))
        if self.types_new:
            new, self.types_new = self.types_new, []
            out.section(b"TYPE", _u32([len(new)]) + _u32([t[0] for t in new]) + _u32([t[1] for t in new])
                        + _u64([t[2] for t in new]))
        if self.layout_new:
            new, self.layout_new = self.layout_new, []
            tails = bytes([tail for tail, _, _ in new])
            kinds = b"".join([kinds for _, kinds, _ in new])
            out.section(b"LAYT", _u32([len(new)]) + tails + bytes(-len(tails) % 4)
                        + _u32([len(kinds) for _, kinds, _ in new]) + kinds + bytes(-len(kinds) % 4)
                        + _u32(_chain([labels for _, _, labels in new])))

    def table(self, name, columns):
        """A section of facts beside the objects; `columns` are (name, form, values), all equally long."""
        self.flush_names()
        count = len(columns[0][2])
        names = "\0".join([name] + [column for column, _, _ in columns]).encode("ascii")
        head = _u32([count, len(columns), len(names), 0]) + _u32([form for _, form, _ in columns]) + names
        parts = [head + bytes(-len(head) % 8)]
        for _, form, values in columns:
            data = bytes(values) if form == U8 else _u32(values) if form in (U32, STRING) else _u64(values)
            parts.append(data + bytes(-len(data) % 8))
        self.out.section(b"TABL", b"".join(parts))

    # -- what was seen -------------------------------------------------------------------------

    def scan(self, objects):
        """Queue what the collector does not list and was not seen yet."""
        pages, bits = self.pages, self.page_bits
        low = (1 << bits) - 1
        push = self.pending.append
        if not self.frozen:
            objects = itertools.filterfalse(_tracked, objects)
        for o in objects:
            address = id(o)
            try:
                page = pages[address >> bits]
            except KeyError as error:
                _pass_on(error)
                page = pages[address >> bits] = bytearray(1 << bits - 4)
            address = (address & low) >> 4
            if not page[address]:
                page[address] = 1
                push(o)

    def mark(self, objects):
        pages, bits = self.pages, self.page_bits
        low = (1 << bits) - 1
        for address in map(id, objects):
            try:
                page = pages[address >> bits]
            except KeyError as error:
                _pass_on(error)
                page = pages[address >> bits] = bytearray(1 << bits - 4)
            page[(address & low) >> 4] = 1

    # -- types -----------------------------------------------------------------------------------

    def plan(self, cls):
        mro = _type_mro(cls)
        flags = _type_flags(cls)
        memory = self.memory
        word = memory.word
        plan = _Plan()
        self.plans[id(cls)] = plan
        plan.name = _qualified_name(cls)
        plan.index = self.type_count
        self.type_count += 1
        plan.heap = bool(flags & TP_HEAP)
        collected = bool(flags & TP_GC)
        traverse = word[(id(cls) + memory.traverse) >> 3] if memory.traverse else None
        python = plan.heap and (traverse is None or not collected or traverse == word[(id(_Probe) + memory.traverse) >> 3])
        finaliser = False
        plan.base = None
        plan.members = []
        plan.getters = []
        plan.special = plan.info = None
        plan.exact = True
        for base in mro:
            namespace = _type_dict(base)
            slots = {}
            for name, value in namespace.items():
                if type(name) is not str:
                    continue
                if name == "__del__":
                    finaliser = True
                elif type(value) is _Member and memory.members and name != "__weakref__":
                    offset = memory.member(value, base)
                    if offset is not None and (offset not in slots or name == _member_name(value)):
                        slots[offset] = self.string(name)
            # As `tp_traverse` goes: a class's own slots by their place, then those of its base class.
            plan.members += sorted(slots.items())
            if python and base is not object and word is not None and len(slots) != word[(id(base) + 16) >> 3]:
                plan.exact = False  # a slot whose descriptor is gone: the number of references tells nothing
            # The nearest class that is compiled: static, or made by `PyType_FromSpec` with a traversal of its own.
            if plan.base is None and (not _type_flags(base) & TP_HEAP or traverse is not None and _type_flags(base) & TP_GC
                                      and word[(id(base) + memory.traverse) >> 3] != word[(id(_Probe) + memory.traverse) >> 3]):
                plan.base = base
            if plan.info is None:
                plan.info = self.known.get(id(base))
            names = _GETTERS.get(_qualified_name(base)) if not plan.heap or not python or base is not cls else None
            for name in names or ():
                value = _own(namespace, name)
                if type(value) is _Getset and _descriptor_class(value) is base:
                    plan.getters.append((self.string(name), value.__get__))
        namespace = base = value = name = None
        if cls is types.GeneratorType or cls is types.CoroutineType or cls is types.AsyncGeneratorType:
            finaliser = True
        plan.basicsize = _type_basicsize(cls)
        plan.dictoffset, plan.itemsize = _type_dictoffset(cls), _type_itemsize(cls)
        plan.managed = PY >= (3, 11) and bool(flags & TP_MANAGED_DICT)
        plan.inline = bool(plan.managed and plan.heap and memory.keys and memory.keys_of(cls)[0]
                           and (PY < (3, 13) or flags & TP_INLINE))
        plan.before = (16 if collected else 0) + (16 if plan.managed or PY >= (3, 12) and flags & 3 << 3 else 0)
        plan.sizer = _sizer(cls, mro)
        plan.size = None
        plan.length = None
        plan.scalar = None
        plan.chooses = bool(memory.chooses and word[(id(cls) + memory.chooses) >> 3] and not _makes_classes(cls))
        plan.native = None if self.native is None else self.native.reader(mro)
        for base in mro:
            if id(base) in _LENGTHS:
                plan.length = _LENGTHS[id(base)]
            if id(base) in _SCALARS and plan.scalar is None:
                plan.scalar = base
        base = None
        plan.flags = (F_INSTANCE if python else 0) | (F_FINALISER if finaliser else 0)
        if _makes_classes(cls):
            plan.flags |= F_CLASS
        opaque = plan.info == "ndarray" or cls is _Code
        self.types_new.append((self.string(plan.name), (1 if python else 0) | (2 if finaliser else 0)
                               | (4 if opaque or not collected and plan.heap else 0), id(cls)))
        plan.layouts = {}
        plan.full = plan.full_names = None
        plan.kind = _EXACT.get(id(cls))
        if plan.kind is None:
            plan.special = self.special(cls, mro)
            if python and collected and plan.base is object and plan.info is None and traverse is not None:
                plan.kind = K_PLAIN
            elif not collected and not plan.heap and plan.special is None and plan.info is None:
                plan.kind = K_ATOM
            else:
                plan.kind = K_OTHER
        if plan.sizer is object.__dict__["__sizeof__"] and not _type_itemsize(cls) \
                and (plan.kind == K_PLAIN or plan.kind == K_OTHER and not plan.heap):
            plan.size = -1  # the same for all: measured on the first
        return plan

    def special(self, cls, mro):
        for base in mro:
            found = _SPECIALS.get(id(base))
            if found is not None:
                return found
            if id(base) == self.task_class:
                return _task_edges
            if id(base) == self.future_class:
                return _future_edges
            if id(base) == self.greenlet_class:
                return _greenlet_edges
        return None

    # -- batches ---------------------------------------------------------------------------------

    def run(self, objects):
        """Visit all of `objects`, emptying the list, and whatever they lead to."""
        while objects:
            chunk = objects[-BATCH:]
            del objects[-BATCH:]
            self.process(chunk, True)
            while self.big or self.long or len(self.pending) >= BATCH:
                self.drain()
        while self.pending or self.big or self.long:
            self.drain()

    def drain(self):
        if self.big:
            self.process_big()
        elif self.long:
            self.process_long()
        elif len(self.pending) <= BATCH:
            chunk, self.pending = self.pending, []
            self.process(chunk, False)
        else:
            chunk = self.pending[-BATCH:]
            del self.pending[-BATCH:]
            self.process(chunk, False)

    def process(self, chunk, snapshot):
        """Write one batch. Empties `chunk`, so that each object is held once when it is counted."""
        groups = {}
        for cls, o in zip(map(id, map(type, chunk)), chunk):
            try:
                groups[cls].append(o)
            except KeyError as error:
                _pass_on(error)
                groups[cls] = [o]
        chunk.clear()
        o = None
        for kind in _CONTAINERS:
            group = groups.get(id(kind))
            if group is not None and max(map(len, group)) > BIG:
                groups[id(kind)] = [o for o in group if len(o) <= BIG]
                self.big += [(o, snapshot) for o in group if len(o) > BIG]
                o = None
                if not groups[id(kind)]:
                    del groups[id(kind)]
        group = None
        self.take_long(groups, snapshot)
        counts = array.array("q")
        for group in groups.values():
            group.sort(key=id)  # neighbours in memory: smaller files, quicker to resolve
            counts.extend(map(_refcount, group))
        if not len(counts):
            return
        # From here on objects may be held more than once.
        self.address = array.array("Q")
        self.type = array.array("I")
        self.size = array.array("Q")
        self.flag = array.array("H")
        self.count = array.array("I")
        self.lay = array.array("I")
        self.len = array.array("I")
        self.preview = array.array("I")
        self.edge = array.array("Q")
        self.kind = bytearray()
        self.label = array.array("I")
        for cls, group in groups.items():
            self.group(cls, group, snapshot)
        groups.clear()
        group = None
        counts = self.ref_counts(counts)
        for row in self.static_rows:  # never freed, whatever count an extension began with
            counts[row] = IMMORTAL
        self.static_rows.clear()
        self.write_batch(counts)

    def ref_counts(self, counts):
        base = self.base
        if min(counts) >= base and max(counts) < 1 << 28:
            return array.array("I", map(_sub, counts, itertools.repeat(base)))
        return array.array("I", [IMMORTAL if c >= 1 << 28 else max(0, c - base) for c in counts])

    def write_batch(self, counts):
        if self.artefacts:
            for row, address in enumerate(self.address):
                if address in self.artefacts:
                    self.flag[row] |= F_ARTEFACT
        self.flush_names()
        out = self.out
        self.batch += 1
        batch = self.batch
        n, m = len(self.address), len(self.edge)
        for tag, column in ((b"nADR", self.address), (b"nTYP", self.type), (b"nSIZ", self.size), (b"nFLG", self.flag),
                            (b"nCNT", self.count), (b"nLAY", self.lay), (b"nRFC", counts), (b"nLEN", self.len),
                            (b"nPRV", self.preview), (b"eADR", self.edge)):
            out.section(tag, column, batch)
        if self.label:
            # One row per reference: zeros where a layout already says it.
            kinds, labels = self.spread()
            out.section(b"eKND", bytes(kinds), batch)
            out.section(b"eLBL", labels, batch)
        out.section(b"nEND", _COUNTS.pack(n, m), batch, raw=True)
        self.objects += n
        self.references += m
        self.edge = self.kind = self.label = None
        if self.infos:
            self.flush_infos()
        if len(self.sites) > 1 << 18:
            _write_sites(self)
        if self.verbose and time.monotonic() - self.told > 0.5:
            self.told = time.monotonic()
            self.out.tell("ouroboros_dump: %d objects …\n" % self.objects)

    def spread(self):
        total = len(self.edge)
        kinds = bytearray(total)
        labels = _nones(total)
        ends = array.array("Q", itertools.accumulate(self.count))
        at = 0
        for row in itertools.compress(range(len(self.lay)), map(NONE.__eq__, self.lay)):
            count, end = self.count[row], ends[row]
            kinds[end - count:end] = self.kind[at:at + count]
            labels[end - count:end] = self.label[at:at + count]
            at += count
        return kinds, labels

    def flush_infos(self):
        infos, self.infos = self.infos, []
        texts = self.string_indices([text for _, text in infos])
        self.flush_names()
        self.out.section(b"INFO", _u32([len(infos)]) + _u64([a for a, _ in infos]) + _u32(texts))

    # -- groups of one type ----------------------------------------------------------------------

    def group(self, cls, group, snapshot):
        plan = self.plans.get(cls)
        if plan is None:
            plan = self.plan(type(group[0]))
        n = len(group)
        self.address.frombytes(self.memory.ids(group))
        self.type.extend(array.array("I", (plan.index,)) * n)
        flags = plan.flags | (F_TRACKED if snapshot else 0)
        if self.frozen and not snapshot:
            self.flag.extend([flags | (F_FROZEN if _tracked(o) else 0) for o in group])
        else:
            self.flag.extend(array.array("H", (flags,)) * n)
        if plan.size is None:
            sizes = map(plan.sizer, group)
            self.size.extend(map(plan.before.__add__, sizes) if plan.before else sizes)
        else:
            if plan.size < 0:
                plan.size = plan.sizer(group[0]) + plan.before + self.inline_bytes(plan, type(group[0]))
            self.size.extend(array.array("Q", (plan.size,)) * n)
        if plan.length is not None:
            self.lengths(plan, group)
        else:
            self.len.extend(_nones(n))
        if plan.native is not None:
            try:
                plan.native(self, group)
            except Exception as error:  # objects unlike those that were proved: what they hold stays unknown
                _pass_on(error)
                self.warn("native memory of %s could not be read" % plan.name)
                plan.native = None
        if self.tracing:
            self.trace(group, plan)
        self.consistent(group, plan)

    def consistent(self, group, plan):
        """`connect`, again where what it wrote does not add up.

        Counts and references are taken one after the other. A handler of a signal, or a thread that could not be
        held off, may change a container in between; what is written must hold together all the same.
        """
        count, edge, kind, infos = len(self.count), len(self.edge), len(self.kind), len(self.infos)
        for _ in range(3):
            try:
                self.connect(group, plan)
                if self.adds_up(group, plan, count, edge, kind):
                    return
            except RecursionError:  # called where the program has hardly any of its stack left: no container's fault
                raise
            except (RuntimeError, LookupError, ValueError) as error:  # "changed size during iteration" and the like
                _pass_on(error)
            del self.count[count:], self.lay[count:], self.preview[count:]
            del self.edge[edge:], self.kind[kind:], self.label[kind:], self.infos[infos:]
        if len(group) > 1:
            middle = len(group) >> 1
            self.consistent(group[:middle], plan)
            self.consistent(group[middle:], plan)
        else:
            self.unnamed(group[0])

    def adds_up(self, group, plan, count, edge, kind):
        """Whether what was written since is as many rows as there are objects, and as many references as they tell."""
        counts = self.count[count:]
        if len(counts) != len(group) or len(self.lay) != len(self.preview) or len(self.lay) != len(self.count) \
                or sum(counts) != len(self.edge) - edge or len(self.kind) != len(self.label):
            return False
        if len(self.kind) > kind and len(self.kind) - kind != sum(itertools.compress(counts, map(NONE.__eq__, self.lay[count:]))):
            return False
        # Two that changed may make up for each other.
        return plan.kind not in (K_LIST, K_SET, K_DICT) \
            or list(map(plan.length, group)) == self.len[count:count + len(group)].tolist()

    def unnamed(self, o):
        """The references of one object that does not hold still, as one call gives them."""
        refs = _referents(o)
        self.scan(refs)
        self.count.append(len(refs))
        self.edge.extend(map(id, refs))
        self.lay.append(self.empty_layout)
        self.preview.append(NONE)

    def connect(self, group, plan):
        """References of a group, their labels, and previews."""
        n = len(group)
        kind = plan.kind
        if kind == K_TEXT:
            self.leaves(n)
            self.texts(group)
        elif kind == K_ATOM:
            self.leaves(n)
            self.scalars(group, plan)
        elif kind == K_LIST:
            self.lists(group)
            self.preview.extend(_nones(n))
        elif kind == K_SET:
            self.count.extend(map(len, group))
            self.lay.extend(array.array("I", (self.set_layout,)) * n)
            flat = list(_chain(group))
            self.edge.frombytes(self.memory.ids(flat))
            self.scan(flat)
            flat = None
            self.preview.extend(_nones(n))
        elif kind == K_DICT:
            self.dicts(group, len(self.count))
            self.preview.extend(_nones(n))
        elif kind == K_PLAIN:
            self.plain(group, plan)
            self.preview.extend(_nones(n))
            if plan.info is not None:
                self.describe(group, plan)
        else:
            self.others(group, plan)

    def trace(self, group, plan):
        """Allocation sites of a group; the innermost frame of each."""
        ask = self.trace_of
        if self.trace_at is not None and plan.before > 16:
            ask = self.trace_behind(plan.before)
        texts, sites, found = self.site_texts, self.sites, []
        for o in group:
            trace = ask(o)
            if trace:
                frame = trace[0]
                if type(frame[0]) is not str:  # 3.9 and later: (frames, total)
                    frame = frame[0]
                key = id(frame[0]), frame[1]
                text = texts.get(key)
                if text is None:
                    text = texts[key] = self.string("%s:%d" % frame)
                sites.append(text)
                found.append(o)
        self.site_addresses.frombytes(self.memory.ids(found))

    def trace_behind(self, before):
        """3.11 is asked by address where a header stands before the object, behind which it does not look."""
        ask = self.trace_at
        return lambda o: ask(0, id(o) - before)

    def lengths(self, plan, group):
        try:
            self.len.extend(map(plan.length, group))
        except OverflowError:  # more than 2³² items: what went in before the long one stays
            rest = group[len(self.len) + len(group) - len(self.address):]
            self.len.extend([min(c, IMMORTAL) for c in map(plan.length, rest)])

    def inline_bytes(self, plan, cls):
        """The separate block of values an instance has on 3.11 and 3.12; `__sizeof__` leaves it out."""
        if not plan.inline or PY >= (3, 13):
            return 0
        address, count = self.memory.keys_of(cls)
        room = count + self.memory.word[(address + 16) >> 3]
        return 8 * room + (room + 9 & ~7)

    def leaves(self, n):
        self.count.extend(array.array("I", (0,)) * n)
        self.lay.extend(array.array("I", (self.empty_layout,)) * n)

    def texts(self, group):
        if not self.show:
            self.preview.extend(_nones(len(group)))
            return
        limit = self.text
        if max(map(len, group)) > limit:
            group = [text if len(text) <= limit else text[:limit] + "…" for text in group]
        try:
            datas = list(map(str.encode, group))
        except UnicodeEncodeError:
            datas = [text.encode("utf-8", "backslashreplace") for text in group]
        self.preview.extend(self.numbered(datas, 23))

    def scalars(self, group, plan):
        cls = plan.scalar
        if not self.show or cls is None:
            self.preview.extend(_nones(len(group)))
            return
        limit = self.text
        if cls is int or cls is float:  # many, and rarely the same: not worth a look in the cache
            start = self.string_count
            self.strings_new += map(str.encode, map(float.__repr__, group) if cls is float else _int_texts(group))
            self.string_count = start + len(group)
            self.preview.extend(range(start, self.string_count))
        elif cls is bytes:
            part = slice(0, limit >> 2)
            texts = map(repr, map(bytes.__getitem__, group, itertools.repeat(part)))
            self.preview.extend(self.numbered(list(map(str.encode, texts)), 60))
        else:
            self.preview.extend([self.string(_scalar_text(o, cls, limit)) for o in group])

    # -- lists and tuples ------------------------------------------------------------------------

    def lists(self, group):
        """Exact lists and tuples. One that C code is still filling has NULLs, and must not be iterated."""
        lengths = list(map(len, group))
        total = sum(lengths)
        if total > 1 << 20 and len(group) > 1:
            middle = len(group) >> 1
            self.lists(group[:middle])
            self.lists(group[middle:])
            return
        flat = _referents(*group[::-1])
        flat.reverse()  # they are reported from the last to the first
        self.scan(flat)
        if len(flat) == total:
            self.count.extend(lengths)
            self.lay.extend(array.array("I", (self.index_layout,)) * len(group))
            self.edge.frombytes(self.memory.ids(flat))
            return
        for o, length in zip(group, lengths):
            refs = _referents(o)
            refs.reverse()
            self.count.append(len(refs))
            self.edge.extend(map(id, refs))
            if len(refs) == length:
                self.lay.append(self.index_layout)
                continue
            places = _filled_places(self.memory, o)
            if places is not None and len(places) != len(refs):  # it has been filled meanwhile
                places = None
            self.lay.append(NONE)
            self.kind += bytes((INDEX if places else MEMBER,)) * len(refs)
            self.label.extend(places or [NONE] * len(refs))

    # -- dicts -----------------------------------------------------------------------------------

    def dicts(self, group, row):
        lengths = list(map(len, group))
        if sum(lengths) > 1 << 20 and len(group) > 1:
            middle = len(group) >> 1
            self.dicts(group[:middle], row)
            self.dicts(group[middle:], row + middle)
            return
        memory = self.memory
        flat = list(map(_referents, group))
        reported = list(map(len, flat))
        flat = list(_chain(flat))
        self.scan(flat)
        flat = None
        keys = memory.ids(list(_chain(group)))
        values = memory.ids(list(_chain(map(dict.values, group))))
        word = memory.view if memory.view is not None else memory.word
        split = memory.split
        edge, count, lay = self.edge, self.count, self.lay
        caches, namespaces = self.key_layouts, self.namespaces
        row -= 1
        end = 0
        for d, n, m in zip(group, lengths, reported):
            row += 1
            if not n:
                count.append(0)
                lay.append(self.empty_layout)
                continue
            start = end
            end += n << 3
            form = 0
            if id(d) in namespaces:
                self.flag[row] |= F_NAMESPACE
                form = 3
            if m == n:
                if split is not None and word[(id(d) + split) >> 3]:
                    form += 1
            elif not m:
                form += 2
            else:
                self.mixed_dict(d, n, form == 3)
                continue
            names = keys[start:end]
            layout = caches[form].get(names)
            if layout is None:
                layout = self.dict_layout(d, names, form)
            if form == 0 or form == 3:
                count.append(n + n)
                edge.frombytes(names)
            else:
                count.append(n)
            edge.frombytes(values[start:end])
            lay.append(layout)
            if layout == NONE:
                kinds, labels = self.dict_labels(d, form)
                self.kind += kinds
                self.label.extend(labels)

    def dict_labels(self, d, form):
        """Kinds and labels of a dict whose keys are all strings: its keys, then its values.

        Keys that the dict shares with others belong to the shared table and are left out.
        """
        namespace = form >= 3
        n = len(d)
        kind = GLOBAL if namespace else VALUE
        if form == 2 or form == 5:
            kind |= HIDDEN | BORROWED  # 3.13: the values belong to the instance
        if not self.show and not namespace and form == 0:
            values = [NONE] * n
        elif namespace:
            values = self.string_indices(d if max(map(len, d)) <= 200 else [_cut(k, 200) for k in d])
        else:
            values = self.string_indices(list(map(repr, d if max(map(len, d)) <= 60 else [_cut(k, 60) for k in d])))
        if form == 0 or form == 3:
            return bytes([KEY | HIDDEN]) * n + bytes([kind]) * n, values + values
        return bytes([kind]) * n, values

    def dict_layout(self, d, names, form):
        if form == 0 or form == 3:
            self.scan(d)
        cache = self.key_layouts[form]
        if len(names) > LAYOUT_SLOTS << 3 or len(cache) >= CACHE >> 2:
            return NONE
        kinds, labels = self.dict_labels(d, form)
        if self.layout_count >= CACHE << 1 or len(kinds) != len(names) >> (2 if form == 0 or form == 3 else 3):
            return NONE  # or it changed meanwhile, see `consistent`
        # Not through `layout`: that the keys are new says that it is, nearly always.
        layout = cache[names] = self.layout_count
        self.layout_count = layout + 1
        self.layout_new.append((0, kinds, labels))
        return layout

    def mixed_dict(self, d, n, namespace):
        """A dict that reports its keys: key, value, key, value …"""
        self.count.append(n + n)
        self.lay.append(NONE)
        edge, kind, label = self.edge, self.kind, self.label
        for k, v in d.items():
            edge.append(id(k))
            edge.append(id(v))
            text = self.string(_key_text(k)) if self.show else NONE
            label.append(text)
            label.append(text)
        kind += bytes((KEY, VALUE)) * n

    # -- instances of plain Python classes ---------------------------------------------------------

    def plain(self, group, plan):
        """Instances whose class chain is written in Python down to `object`."""
        refs = list(map(_referents, group))
        cls = type(group[0])
        flat = list(_chain(refs))
        self.scan(flat)
        self.count.extend(map(len, refs))
        self.edge.frombytes(self.memory.ids(flat))
        flat = None
        word = self.memory.word
        class_slot = (CLASS, NONE)
        lay = self.lay
        keys = names = None
        if plan.inline:
            keys, known = self.memory.keys_of(cls)
            if plan.full is None or plan.full_names != known:
                plan.layouts = {}
                plan.full_names = known
                found = self.memory.key_names(keys, known)
                plan.full = None if found is None else [self.string(name) for name in found]
            names = plan.full
            if names is not None and not plan.members:
                full = self.slots_layout([(ATTR, name) for name in names] + [class_slot])
                wanted = known + 1
                form = self.memory.values
                for o, r in zip(group, refs):
                    a = id(o)
                    if len(r) == wanted and full != NONE and (
                            not word[a - 24 >> 3] if form == "inline" else
                            word[a - 24 >> 3] & 1 if form == "tagged" else word[a - 32 >> 3]):
                        lay.append(full)
                    else:
                        lay.append(self.partly_filled(o, r, plan, names))
                return
        elif not plan.members and not plan.managed:
            with_dict = self.slots_layout([(INTERNAL, self.dict_name), class_slot])
            without = self.slots_layout([class_slot])
            for o, r in zip(group, refs):
                lay.append(with_dict if len(r) == 2 and plan.dictoffset else without if len(r) == 1
                           else self.slow_layout(o, r, plan, None))
            return
        elif not plan.managed and not plan.dictoffset:
            full = self.slots_layout([(SLOT, name) for _, name in plan.members] + [class_slot]) if plan.exact else NONE
            wanted = len(plan.members) + 1
            for o, r in zip(group, refs):
                lay.append(full if len(r) == wanted and full != NONE else self.slow_layout(o, r, plan, None))
            return
        for o, r in zip(group, refs):
            lay.append(self.slow_layout(o, r, plan, names))

    def partly_filled(self, o, r, plan, names):
        """The layout of an instance without slots some of whose attributes are not set, or are in a dict.

        One for each pattern of those that are, where the values in its memory are its referents.
        """
        base = self.memory.values_at(id(o), plan.basicsize)
        if not base:
            if len(r) == 2 and r[1] is type(o) and self.memory.dict_at(id(o)) == id(r[0]):
                layout = plan.layouts.get(None)
                if layout is None:
                    layout = self.slots_layout([(INTERNAL, self.dict_name), (CLASS, NONE)])
                    if layout == NONE:
                        return self.slow_layout(o, r, plan, names)
                    plan.layouts[None] = layout
                return layout
        else:
            values = self.memory.word[base >> 3:(base >> 3) + len(names)]
            pattern = bytes(map(bool, values))
            values.append(id(type(o)))
            if list(filter(None, values)) == list(map(id, r)):
                layout = plan.layouts.get(pattern)
                if layout is None:
                    layout = self.slow_layout(o, r, plan, names)
                    if layout != NONE:
                        plan.layouts[pattern] = layout
                return layout
        return self.slow_layout(o, r, plan, names)

    def slots_layout(self, slots):
        layout = self.layout(0, tuple(_chain(slots)))
        return NONE if layout is None else layout

    def slow_layout(self, o, r, plan, names):
        """The layout of one instance from its memory, checked against its referents."""
        a = id(o)
        word = self.memory.word
        slots = []
        targets = []
        for offset, name in plan.members:
            value = word[(a + offset) >> 3]
            if value:
                slots.append((SLOT, name))
                targets.append(value)
        for kind, name, value in self.attributes(a, plan, names):
            slots.append((kind, name))
            targets.append(value)
        slots.append((CLASS, NONE))
        targets.append(id(type(o)))
        found = list(map(id, r))
        if targets != found:
            slots = self.match(found, [(kind, name, value) for (kind, name), value in zip(slots, targets)])
        layout = self.slots_layout(slots)
        if layout == NONE:
            for kind, name in slots:
                self.kind.append(kind)
                self.label.append(name)
        return layout

    def attributes(self, a, plan, names):
        """(kind, name, address) of inline attributes and of the instance's dict, if it has one."""
        memory = self.memory
        word = memory.word
        found = []
        if plan.inline and names is not None:
            base = memory.values_at(a, plan.basicsize)
            if base:
                for name, value in zip(names, word[base >> 3:(base >> 3) + len(names)]):
                    if value:
                        found.append((ATTR, name, value))
        if plan.managed:
            if memory.values is not None:
                own = memory.dict_at(a)
                if own:
                    found.append((INTERNAL, self.dict_name, own))
        elif plan.dictoffset and word is not None:
            own = word[memory.dict_place(a, plan) >> 3]
            if own:
                found.append((INTERNAL, self.dict_name, own))
        return found

    def match(self, found, named):
        """Kinds and labels for the addresses `found`, from `named`, by identity; the rest unlabelled."""
        table = {}
        for kind, name, value in reversed(named):  # taken from the end: the first name first
            table.setdefault(value, []).append((kind, name))
        slots = []
        for address in found:
            entries = table.get(address)
            slots.append(entries.pop() if entries else (0, NONE))
        return slots

    # -- everything else ---------------------------------------------------------------------------

    def others(self, group, plan):
        cls = type(group[0])
        if cls is _Code and _codes(self, group, plan) or cls is _Function and _functions(self, group, plan) \
                or cls is self.array_class and _arrays(self, group, plan):
            return
        names = None
        if plan.inline:
            keys, known = self.memory.keys_of(cls)
            names = self.memory.key_names(keys, known)
            if names is not None:
                names = [self.string(name) for name in names]
        row = len(self.count)
        skip = plan.name == "module" and (3, 12) == PY and sys.version_info[2] < 6
        if not _fixed(self, group, plan, names):
            for o in group:
                found, slots, reach, preview, _ = self.described(o, plan, names, row, skip)
                self.scan(reach)
                self.edge.extend(found)
                self.count.append(len(found))
                self.lay.append(self.layout_of(slots))
                self.preview.append(NONE if preview is None else self.string(preview))
                row += 1
        if plan.info is not None:
            self.describe(group, plan)

    def described(self, o, plan, names, row, skip):
        """(addresses, (kind, label) of each, objects to visit, preview, how many of them are its referents)"""
        cls, a = type(o), id(o)
        word = self.memory.word
        refs = self.referents(o, skip)
        named = [(SLOT, name, word[(a + offset) >> 3]) for offset, name in plan.members]
        named += self.attributes(a, plan, names)
        for name, get in plan.getters:
            try:
                value = get(o)
            except (RuntimeError, TypeError, ValueError, AttributeError) as error:  # a future that was never initialised
                _pass_on(error)
                value = None
            if value is not None:
                named.append((SLOT, name, id(value)))
        value = None
        extra = []
        reach = []
        preview = None
        if plan.special is not None:
            preview = plan.special(self, o, a, refs, named, extra, reach, row)
        if plan.info == "ndarray":
            preview = _array_edges(self, o, extra, reach)
        named.append((CLASS, NONE, id(cls)))
        found = list(map(id, refs))
        reported = len(found)
        slots = self.match(found, named)
        if plan.chooses and not refs and self.flag[row] & F_TRACKED and not _tracked(o):
            refs = _traversed(self, o)
            told = list(map(id, refs))
            extra += [(kind | HIDDEN, name, address) for (kind, name), address in zip(self.match(told, named), told)]
        if plan.heap and id(cls) not in map(id, refs) and not plan.flags & F_CLASS:
            extra.append((CLASS | HIDDEN, NONE, id(cls)))
            reach.append(cls)
        for kind, name, address in extra:
            slots.append((kind, name))
            found.append(address)
            if kind & HIDDEN and kind & 31 in (ELEMENT, INTERNAL, SLOT):
                self.flag[row] |= F_OPAQUE
        if preview is None and plan.scalar is not None and self.show:
            preview = _scalar_text(o, plan.scalar, self.text)
        reach += refs
        return found, slots, reach, preview, reported

    def layout_of(self, slots):
        """The layout of one object's references; where it is NONE, kinds and labels are written one by one."""
        layout = NONE
        if len(slots) <= LAYOUT_SLOTS:
            layout = self.slots_layout(slots) if slots else self.empty_layout
        if layout == NONE:
            self.kind += bytes([kind for kind, _ in slots])
            self.label.extend([name for _, name in slots])
        return layout

    def referents(self, o, skip):
        if skip and _module_name(_module_dict(o)) == "_asyncio":
            return [_module_dict(o)]  # gh-122695: its traversal never ends on early 3.12
        return _referents(o)

    def describe(self, group, plan):
        """INFO of arrays and frames: shape, types, bytes, owner."""
        for o in group:
            try:
                facts = _FACTS[plan.info](self, o)
            except Exception as error:  # a version laid out unlike those known: no details, then
                _pass_on(error)
                facts = None
            if facts:
                self.infos.append((id(o), _json(facts)))

    # -- containers too long for a batch of their kind -------------------------------------------

    def process_big(self):
        o, snapshot = self.big.pop()
        chunk = [o]
        o = None
        counts = array.array("q", map(_refcount, chunk))
        o = chunk[0]
        cls = type(o)
        plan = self.plans.get(id(cls))
        if plan is None:
            plan = self.plan(cls)
        n = len(o)
        if self.tracing:
            self.trace(chunk, plan)
        kinds = labels = None
        layout = self.index_layout if plan.kind == K_LIST else self.set_layout
        passes = [o]
        total = n
        filled = None
        if plan.kind == K_LIST:
            filled = _referents(o)
            if len(filled) == n:
                filled = None
            else:  # C code is still filling it, see `lists`
                filled.reverse()
                passes, total, layout = [filled], len(filled), self.set_layout
        if plan.kind == K_DICT:
            layout = NONE
            refs = _referents(o)
            reported = len(refs)
            refs = None
            if reported in (0, n):
                form = 2 if not reported else 0
                passes = [o, o.values()] if form == 0 else [o.values()]
                total = n * len(passes)
            else:
                form = -1
                total = 2 * n
                passes = [_chain(o.items())]
            try:
                kinds, labels = self.dict_labels(o, form) if form >= 0 else self.general_labels(o, n)
                labels = array.array("I", labels)
            except RuntimeError as error:  # see `consistent`
                _pass_on(error)
                labels = ()
            if len(labels) != total:
                kinds = labels = None
                layout = self.empty_layout
        self.flush_names()
        self.batch += 1
        batch, out = self.batch, self.out
        flags = plan.flags | (F_TRACKED if snapshot else F_FROZEN if self.frozen and _tracked(o) else 0)
        most = total // len(passes)
        done = [self.sliced(batch, items, most) for items in passes]
        total = sum(done)
        if kinds is not None:
            kinds = b"".join([kinds[i * most:i * most + m] for i, m in enumerate(done)])
            if len(labels) != total:
                labels = array.array("I", _chain([labels[i * most:i * most + m] for i, m in enumerate(done)]))
        out.section(b"nADR", _u64([id(o)]), batch)
        out.section(b"nTYP", _u32([plan.index]), batch)
        out.section(b"nSIZ", _u64([plan.sizer(o) + plan.before]), batch)
        out.section(b"nFLG", array.array("H", [flags]), batch)
        out.section(b"nCNT", _u32([total]), batch)
        out.section(b"nLAY", _u32([layout]), batch)
        out.section(b"nRFC", self.ref_counts(counts), batch)
        out.section(b"nLEN", _u32([n]), batch)
        out.section(b"nPRV", _u32([NONE]), batch)
        self.write_labels(batch, kinds, labels)
        out.section(b"nEND", _COUNTS.pack(1, total), batch, raw=True)
        self.objects += 1
        self.references += total
        kinds = labels = passes = source = None
        # Its contents, a slice at a time, so that the queue stays short; at once where they do not hold still.
        chunk = None
        for _ in range(3):
            source = _chain(o.items()) if plan.kind == K_DICT else o if filled is None else filled
            if self.scanned(itertools.islice(source, 2 * n if plan.kind == K_DICT else most), True):
                return
        source = None
        self.scan(list(o) + list(o.values()) if plan.kind == K_DICT else _referents(o))

    def general_labels(self, o, n):
        """Labels of a dict that tells of its keys, because one of them is no text."""
        texts = self.key_texts(o, n)
        labels = texts + texts
        labels[0::2] = labels[1::2] = texts
        return bytes((KEY, VALUE)) * n, labels

    def key_texts(self, o, n):
        """Numbers of the texts of a long dict's keys, or of nothing where no values are shown."""
        texts = array.array("I", [NONE]) * n
        if not self.show:
            return texts
        source = dict.__iter__(o)
        for start in range(0, n, BATCH):
            keys = list(itertools.islice(source, min(BATCH, n - start)))
            if all(map(_is, map(type, keys), itertools.repeat(int))):  # rarely the same: not worth a look in the cache
                first = self.string_count
                self.strings_new += map(str.encode, _int_texts(keys))
                self.string_count = first + len(keys)
                found = range(first, self.string_count)
            else:
                found = self.string_indices(list(map(_key_text, keys)))
            texts[start:start + len(keys)] = array.array("I", found)
            keys = None
            self.flush_names()
        return texts

    def sliced(self, batch, items, most):
        """Writes the addresses of items, a slice at a time, so many at most; how many they were."""
        source, done = map(id, items), 0
        try:
            while done < most:
                part = array.array("Q", itertools.islice(source, min(BIG, most - done)))
                if not part:
                    break
                self.out.section(b"eADR", part, batch)
                done += len(part)
        except RuntimeError as error:  # it has changed its size, see `consistent`
            _pass_on(error)
        if not done:
            self.out.section(b"eADR", array.array("Q"), batch)  # a batch is not whole without one
        return done

    def write_labels(self, batch, kinds, labels):
        for start in range(0, 0 if kinds is None else len(kinds), BIG):
            self.out.section(b"eKND", kinds[start:start + BIG], batch)
            self.out.section(b"eLBL", labels[start:start + BIG], batch)

    def scanned(self, items, drains):
        """`scan` a slice at a time; False where the items changed meanwhile, and are to be looked at again."""
        source = iter(items)
        items = None
        while True:
            before = len(self.pending)
            try:
                part = list(itertools.islice(source, BATCH))
            except RuntimeError as error:
                _pass_on(error)
                return False
            if not part:
                return True
            self.scan(part)
            part = None
            while drains and len(self.pending) >= BATCH and len(self.pending) > before:
                self.drain_pending()

    def take_long(self, groups, snapshot):
        """Move long containers of classes that derive from a built-in one, and long deques, out of `groups`."""
        for key in list(groups):
            if key in _EXACT:
                continue
            group = groups[key]
            try:
                length = self.long_lengths[key]
            except KeyError as error:
                _pass_on(error)
                length = self.long_lengths[key] = _long_length(type(group[0]))
            if length is not None and max(map(length, group)) > LONG:
                self.long += [(o, snapshot) for o in group if length(o) > LONG]
                groups[key] = [o for o in group if length(o) <= LONG]
                if not groups[key]:
                    del groups[key]

    def process_long(self):
        """One such container in a batch of its own: what `others` does, in columns instead of a tuple per item."""
        o, snapshot = self.long.pop()
        chunk = [o]
        o = None
        counts = array.array("q", map(_refcount, chunk))
        o = chunk.pop()
        cls = type(o)
        plan = self.plans.get(id(cls)) or self.plan(cls)
        n = self.long_lengths[id(cls)](o)
        refs = _referents(o)
        try:
            head, items, kinds, labels, keys = self.long_items(o, plan, n, refs)
        except RuntimeError as error:  # it changed its size meanwhile, see `consistent`
            _pass_on(error)
            head, items, kinds, labels, keys = _unnamed(refs)
        names = None
        if plan.inline:
            names = self.memory.key_names(*self.memory.keys_of(cls))
            names = names and [self.string(name) for name in names]
        named = [(SLOT, name, self.memory.word[(id(o) + offset) >> 3]) for offset, name in plan.members]
        named += self.attributes(id(o), plan, names)
        named.append((CLASS, NONE, id(cls)))
        addresses = list(map(id, head))
        slots = self.match(addresses, named)
        if plan.heap and id(cls) not in addresses:
            slots.append((CLASS | HIDDEN, NONE))
            addresses.append(id(cls))
        kinds = bytes([kind for kind, _ in slots]) + kinds
        labels = array.array("I", [label for _, label in slots]) + labels
        flags = plan.flags | (F_TRACKED if snapshot else F_FROZEN if self.frozen and _tracked(o) else 0)
        self.flush_names()
        self.batch += 1
        batch, out = self.batch, self.out
        out.section(b"eADR", array.array("Q", addresses), batch)
        first, most = len(addresses), len(kinds) - len(addresses)
        done = first + self.sliced(batch, items if keys is None else _chain((items, keys)), most)
        if done != len(kinds):
            kinds, labels = kinds[:done], labels[:done]
        columns = ((b"nADR", _u64([id(o)])), (b"nTYP", _u32([plan.index])), (b"nSIZ", _u64([plan.sizer(o) + plan.before])),
                   (b"nFLG", array.array("H", [flags])), (b"nCNT", _u32([done])), (b"nLAY", _u32([NONE])),
                   (b"nRFC", self.ref_counts(counts)), (b"nLEN", _u32([n])), (b"nPRV", _u32([NONE])))
        for tag, column in columns:
            out.section(tag, column, batch)
        self.write_labels(batch, kinds, labels)
        out.section(b"nEND", _COUNTS.pack(1, done), batch, raw=True)
        if plan.special is _deque_edges:
            _tell_bound(self, o)
            self.flush_infos()
        self.objects += 1
        self.references += len(kinds)
        # Its contents: they are counted when they are drained, and nothing but the queue may hold them then.
        kinds = labels = columns = head = items = None
        self.scan([cls])
        while refs:
            part = refs[-BATCH:]
            del refs[-BATCH:]
            self.scan(part)
            part = None
        if keys is not None:
            self.scan(list(dict.__iter__(o)))
        keys = part = None
        while len(self.pending) >= BATCH:
            self.drain_pending()

    def long_items(self, o, plan, n, refs):
        """(other referents, items, kinds and labels of items and keys, keys that are not traversed or None)."""
        if plan.special is _dict_edges:
            return self.long_dict(o, n, refs, _ordered(type(o)))
        # Base classes are traversed last. Lists and tuples go from their end.
        head, items = refs[:len(refs) - n], refs[len(refs) - n:]
        backwards = plan.special is _list_edges or plan.special is _tuple_edges
        if backwards:
            items.reverse()
        if len(refs) < n or len(head) > LONG_HEAD:  # C code is still filling it
            return _unnamed(refs)
        if backwards or plan.special is _deque_edges:
            return head, items, bytes((INDEX,)) * n, array.array("I", range(n)), None
        return head, items, bytes((MEMBER,)) * n, array.array("I", [NONE]) * n, None

    def long_dict(self, o, n, refs, ordered):
        """The same for dicts. An `OrderedDict` refers to each key once more, and tells of that first."""
        general = len(refs) >= (3 if ordered else 2) * n  # keys that are not all text are traversed, too
        items = _Parts(o, (dict.keys,) * ordered + ((dict.items,) if general else (dict.values,)))
        count = (ordered + 1 + general) * n
        head = refs[:len(refs) - count]
        if len(refs) < count or len(head) > LONG_HEAD or sum(map(id, refs)) != sum(map(id, head)) + sum(map(id, items)):
            return _unnamed(refs)
        texts = self.key_texts(o, n)
        labels = array.array("I")
        kinds = b""
        if ordered:
            kinds = bytes((KEY,)) * n
            labels += texts
        if general:
            both = texts + texts
            both[0::2] = both[1::2] = texts
            return head, items, kinds + bytes((KEY, VALUE)) * n, labels + both, None
        return (head, items, kinds + bytes((VALUE,)) * n + bytes((KEY | HIDDEN,)) * n, labels + texts + texts,
                _Parts(o, (dict.keys,)))

    def drain_pending(self):
        chunk = self.pending[-BATCH:]
        del self.pending[-BATCH:]
        self.process(chunk, False)
