# ---------------------------------------------------------------------------------------------
# Memory: reading what the interpreter keeps but does not tell
# ---------------------------------------------------------------------------------------------


class _Probe:
    pass


class _KeysProbe:
    pass


class _SlotProbe:
    __slots__ = ("ouro_slot",)


class _NameProbe:
    __qualname__ = "ouro_qualname"


def _probe_function(ouro_default=7, *, ouro_keyword=8):
    """Probe."""
    return _probe_function


# How instances keep attributes before they have a dict: 3.13 in the object, 3.12 behind a tagged
# pointer, 3.11 behind a pointer of its own.
_VALUES_KIND = "inline" if PY >= (3, 13) else "tagged" if PY == (3, 12) else "pointer"


# Made once, since each function of ctypes' is a cycle: the state of this thread, and the one that holds the GIL.
_GetState = ctypes.PYFUNCTYPE(ctypes.c_void_p) if ctypes is not None else None
_thread_states = [_GetState((name, ctypes.pythonapi)) for name in ("PyGILState_GetThisThreadState", "PyThreadState_Get")] \
    if ctypes is not None else []


_view_bytes = memoryview.tobytes


def _may_be_called_back():
    """Whether C may call what is written in Python here.

    ctypes takes the GIL by the state that this thread was given first. Where the GIL is held by another
    one, as programs that embed Python may arrange, it waits for itself.
    """
    mine, present = _thread_states
    return mine() == present()


class _Memory:
    """Words of this process by address, and the offsets proved on probe objects.

    `word[address >> 3]` is one aligned word; `item[address >> 3]` the object a pointer there refers
    to. Offsets are None where the proof failed.
    """

    __slots__ = ("word", "item", "keys", "values", "traverse", "chooses", "members", "frame", "frame_locals",
                 "generator_locals", "function", "weak_target", "split", "class_names", "told", "unread",
                 "view", "items", "traversals", "lock")

    tags = 3 if PY >= (3, 14) else 0  # bits of a frame's words that are no address

    def __init__(self):
        self.word = self.item = self.keys = self.values = self.traverse = self.members = None
        self.frame = self.frame_locals = self.generator_locals = self.function = self.chooses = None
        self.weak_target = self.split = self.class_names = self.view = self.items = self.traversals = self.lock = None
        self.told = {}
        self.unread = _why_unread()  # why memory is not read, for the reader of the dump; "" if it is
        if self.unread:
            return
        if PY >= (3, 13):
            self.told = _debug_offsets()
            if self.told is None:
                self.unread = "this Python does not describe its memory as CPython %d.%d does" % PY
                self.told = {}
                return
        word = (ctypes.c_uint64 * (1 << 59)).from_address(0)
        item = (ctypes.py_object * (1 << 59)).from_address(0)
        probe = _Probe()
        if _type_basicsize(object) != 16 or word[(id(probe) + 8) >> 3] != id(_Probe) \
                or item[(id(probe) + 8) >> 3] is not _Probe:
            self.unread = "this Python lays out its objects in another way than those known"
            return
        self.word, self.item = word, item
        for prove in (self._prove_view, self._prove_traverse, self._prove_class_names, self._prove_members, self._prove_keys, self._prove_split,
                      self._prove_function, self._prove_frame, self._prove_generator, self._prove_weak, self._prove_lock):
            try:
                prove()
            except Exception as error:  # a build unlike those known: without this offset, then
                _pass_on(error)

    def _prove_view(self):
        """The same words as a memoryview, whose slices are copied and listed at the speed of C; `ob_item` of lists."""
        view = memoryview(self.word).cast("B").cast("Q")
        probe = [_Probe(), None, view]
        if view[(id(probe) + 8) >> 3] == id(list):
            self.view = view
            at = view[(id(probe) + 24) >> 3] >> 3
            if view[at:at + 3].tolist() == [id(item) for item in probe]:
                self.items = 24

    def ids(self, items):
        """Addresses of what a list holds, as bytes: its own buffer, copied, without a number made of each."""
        if self.items is None:
            return array.array("Q", map(id, items)).tobytes()
        at = self.view[(id(items) + 24) >> 3] >> 3
        return self.view[at:at + len(items)].tobytes()

    def behind(self, pointer, first, last):
        """Words first to last of what the pointer at this address leads to, as bytes; each bound as an iterator of one.

        That the pointer, and bounds that are read only when they are asked for, still say what is there is
        certain because they are read and followed in one call of C: between two steps of Python a handler of a
        signal, or another thread, could make the container another size, and its old memory would be gone.
        """
        return next(map(_view_bytes, map(self.view.__getitem__, self._spans(pointer, first, last))))

    def objects_behind(self, pointer, first, last):
        """The same as objects. Raises ValueError where one of the words is NULL."""
        return next(map(self.item.__getitem__, self._spans(pointer, first, last)))

    def _spans(self, pointer, first, last):
        at = pointer >> 3
        bounds = map(_add, map(_rshift, map(self.view.__getitem__, (at, at)), (3, 3)), _chain((first, last)))
        return map(slice, bounds, bounds)

    def _prove_traverse(self):
        """tp_traverse of classes written in Python, and of `object` (none)."""
        offset = 184
        word = self.word
        mine = word[(id(_Probe) + offset) >> 3]
        if mine and mine == word[(id(_SlotProbe) + offset) >> 3] and not word[(id(object) + offset) >> 3] \
                and mine != word[(id(list) + offset) >> 3] and word[(id(list) + offset) >> 3]:
            self.traverse = offset
            offset = 328  # tp_is_gc: of the classes that are always there, `type` alone has it
            if word[(id(type) + offset) >> 3] and not any(word[(id(cls) + offset) >> 3]
                                                          for cls in (object, list, dict, _Probe, _SlotProbe)):
                self.chooses = offset
                if _may_be_called_back():
                    self._prove_traversals()

    def _prove_traversals(self):
        """Calls of `tp_traverse`. Made here, and kept, since each type of ctypes' is a cycle.

        What is told goes from C to C, so that no signal is handled meanwhile: None, which `append`
        returns, is the 0 that asks for the next.
        """
        pointer = ctypes.c_void_p
        found = array.array("Q")
        self.traversals = (ctypes.PYFUNCTYPE(ctypes.c_int, pointer, pointer, pointer),
                           ctypes.PYFUNCTYPE(pointer, pointer)(found.append), found)
        probe = [_Probe(), None, self]
        if self.told_by(probe).tolist() != [id(item) for item in reversed(probe)]:
            self.traversals = None

    def told_by(self, o):
        """Addresses of what an object's `tp_traverse` visits."""
        kind, visit, found = self.traversals
        del found[:]
        kind(self.word[(id(type(o)) + self.traverse) >> 3])(id(o), visit, None)
        return found

    def _prove_class_names(self):
        """ht_name of a class made at run time; ht_qualname lies 16 bytes behind it."""
        cls, word = _NameProbe, self.word
        start = id(cls) >> 3
        head = word[start:start + (type.__basicsize__ >> 3)]
        at = head.index(id(_raw_qualname(cls))) - 2
        if head[at] == id(_raw_name(cls)):
            self.class_names = at * 8

    def _prove_members(self):
        """PyMemberDef behind a member descriptor: type code and offset."""
        probe = _SlotProbe()
        probe.ouro_slot = marker = [1]
        descriptor = _SlotProbe.__dict__["ouro_slot"]
        definition = self.word[(id(descriptor) + 40) >> 3]
        offset = self.word[(definition + 16) >> 3]
        if self.word[(definition + 8) >> 3] & 0xFFFFFFFF == 16 and 0 < offset < 256 \
                and self.word[(id(probe) + offset) >> 3] == id(marker):
            self.members = 40

    def member(self, descriptor, cls):
        """Offset of an object member in instances of `cls`; None for numbers and the like.

        None also for a descriptor that another class lends: its offset means nothing here.
        """
        word = self.word
        if word[(id(descriptor) + 16) >> 3] != id(cls):
            return None
        definition = word[(id(descriptor) + 40) >> 3]
        if not definition or word[(definition + 8) >> 3] & 0xFFFFFFFF not in (6, 16):
            return None
        offset = word[(definition + 16) >> 3]
        return offset if 0 < offset <= _type_basicsize(cls) - 8 and not offset & 7 else None

    def _prove_keys(self):
        """The shared keys of a class (`ht_cached_keys`), and where inline values lie."""
        if PY < (3, 11):
            return
        word = self.word
        cls = _KeysProbe
        one = cls()
        one.ouro_alpha = first = [1]
        one.ouro_beta = second = [2]
        start = id(cls) >> 3
        qualname = _raw_qualname(cls)
        head = word[start:start + (type.__basicsize__ >> 3)]
        last = max(i for i, value in enumerate(head) if value == id(qualname))
        self.keys = (last + 1) * 8  # right after ht_qualname
        address, count = self.keys_of(cls)
        if self.key_names(address, count) == ["ouro_alpha", "ouro_beta"]:
            self.values = _VALUES_KIND
            base = self.values_at(id(one), _type_basicsize(cls))
            if base and word[base >> 3:(base >> 3) + 2] == [id(first), id(second)]:
                two = cls()
                own = two.__dict__
                if self.dict_at(id(two)) == id(own) and not self.dict_at(id(one)):
                    return
        self.values = self.keys = None

    def keys_of(self, cls):
        """Address of the shared keys and the number of names in them."""
        address = self.word[(id(cls) + self.keys) >> 3]
        if not address:
            return 0, 0
        return address, self.word[(address + 24) >> 3]

    def key_names(self, address, count):
        """Names in shared keys, in the order of the values."""
        if not address or count > 64:
            return None
        sizes = self.word[(address + 8) >> 3]
        if sizes >> 16 & 0xFF != 2:  # not a table that instances share
            return None
        entries = address + 32 + (1 << ((sizes >> 8) & 0xFF))
        if 0 in self.word[entries >> 3:(entries >> 3) + 2 * count:2]:
            return None
        names = [self.item[(entries + 16 * i) >> 3] for i in range(count)]
        return names if all(type(name) is str for name in names) else None

    def values_at(self, address, basicsize):
        """Where an instance's inline values begin; 0 if it has none (any more)."""
        if self.values == "inline":  # 3.13 and later: capacity, size, embedded, valid; then values
            base = address + basicsize
            return base + 8 if self.word[base >> 3] >> 24 & 0xFF else 0
        if self.values == "tagged":  # 3.12: one word before the object, bit 0 means values
            pointer = self.word[(address - 24) >> 3]
            return pointer + 1 if pointer & 1 else 0  # stored less one
        return self.word[(address - 32) >> 3]  # 3.11

    def dict_at(self, address):
        """Address of an instance's materialised `__dict__` where CPython manages it; 0 if none."""
        pointer = self.word[(address - 24) >> 3]
        return 0 if self.values == "tagged" and pointer & 1 else pointer

    def dict_place(self, address, plan):
        """Where an instance keeps its `__dict__` if CPython does not manage it: behind the items where it has some."""
        if plan.dictoffset > 0:
            return address + plan.dictoffset
        items = self.word[(address + 16) >> 3]  # negative ones: of a number below zero, before 3.12
        items = min(items, (1 << 64) - items)
        return address + (plan.basicsize + items * plan.itemsize + 7 & ~7) + plan.dictoffset

    def _prove_split(self):
        """ma_values: whether a dict shares its keys."""
        probe = _Probe()
        probe.ouro_alpha = 1
        at = self.told.get("ma_values", 40)
        if self.word[(id({"a": 1}) + at) >> 3] == 0 and self.word[(id(probe.__dict__) + at) >> 3] != 0:
            self.split = at

    def _prove_function(self):
        """The fields of a function, by offset."""
        if PY < (3, 10):
            fields = ("__code__", "__globals__", "__defaults__", "__kwdefaults__", "__closure__", "__doc__",
                      "__name__", "__dict__", None, "__module__", "__annotations__", "__qualname__")
        elif PY < (3, 14):
            fields = ("__globals__", "__builtins__", "__name__", "__qualname__", "__code__", "__defaults__",
                      "__kwdefaults__", "__closure__", "__doc__", "__dict__", None, "__module__",
                      "__annotations__")
        else:
            fields = ("__globals__", "__builtins__", "__name__", "__qualname__", "__code__", "__defaults__",
                      "__kwdefaults__", "__closure__", "__doc__", "__dict__", None, "__module__",
                      "__annotations__", "__annotate__", "__type_params__")
        if PY in ((3, 12), (3, 13)):
            fields += ("__type_params__",)
        words = self.word[(id(_probe_function) + 16) >> 3:(id(_probe_function) >> 3) + 2 + len(fields)]
        for name, value in zip(fields, words):
            if name in ("__code__", "__globals__", "__defaults__", "__kwdefaults__", "__doc__", "__name__",
                        "__qualname__", "__module__") and value != id(getattr(_probe_function, name)):
                return
        self.function = tuple((16 + 8 * i, name) for i, name in enumerate(fields) if name)

    def _prove_frame(self):
        """Where a running frame keeps its local variables."""
        def probe(first, second):
            third = [3]
            frame = sys._getframe()
            base = id(frame) if PY < (3, 11) else self.word[(id(frame) + 24) >> 3]
            wanted = [id(first), id(second), id(third)]
            told = self.told.get("localsplus")
            window = self.word[base >> 3:(base >> 3) + 64]
            for i in range(len(window) - 3) if told is None else (told >> 3,):
                if [value & ~self.tags for value in window[i:i + 3]] == wanted:
                    self.frame_locals = i * 8
                    self.frame = 0 if PY < (3, 11) else 24
                    break
            frame = None
        probe([1], [2])

    def _prove_generator(self):
        """Where a suspended generator keeps its local variables (3.11 and later)."""
        if PY < (3, 11) or self.frame_locals is None:
            return

        def probe(first, second):
            yield first
            yield second

        one, two = [1], [2]
        generator = probe(one, two)
        next(generator)
        told = self.told.get("gi_iframe")
        window = self.word[id(generator) >> 3:(id(generator) >> 3) + 40]
        for i in range(len(window) - 2) if told is None else (told + self.frame_locals >> 3,):
            if [value & ~self.tags for value in window[i:i + 2]] == [id(one), id(two)]:
                self.generator_locals = i * 8
                return

    def _prove_weak(self):
        """wr_object of a weak reference."""
        probe = _Probe()
        reference = weakref.ref(probe)
        if self.word[(id(reference) + 16) >> 3] == id(probe):
            self.weak_target = 16


    def _prove_lock(self):
        """Where the GIL counts its switches: the interval in microseconds, who holds it last, 1, the number."""
        start = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime")) >> 3
        words = self.word[start:start + (_RUNTIME_BYTES.get(PY, 160_000) >> 3)]
        mine, low = _thread_states[1](), 0xFFFFFFFF
        at, found = 0, []
        for _ in range(words.count(mine)):
            at = words.index(mine, at) + 1
            if 1 < at < len(words) - 1 and words[at] & low == 1 \
                    and abs((words[at - 2] & low) - sys.getswitchinterval() * 1e6) <= 1:
                found.append((start + at - 2) << 3)
        if len(found) == 1:
            self.lock = found[0]

    def switches(self):
        """How often the GIL has gone from one thread to another; None where that is not known.

        If it is the same at two moments, no other thread has run Python code between them.
        """
        if self.lock is None:
            return None
        at = self.lock >> 3
        return self.word[at + 2] >> 32 if os.name == "nt" else self.word[at + 3]


# How much of `_PyRuntime` there is to look through, where it is small.
_RUNTIME_BYTES = {(3, 8): 1400, (3, 9): 640, (3, 10): 640}

# Where memory was read and the tests ran. A release of one of these lays out its objects like the others.
_TRIED = frozenset((3, minor) for minor in range(8, 16))
_TRIED_DEBUG = frozenset([(3, 11), (3, 13), (3, 14), (3, 15)])


def _why_unread():
    """Why this interpreter's memory is not read; "" if it is laid out as one that was tried."""
    if ctypes is None:
        return "this Python has no usable ctypes"
    if _POINTER_BYTES != 8 or sys.implementation.name != "cpython" or sys.byteorder != "little":
        return "memory is read on CPython for 64-bit processors of little-endian order only"
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return "this is a free-threaded Python"
    if PY not in _TRIED:
        return "CPython %d.%d was not tried with this collector" % PY
    if sys.version_info[3] not in ("candidate", "final"):
        return "a pre-release of CPython %d.%d was not tried with this collector" % PY
    if hasattr(sys, "getobjects") or hasattr(sys, "gettotalrefcount") and PY not in _TRIED_DEBUG:
        return "a debug build of CPython %d.%d was not tried with this collector" % PY
    return ""


# `_Py_DebugOffsets` of 3.13 and later: where the words that are asked for stand in the table itself.
_DEBUG_TABLE = {
    (3, 13): {"executable": 240, "localsplus": 256, "ob_type": 360, "tp_name": 376, "tp_flags": 392, "ma_values": 464},
    (3, 14): {"executable": 264, "localsplus": 280, "ob_type": 408, "tp_name": 424, "tp_flags": 440, "ma_values": 544,
              "gi_iframe": 680},
    (3, 15): {"executable": 328, "localsplus": 344, "ob_type": 472, "tp_name": 488, "tp_flags": 504, "ma_values": 640,
              "gi_iframe": 808},
}


def _debug_offsets():
    """What the interpreter itself says of its layout (`_PyRuntime.debug_offsets`), by name.

    {} where the table cannot be had; None where it is another than the one known, or contradicts
    what everything else here relies on.
    """
    try:
        start = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
    except (AttributeError, ValueError) as error:
        _pass_on(error)
        return {}
    head = ctypes.string_at(start, 24)
    if head[:8] != b"xdebugpy" or int.from_bytes(head[8:16], "little") != sys.hexversion \
            or int.from_bytes(head[16:24], "little"):
        return None
    found = {name: int.from_bytes(ctypes.string_at(start + at, 8), "little")
             for name, at in _DEBUG_TABLE[PY].items()}
    if found["ob_type"] != 8 or found["tp_name"] != 24 or found["tp_flags"] != 168 or found["ma_values"] != 40:
        return None
    if not 0 < found["localsplus"] < 256 or found["localsplus"] & 7 or found.get("gi_iframe", 0) & 7 \
            or found.get("gi_iframe", 0) > 512:
        return None
    return found


_memory = None


def _get_memory():
    global _memory
    if _memory is None:
        _memory = _Memory()
    return _memory
