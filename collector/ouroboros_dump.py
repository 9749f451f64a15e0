"""Dump the object graph of this Python process for Ouroboros.

    import ouroboros_dump
    ouroboros_dump.dump("leak.ouro")

One file, standard library only, CPython 3.8 to 3.15 (64-bit Linux, macOS, Windows; elsewhere with
fewer names). Copy it next to the program. The format is specified in shared/formats/ouro/README.md.

Joined by collector/join.py from the parts in collector/src: change those.

How it keeps its promises:

* No user code runs. Objects are touched only with `type`, `id`, `is`, `gc`, `sys.getrefcount`, C
  descriptors taken from the type's own dictionary, and iteration of exact built-in types. Nothing
  is hashed or compared but `id()`s, exact `str` and `bytes`.
* Nothing the walk holds is counted. The walk keeps addresses and names as text, never objects,
  but for one list of objects still to be visited: exactly one reference each, which is calibrated
  away. All counts of a batch are read before anything else looks at its objects.
* Names of attributes come from memory the interpreter owns (shared keys, slots, frames) through
  one ctypes array over the address space. Each use is proved on probe objects first; where a
  proof fails, references stay unlabelled. An instance that has all attributes of its class's keys
  is recognised by their number; any other has its names matched to its referents by identity.
"""

import array
import errno
import gc
import itertools
import os
import stat
import struct
import sys
import threading
import time
import types
import weakref
from _thread import allocate_lock as _new_lock, start_new_thread as _new_thread
from operator import add as _add, is_ as _is, itemgetter as _itemgetter, rshift as _rshift, sub as _sub

try:
    import opcode
except ImportError:  # without the standard library's sources: lines of frames only
    opcode = None
try:
    import ctypes
except ImportError:  # a Python built without libffi: a dump with fewer names
    ctypes = None
try:
    import zlib
except ImportError:
    zlib = None

__version__ = "1.0"
__all__ = ["AttachError", "DumpResult", "at_exit", "attach", "check_garbage", "dump", "estimate", "on_error", "on_signal",
           "watch"]

BATCH = 20_000
BIG = 1 << 17  # containers longer than this are a batch of their own, written in slices
LAYOUT_SLOTS = 64  # longer label lists are written per reference instead of shared
CACHE = 1 << 16  # entries kept in each cache of names and layouts
TEXT = 80  # characters of a string shown in a preview

NONE = 0xFFFFFFFF
IMMORTAL = 0xFFFFFFFE
PY = sys.version_info[:2]

# Edge kinds and marks, see the format's page.
ATTR, SLOT, KEY, VALUE, INDEX, MEMBER, LOCAL, CELL, INTERNAL, CLASS, ELEMENT, STACK, WEAK, GLOBAL = range(1, 15)
HIDDEN, BORROWED, WEAKMARK = 0x20, 0x40, 0x80
WEAKTARGET = WEAK | BORROWED | WEAKMARK

# Forms of a table's columns.
U8, U32, U64, STRING, ADDRESS = range(1, 6)

# Object flags.
F_TRACKED, F_CLASS, F_MODULE, F_NAMESPACE, F_FRAME, F_FINALISER = 1, 2, 4, 8, 16, 32
F_ARTEFACT, F_FROZEN, F_OPAQUE, F_INSTANCE, F_TARGET = 64, 128, 256, 512, 1024

# Type flags of CPython.
TP_INLINE, TP_MANAGED_DICT, TP_HEAP, TP_READY, TP_GC = 1 << 2, 1 << 4, 1 << 9, 1 << 12, 1 << 14

_tracked = gc.is_tracked
_referents = gc.get_referents
_refcount = sys.getrefcount
_chain = itertools.chain.from_iterable
_Function = types.FunctionType
_Frame = types.FrameType
_Code = types.CodeType
_Module = types.ModuleType
_Member = types.MemberDescriptorType
_MethodDescriptor = types.MethodDescriptorType
_Getset = types.GetSetDescriptorType
_Traceback = types.TracebackType

# What a type says of itself, read past its metaclass.
_type_dict_or_none = type.__dict__["__dict__"].__get__
_type_mro_or_none = type.__dict__["__mro__"].__get__
# These three, and `__bases__`, take a reference to what may be NULL: use `_class_name` and `_type_bases`.
_raw_name = type.__dict__["__name__"].__get__
_raw_qualname = type.__dict__["__qualname__"].__get__
_raw_module = type.__dict__["__module__"].__get__
_type_flags = type.__dict__["__flags__"].__get__
_type_base = type.__dict__["__base__"].__get__
_raw_bases = type.__dict__["__bases__"].__get__
_type_basicsize = type.__dict__["__basicsize__"].__get__
_type_itemsize = type.__dict__["__itemsize__"].__get__
_type_dictoffset = type.__dict__["__dictoffset__"].__get__
_raw_module_dict = _Module.__dict__["__dict__"].__get__
_member_name = _Member.__dict__["__name__"].__get__
_method_class = _MethodDescriptor.__dict__["__objclass__"].__get__
_descriptor_class = _Getset.__dict__["__objclass__"].__get__
_ref_target = weakref.ref.__call__
_line_number = _Frame.__dict__["f_lineno"].__get__


def _type_dict(cls):
    """A type's own dictionary; some internal types of 3.8 and 3.9 were never given one."""
    found = _type_dict_or_none(cls)
    return {} if found is None else found


def _type_mro(cls):
    found = _type_mro_or_none(cls)
    return (cls,) if found is None else found


def _type_bases(cls):
    """A class's bases; None where CPython was never asked to make the class ready, and has NULL there."""
    return _raw_bases(cls) if _type_flags(cls) & TP_READY else None


def _module_dict(module):
    """A module's namespace; before 3.12 one made by `ModuleType.__new__` alone has none."""
    found = _raw_module_dict(module)
    return {} if found is None else found


def _own(namespace, name):
    """The entry of a type's or module's own dictionary, found without hashing or user code."""
    for key, value in namespace.items():
        if type(key) is str and key == name:
            return value
    return None


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


# ---------------------------------------------------------------------------------------------
# File: sections, checksums, a temporary name until it is whole
# ---------------------------------------------------------------------------------------------

_SECTION = struct.Struct("<4sBBHIIQQ")
_HEAD = struct.Struct("<HH")  # compiled here: `struct.pack` would cache them during the walk
_WORD = struct.Struct("<I")
_COUNTS = struct.Struct("<QQ")
_TOTALS = struct.Struct("<6Q")
_POINTER_BYTES = struct.calcsize("P")
_MAGIC = b"\x8fOURO\r\n\x1a"


def _crc32(data):
    return zlib.crc32(data) if zlib is not None else _slow_crc32(data)


def _slow_crc32(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0xEDB88320 if byte & 1 else 0)
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in bytes(data):
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


class _HoldingCalls:
    """`write` and `compress2` of the C library, called without letting go of the GIL.

    While other threads run, `os.write` and `zlib.compress` would give them time in the middle of the
    walk. Made once and kept: each loaded library brings a class of its own, which is a cycle.
    """

    def __init__(self):
        self.write = ctypes.PyDLL(None).write
        self.write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
        self.write.restype = ctypes.c_ssize_t
        if zlib is not None:
            library = ctypes.PyDLL(getattr(zlib, "__file__", None))
            self._bound, self._compress = library.compressBound, library.compress2
            self._bound.argtypes = (ctypes.c_ulong,)
            self._bound.restype = ctypes.c_ulong
            self._compress.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong,
                                       ctypes.c_int)
            self._crc32 = library.crc32
            self._crc32.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_uint)
            self._crc32.restype = ctypes.c_ulong
            if self.checksum(b"ouroboros") != zlib.crc32(b"ouroboros"):
                raise OSError("not the zlib it should be")
        if self.write(-1, b"", 0) != -1 or zlib is not None and zlib.decompress(self.deflate(b"ab" * 40, 1)) != b"ab" * 40:
            raise OSError("the C library does not do as it should")

    def checksum(self, data):
        return self._crc32(0, data, len(data)) & 0xFFFFFFFF if zlib is not None else _slow_crc32(data)

    def deflate(self, data, level):
        bound = self._bound(len(data))
        out = bytearray(bound)
        room = array.array("L", [bound])
        # The address of a bytearray's bytes without a ctypes array type per length, which would be a cycle.
        at = _bytes_address(out)
        if self._compress(at, room.buffer_info()[0], data, len(data), level) != 0:
            return data
        return bytes(memoryview(out)[:room[0]])


_holding_calls = None
_bytes_address = None


def _get_holding_calls():
    """None where the calls cannot be had: then other threads may run during the walk."""
    global _holding_calls, _bytes_address
    if _holding_calls is None:
        _holding_calls = False
        if ctypes is not None and os.name == "posix":
            try:
                _bytes_address = ctypes.pythonapi.PyByteArray_AsString
                _bytes_address.argtypes = (ctypes.py_object,)
                _bytes_address.restype = ctypes.c_void_p
                _holding_calls = _HoldingCalls()
            except Exception as error:
                _pass_on(error)
    return _holding_calls or None


class _Target:
    """Where a dump goes: a descriptor of our own, or the `write` of a file object that has none.

    A regular file is written under a temporary name beside it, which nobody can foresee, and renamed.
    """

    __slots__ = ("name", "descriptor", "temporary", "final", "regular", "sink", "owner")

    def __init__(self, name):
        self.name = name  # for people
        self.descriptor = -1
        self.temporary = self.final = self.sink = None
        self.regular = False
        self.owner = os.getpid()

    def spools(self, alone):
        """Whether the dump is kept in memory during the walk: a full pipe would stop every thread of the process."""
        return self.sink is not None or not self.regular and not alone

    def leave_to_child(self):
        """After a fork: the file is the child's work now."""
        self.temporary = None
        self.close()

    def close(self):
        descriptor, self.descriptor = self.descriptor, -1  # first: never closed twice
        if _dumping[1] == descriptor:
            _dumping[1] = -1
        if descriptor >= 0:
            os.close(descriptor)

    def finish(self):
        """Close the file and give it its name."""
        self.close()
        if self.temporary is not None:
            os.replace(self.temporary, self.final)
            self.temporary = None

    def abandon(self):
        """Close the file and remove what there is of it, as far as that can be done."""
        raised = None
        try:
            self.close()
        except OSError as error:
            raised = error
        temporary, self.temporary = self.temporary, None
        if temporary is not None and os.getpid() == self.owner:
            try:
                os.unlink(temporary)
            except OSError as error:
                raised = error
        if raised is not None:
            _pass_on(raised)


def _open_target(path):
    """The `_Target` of what `dump` was given: a name, a descriptor or an open binary file."""
    if type(path) is _Target:
        path.owner = os.getpid()
        return path
    if isinstance(path, int):
        return _duplicate("descriptor %d" % path, path)
    if not isinstance(path, (str, bytes)) and not hasattr(path, "__fspath__"):
        write = getattr(path, "write", None)
        if write is None:
            raise TypeError("a dump goes to a path, a descriptor or an open binary file, not to a %s" %
                            type(path).__name__)
        flush, number = getattr(path, "flush", None), None
        if flush is not None:
            flush()
        try:
            number = path.fileno()
        except (AttributeError, OSError, ValueError):  # io.UnsupportedOperation is both of the last
            pass
        name = "an open %s" % type(path).__name__
        if number is not None:
            return _duplicate(name, number)
        target = _Target(name)
        target.sink = write
        return target
    target = _Target(os.fsdecode(path))
    flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        mode = os.stat(target.name).st_mode
    except OSError as error:
        _pass_on(error)
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        # A FIFO that nobody reads is an error at once, not a wait.
        target.descriptor = os.open(target.name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        if hasattr(os, "set_blocking"):
            os.set_blocking(target.descriptor, True)
        return target
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target.name)
    final = os.path.realpath(target.name) if os.path.islink(target.name) else os.path.abspath(target.name)
    flags |= os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    temporary = "%s.%d.%s.partial" % (final, os.getpid(), os.urandom(6).hex())
    try:
        target.descriptor = os.open(temporary, flags, 0o600)  # readable to its owner only: it shows values
    except OSError as error:
        error.filename = target.name
        raise
    target.temporary, target.final, target.regular = temporary, final, True
    return target


def _duplicate(name, descriptor):
    target = _Target(name)
    target.descriptor = os.dup(descriptor)
    target.regular = stat.S_ISREG(os.fstat(target.descriptor).st_mode)
    return target


class _File:
    """Writes sections to a `_Target`. With `hold`, never lets go of the GIL."""

    def __init__(self, target, compress, hold):
        self.target = target
        self.compress = int(compress) if zlib is not None else 0  # True is level 1
        self.written = 0
        self.hold = _get_holding_calls() if hold else None
        self.holds = self.hold is not None
        self.spool = [] if target.spools(not hold) else None
        head = _MAGIC + _HEAD.pack(1, 0)
        self._write(head + _WORD.pack(_crc32(head)))

    def tell(self, text):
        """To stderr, without letting other threads run if they are held off."""
        if self.hold is not None:
            data = text.encode("utf-8", "replace")
            self.hold.write(2, data, len(data))
        else:
            _say(text[:-1])

    def _write(self, data):
        if os.getpid() != self.target.owner:
            raise RuntimeError("the process was forked in the middle of the dump")
        self.written += len(data)
        if self.spool is not None:
            self.spool.append(data)
            return
        done = 0
        if self.hold is not None:
            done = max(0, self.hold.write(self.target.descriptor, data, len(data)))
            if done == len(data):
                return
        self._write_plainly(data, done)  # a short write or an error: the plain call tells which

    def _write_plainly(self, data, done=0):
        view = memoryview(data)[done:]
        sink = self.target.sink
        while view:
            count = os.write(self.target.descriptor, view) if sink is None else sink(view)
            view = view[count:] if type(count) is int else view[len(view):]

    def _deflate(self, data):
        if self.hold is None:
            return zlib.compress(data, self.compress)
        return self.hold.deflate(data, self.compress)

    def section(self, tag, data, batch=0, raw=False):
        if type(data) is not bytes:
            if sys.byteorder == "big":
                data.byteswap()
            data = data.tobytes()
        stored, codec = data, 0
        if self.compress and not raw and len(data) > 64:
            packed = self._deflate(data)
            if len(packed) < len(data):
                stored, codec = packed, 1
        checksum = _crc32(stored) if self.hold is None else self.hold.checksum(stored)
        head = _SECTION.pack(tag, codec, 0, 0, batch, checksum, len(stored), len(data))
        self._write(head + stored + bytes(-len(stored) % 8))

    def finish(self):
        if self.spool is not None:
            for data in self.spool:
                self._write_plainly(data)
            self.spool = None
        self.target.finish()


def _json(value):
    """JSON text of plain values; a module that imports nothing it does not need has no `json`."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) in (int, float):
        return repr(value) if value == value and value not in (float("inf"), float("-inf")) else "null"
    if type(value) is str:
        out = ['"']
        for char in value:
            if char in '"\\':
                out.append("\\" + char)
            elif " " <= char <= "~":
                out.append(char)
            else:
                code = ord(char)
                if code > 0xFFFF:
                    code -= 0x10000
                    out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
                else:
                    out.append("\\u%04x" % code)
        out.append('"')
        return "".join(out)
    if type(value) is dict:
        return "{%s}" % ",".join("%s:%s" % (_json(k), _json(v)) for k, v in value.items())
    return "[%s]" % ",".join([_json(v) for v in value])


# ---------------------------------------------------------------------------------------------
# Names and previews, without user code
# ---------------------------------------------------------------------------------------------


def _class_name(cls, get=_raw_name):
    """A class's `__name__`, or what else `get` takes from it; "?" where C code has left it empty."""
    flags = _type_flags(cls)
    memory = _memory
    if memory is not None and memory.word is not None:
        if flags & TP_HEAP:
            at = memory.class_names
            if at is not None and 0 in memory.word[(id(cls) + at) >> 3:(id(cls) + at + 24) >> 3:2]:
                return "?"
        elif not memory.word[(id(cls) + 24) >> 3]:
            return "?"
    elif not flags & (TP_HEAP | TP_READY):
        return "?"
    try:
        return get(cls)
    except Exception as error:  # a name of C's that is not UTF-8, or a slot that says it has none
        _pass_on(error)
        return "?"


def _qualified_name(cls):
    """`pandas.core.frame.DataFrame`; builtins without their module."""
    name = _class_name(cls, _raw_qualname)
    if type(name) is not str:
        name = _class_name(cls)
    if _type_flags(cls) & TP_HEAP:
        module = _own(_type_dict(cls), "__module__")
    else:
        module = _class_name(cls, _raw_module)
        if module == "?":
            return name
    if type(module) is not str or module == "builtins":
        return name
    return module + "." + name


def _cut(text, limit=TEXT):
    return text if len(text) <= limit else text[:limit] + "…"


def _int_text(value):
    bits = int.bit_length(value)
    if bits > 256:
        return "int of %d bits" % bits
    return int.__repr__(value)


def _int_texts(values):
    return [int.__repr__(value) if -_SHORT < value < _SHORT else _int_text(value) for value in values]


def _key_text(key, depth=0):
    """A dict key as short text: strings quoted, plain scalars and tuples of them shown."""
    kind = type(key)
    if kind is str:
        return repr(_cut(key, 60))
    if kind is int:
        return _int_text(key)
    if kind is float or kind is complex or kind is bool or key is None or key is Ellipsis:
        return repr(key)
    if kind is bytes:
        return repr(key[:30])
    if kind is tuple and depth < 2:
        inner = ", ".join([_key_text(part, depth + 1) for part in key[:4]])
        return "(%s%s)" % (inner, ", …" if len(key) > 4 else "," if len(key) == 1 else "")
    if _makes_classes(kind):
        return _qualified_name(key)
    return "<%s>" % _qualified_name(kind)


def _makes_classes(cls):
    """Whether instances of `cls` are classes."""
    for base in _type_mro(cls):
        if base is type:
            return True
    return False


_code_name = _Code.__dict__["co_name"].__get__
_code_file = _Code.__dict__["co_filename"].__get__
_code_line = _Code.__dict__["co_firstlineno"].__get__
_code_flags = _Code.__dict__["co_flags"].__get__
_function_name = _Function.__dict__["__qualname__"].__get__


def _frame_code(frame):
    return _Frame.__dict__["f_code"].__get__(frame)


def _frame_text(frame):
    code = _frame_code(frame)
    return "%s:%s in %s" % (_code_file(code), _line_number(frame), _code_name(code))


def _local_names(code):
    """Names of a code object's variables in the order of a frame's storage."""
    names = list(_Code.__dict__["co_varnames"].__get__(code))
    cells = _Code.__dict__["co_cellvars"].__get__(code)
    if PY >= (3, 11):  # a parameter that is also a cell has one place
        cells = [name for name in cells if name not in names]
    return names + list(cells) + list(_Code.__dict__["co_freevars"].__get__(code))


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


# ---------------------------------------------------------------------------------------------
# Columns: arrays as bytes
# ---------------------------------------------------------------------------------------------


def _u32(values):
    data = array.array("I", values)
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


def _u64(values):
    data = array.array("Q", values)
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


_SHORT = 1 << 64


def _nones(n):
    return array.array("I", (NONE,)) * n


def _scalar_text(o, cls, limit):
    if cls is bool or cls is type(None):
        return repr(True if o is True else False if o is False else None)
    if cls is int:
        return _int_text(o)
    if cls is str:
        return str.__getitem__(o, slice(0, limit))
    if cls is bytes:
        return repr(bytes.__getitem__(o, slice(0, limit >> 2)))
    return cls.__repr__(o)


def _module_name(namespace):
    name = namespace.get("__name__") if type(namespace) is dict else None
    return name if type(name) is str else None


# ---------------------------------------------------------------------------------------------
# Kinds of which any program has thousands, a group at a time
#
# Each gives True when it has written the whole group, and False, with nothing written, where something
# is not as it expects: then the group goes the slow way, one object after the other.
# ---------------------------------------------------------------------------------------------


def _code_getters():
    """C getters of the members of code objects, in the order in which they lie in memory."""
    memory = _get_memory()
    found = [(memory.member(value, _Code), value) for value in _type_dict(_Code).values() if type(value) is _Member]
    return [value.__get__ for _, value in sorted([pair for pair in found if pair[0] is not None],
                                                 key=lambda pair: pair[0])]


def _codes(walk, group, plan):
    """Code objects: as many hidden references as there are members, a column at a time."""
    n = len(group)
    row = len(walk.count)
    if walk.memory.members is None:
        return False
    getters = _code_getters() if walk.code else []
    members = plan.members if walk.code else []
    if len(members) != len(getters):
        return False
    nothing = id(None)
    columns = []
    for get in getters:
        values = list(map(get, group))
        columns.append(array.array("Q", walk.memory.ids(values)))
        if nothing in columns[-1]:  # perhaps NULL
            return False
    if walk.statements is not None:
        walk.statements.look(walk, group)
    for get in getters:
        values = list(map(get, group))
        walk.scan(values)
    values = None
    width = len(columns)
    edges = array.array("Q", bytes(8 * n * width))
    for i, column in enumerate(columns):
        edges[i::width] = column
    walk.edge.extend(edges)
    walk.count.extend(array.array("I", (width,)) * n)
    layout = walk.slots_layout([(INTERNAL | HIDDEN, name) for _, name in members])
    if layout == NONE:
        for _ in range(n):
            walk.kind += bytes((INTERNAL | HIDDEN,)) * width
            walk.label.extend([name for _, name in members])
    walk.lay.extend(array.array("I", (layout,)) * n)
    if width:
        for at in range(row, row + n):
            walk.flag[at] |= F_OPAQUE
    _seldom_same(walk, ["%s:%d in %s" % texts for texts in
                        zip(map(_code_file, group), map(_code_line, group), map(_code_name, group))])
    return True


def _seldom_same(walk, texts):
    """Previews that are rarely the same: not worth a look in the cache."""
    start = walk.string_count
    walk.strings_new += [str.encode(text, "utf-8", "backslashreplace") for text in texts]
    walk.string_count = start + len(texts)
    walk.preview.extend(range(start, walk.string_count))


def _functions(walk, group, plan):
    """Functions: their fields read as one slice of memory each.

    Which fields are reported, and in which order, is learnt per pattern of empty fields; what comes
    out is proved against the referents of the whole group, every time.
    """
    memory = walk.memory
    fields, view = memory.function, memory.view
    if fields is None or view is None:
        return False
    first = fields[0][0] >> 3
    last = (fields[-1][0] >> 3) + 1
    places = [((offset >> 3) - first, walk.string(name)) for offset, name in fields]
    flat = _referents(*group)
    found = array.array("Q", memory.ids(flat))
    words = [view[at + first:at + last].tolist() for at in [id(o) >> 3 for o in group]]
    patterns = [bytes(map(bool, own)) for own in words]
    known = plan.layouts
    try:
        for pattern, o, own in zip(patterns, group, words):
            if pattern not in known:
                known[pattern] = _learn_function(walk, o, own, places)
        for _ in range(8):
            entries = [known[pattern] for pattern in patterns]
            expected = array.array("Q")
            for entry, own in zip(entries, words):
                expected.extend(entry[0](own))
            if expected == found:
                break
            # A pattern was learnt from a function with two equal fields: learn from those that differ.
            for pattern, o, own in zip(patterns, group, words):
                if list(known[pattern][0](own)) != list(map(id, _referents(o))):
                    known[pattern] = _learn_function(walk, o, own, places)
        else:
            return False
    except LookupError as error:  # something is reported that is in no field known
        _pass_on(error)
        return False
    walk.edge.extend(expected)
    for _, count, layout, slots in entries:
        walk.count.append(count)
        walk.lay.append(layout)
        if layout == NONE:
            walk.kind += bytes([kind for kind, _ in slots])
            walk.label.extend([name for _, name in slots])
    walk.scan(flat)
    _seldom_same(walk, list(map(_function_name, group)))
    return True


def _learn_function(walk, o, own, places):
    """(getter of the words in the order of the referents, how many, layout, kinds and labels)"""
    table = {}
    for at, name in reversed(places):
        if own[at]:
            table.setdefault(own[at], []).append((at, name))
    order, slots = [], []
    for address in map(id, _referents(o)):
        at, name = table[address].pop()
        order.append(at)
        slots.append((INTERNAL, name))
    if len(order) < 2:
        raise LookupError("a function without code or globals")
    return _itemgetter(*order), len(order), walk.slots_layout(slots), slots


def _arrays(walk, group, plan):
    """Exact numpy arrays: dtype, base and elements, none of which is traversed; previews and facts."""
    kinds = walk.array_type
    if plan.heap or plan.members or plan.getters or walk.memory.view is None:
        return False
    dtypes = list(map(kinds["dtype"], group))
    bases = list(map(kinds["base"], group))
    flags = list(map(kinds["flags_num"], map(kinds["flags"], group)))
    shapes = list(map(kinds["shape"], group))
    sizes = list(map(kinds["nbytes"], group))
    walk.scan(dtypes)
    walk.scan([base for base in bases if base is not None])
    known = {}  # by the address of a dtype: its text, the same as JSON, whether it holds objects
    for dtype in dtypes:
        if id(dtype) not in known:
            text = _dtype_text(walk, dtype)
            known[id(dtype)] = text, _json(text), kinds["hasobject"](dtype)
    slot, base_slot = (SLOT | HIDDEN, walk.string("dtype")), (INTERNAL | HIDDEN, walk.string("base"))
    layouts = walk.slots_layout([slot]), walk.slots_layout([slot, base_slot]), walk.layout(ELEMENT | HIDDEN, slot)
    if NONE in layouts or layouts[2] is None:
        return False
    owned, view_of, elements = layouts
    row = len(walk.count)
    previews = []
    for o, dtype, base, flag, shape, size in zip(group, dtypes, bases, flags, shapes, sizes):
        text, quoted, holds = known[id(dtype)]
        walk.flag[row] |= F_OPAQUE
        row += 1
        previews.append("%s %s" % ("×".join(map(str, shape)) or "scalar", text))
        walk.edge.append(id(dtype))
        count, layout = 1, owned
        if base is not None:
            walk.edge.append(id(base))
            count, layout = 2, view_of
        if holds and flag & 4:
            found = _elements(walk, o, dtype, flag) if base is None else None
            if found is None:
                labels = [slot[1]] if base is None else [slot[1], base_slot[1]]
                walk.kind += bytes((slot[0], base_slot[0])[:count])
                walk.label.extend(labels)
                found = _elements_one_by_one(walk, o, dtype)
                layout = NONE
            else:
                layout = elements
            count += found
        walk.count.append(count)
        walk.lay.append(layout)
        fact = '{"shape":[%s],"dtype":%s,"dataBytes":%d,"ownsData":%s' % (
            ",".join(map(str, shape)), quoted, size, "true" if flag & 4 else "false")
        if not flag & 4:
            owner = _owner_of(walk, o)
            if owner is not o:
                fact += ',"owner":"0x%x"' % id(owner)
            owner = None
        walk.infos.append((id(o), fact + "}"))
    walk.preview.extend(walk.string_indices(previews))
    return True


def _elements(walk, o, dtype, flag):
    """Writes the elements of a contiguous array of objects and queues them; how many, None if it is none of those."""
    kinds, memory = walk.array_type, walk.memory
    if not flag & 1 or kinds["kind"](dtype) != "O":
        return None
    pointer = _data_pointer(walk, o)
    if pointer is None:
        return None if kinds["size"](o) else 0
    mark, n = len(walk.edge), 0
    try:
        for start in range(0, kinds["size"](o), BATCH):
            part = memory.objects_behind(pointer, (start,), map(min, (start + BATCH,), map(kinds["size"], (o,))))
            walk.edge.frombytes(memory.ids(part))
            n += len(part)
            walk.scan(part)
            part = None
    except ValueError as error:  # an element that was never set
        _pass_on(error)
        del walk.edge[mark:]
        return None
    return n


def _data_pointer(walk, o):
    """Address of the pointer to an array's memory, if that is aligned; None where it cannot be read, or nothing is there."""
    if walk.memory.view is None or not walk.array_type["size"](o):
        return None
    at = walk.memory.view[(id(o) + 16) >> 3]
    return id(o) + 16 if at and not at & 7 and at == walk.array_type["interface"](o)["data"][0] else None


def _elements_one_by_one(walk, o, dtype):
    found = []
    for i, value in _array_elements(walk, o, dtype):
        walk.edge.append(id(value))
        walk.label.append(i)
        found.append(value)
    value = None
    walk.kind += bytes((ELEMENT | HIDDEN,)) * len(found)
    walk.scan(found)
    return len(found)


# Built-in types whose instances are as large as the type says, and keep their references at fixed places.
_FIXED_TYPES = frozenset(map(id, (
    types.GetSetDescriptorType, types.MemberDescriptorType, types.MethodDescriptorType, types.WrapperDescriptorType,
    types.MethodWrapperType, types.ClassMethodDescriptorType, itertools.count)))


def _fixed(walk, group, plan, names):
    """Objects whose references lie at fixed places: where, is learnt from one and proved on each other.

    One whose referents are not, in number and order, the words at the places that an earlier one
    taught goes the slow way, and teaches in its turn. So nothing is labelled by a pattern alone.
    """
    memory, special = walk.memory, plan.special
    view = memory.view
    if special is _tuple_edges or special is _dict_edges:
        return _derived(walk, group, plan, names, len(walk.count))
    if view is None or plan.chooses or plan.info is not None or plan.scalar is not None and plan.scalar is not str:
        return False
    if special is None:
        if id(type(group[0])) not in _FIXED_TYPES and not plan.flags & F_INSTANCE:
            return False
    elif special is _cell_edges:
        return _cells(walk, group)
    elif special not in (_internal_members, _method_edges, _builtin_edges, _weakref_edges) \
            or plan.heap and not plan.flags & F_INSTANCE:
        return False
    if special is _weakref_edges and memory.weak_target is None:
        return False
    weak_at = memory.weak_target >> 3 if special is _weakref_edges else None
    cls = type(group[0])
    own = array.array("Q", (id(cls),)).tobytes()
    hides = plan.heap and not plan.flags & F_CLASS
    flat = list(map(_referents, group))
    lengths = list(map(len, flat))
    flat = list(_chain(flat))
    found = memory.ids(flat)
    walk.scan(flat)
    flat = None
    before, after = -(plan.before >> 3), plan.basicsize >> 3
    if plan.full is None:
        plan.full = []
    entries = plan.full  # (words in the order of the referents, bytes of them, mark, layout)
    edge, count, lay = walk.edge, walk.count, walk.lay
    nothing = id(None)
    reach = []
    row = len(walk.count)
    end = 0
    for o, n in zip(group, lengths):
        at = id(o) >> 3
        start = end
        end += n << 3
        referents = found[start:end]
        window = view[at + before:at + after].tobytes()
        mark = target = 0
        if weak_at is not None:
            target = view[at + weak_at]
            # The count is 0 while the target is being destroyed and has not let go of its references yet.
            if target and target != nothing and view[target >> 3] & 0xFFFFFFFF:
                mark = 1
        if hides and not referents.endswith(own) and not _has_word(referents, own):
            mark |= 2
        for words, size, known, layout in entries:
            if size == n and known == mark and words(window) == referents:
                edge.frombytes(referents)
                if mark & 1:
                    edge.append(target)
                    reach.append(memory.item[at + weak_at])
                    n += 1
                if mark & 2:
                    edge.append(id(cls))
                    n += 1
                count.append(n)
                lay.append(layout)
                break
        else:
            addresses, slots, more, _, reported = walk.described(o, plan, names, row, False)
            reach += more
            edge.extend(addresses)
            count.append(len(addresses))
            layout = walk.layout_of(slots)
            lay.append(layout)
            if layout != NONE and len(entries) < 64 and reported == n:
                places = _places_of(slots, array.array("Q", referents), array.array("Q", window), plan, -before)
                if places is not None:
                    entries.insert(0, (_words_at(places), n, mark, layout))
        row += 1
    if hides:
        reach.append(cls)
    walk.scan(reach)
    if special is _builtin_edges:
        walk.preview.extend(walk.string_indices(list(map(_builtin_name, group))))
    elif special is _method_edges:
        for function in map(_method_function, group):
            walk.preview.append(walk.string(_function_name(function)) if type(function) is _Function else NONE)
    elif plan.scalar is not None and walk.show:
        walk.preview.extend([walk.string(_scalar_text(o, plan.scalar, walk.text)) for o in group])
    else:
        walk.preview.extend(_nones(len(group)))
    return True


def _derived(walk, group, plan, names, row):
    """Instances of classes that derive from `dict` or `tuple`: their own fields as `_fixed` has them, then the items.

    The items must be the last of the referents, in the order in which the container has them.
    """
    memory, view = walk.memory, walk.memory.view
    cls = type(group[0])
    is_dict = plan.special is _dict_edges
    if view is None or memory.items is None or plan.chooses or plan.info is not None or plan.getters \
            or not plan.flags & F_INSTANCE or plan.flags & F_CLASS or is_dict and _ordered(cls):
        return False
    lengths = list(map(dict.__len__ if is_dict else tuple.__len__, group))
    if sum(lengths) > 1 << 20 and len(group) > 1:
        middle = len(group) >> 1
        for part, first in ((group[:middle], row), (group[middle:], row + middle)):
            if not _derived(walk, part, plan, names, first):
                return False
        return True
    flat = list(map(_referents, group))
    reported = list(map(len, flat))
    flat = list(_chain(flat))
    found = memory.ids(flat)
    walk.scan(flat)
    flat = keys = fields = None
    if is_dict:
        keys = memory.ids(list(_chain(map(dict.__iter__, group))))
        items = memory.ids(list(_chain(map(dict.values, group))))
    else:
        start = _tuple_items >> 3
        items = b"".join([view[at + n - 1:at - 1:-1].tobytes() for at, n in  # reported from the last to the first
                          zip([(id(o) >> 3) + start for o in group], lengths)])
        fields = _own(_type_dict(cls), "_fields")
    own = array.array("Q", (id(cls),)).tobytes()
    if plan.full is None:
        plan.full = []
    entries, layouts = plan.full, plan.layouts
    edge, count, lay = walk.edge, walk.count, walk.lay
    before, after = -(plan.before >> 3), plan.basicsize >> 3
    at = end = 0
    hides = False
    for o, n, m in zip(group, lengths, reported):
        start, at = at, at + (n << 3)
        first, end = end, end + (m << 3)
        split = end - (n << 3)
        known = None
        if split >= first and found[split:end] == items[start:at]:
            head = found[first:split]
            window = view[(id(o) >> 3) + before:(id(o) >> 3) + after].tobytes()
            for entry in entries:
                if entry[1] == m - n and entry[0](window) == head:
                    known = entry[2]
                    break
            else:
                known = _learn_head(walk, o, plan, names, head, window, entries)
        if known is None:
            addresses, slots, more, _, _ = walk.described(o, plan, names, row, False)
            walk.scan(more)
            edge.extend(addresses)
            count.append(len(addresses))
            lay.append(walk.layout_of(slots))
            row += 1
            continue
        edge.frombytes(found[first:end])
        if is_dict:
            edge.frombytes(keys[start:at])
            m += n
        hidden = not _has_word(found[first:end], own)
        if hidden:
            edge.append(id(cls))
            hides = True
            m += 1
        key = known, hidden, keys[start:at] if is_dict else n
        layout = layouts.get(key)
        if layout is None:
            slots = list(known)
            if is_dict:
                walk.scan(list(dict.__iter__(o)))
                texts = [walk.string(_key_text(k)) if walk.show else NONE for k in dict.__iter__(o)]
                slots += [(VALUE, text) for text in texts] + [(KEY | HIDDEN, text) for text in texts]
            elif type(fields) is tuple and len(fields) == n:
                slots += [(SLOT, walk.string(name)) if type(name) is str else (INDEX, i)
                          for i, name in enumerate(fields)][::-1]
            else:
                slots += [(INDEX, i) for i in range(n)][::-1]
            if hidden:
                slots.append((CLASS | HIDDEN, NONE))
            if len(slots) != m:  # `_Walk.consistent` begins anew
                raise RuntimeError("the container changed its size")
            layout = walk.layout_of(slots)
            if layout != NONE and len(layouts) < CACHE >> 4:
                layouts[key] = layout
        count.append(m)
        lay.append(layout)
        row += 1
    if hides:
        walk.scan([cls])
    walk.preview.extend(_nones(len(group)))
    return True


def _learn_head(walk, o, plan, names, head, window, entries):
    """Kinds and labels of the referents of one instance before its items; None where one of them is in no field known."""
    referents = array.array("Q", head)
    word = walk.memory.word
    named = [(SLOT, name, word[(id(o) + offset) >> 3]) for offset, name in plan.members]
    named += walk.attributes(id(o), plan, names)
    named.append((CLASS, NONE, id(type(o))))
    slots = tuple(walk.match(referents, named))
    if (0, NONE) in slots:
        return None
    if len(entries) < 64:
        places = _places_of(slots, referents, array.array("Q", window), plan, plan.before >> 3)
        if places is not None:
            entries.insert(0, (_words_at(places), len(referents), slots))
    return slots


_method_function = types.MethodType.__dict__["__func__"].__get__


def _has_word(words, own):
    """Whether one of the words given as bytes is `own`."""
    at = words.find(own)
    while at >= 0 and at & 7:
        at = words.find(own, at + 1)
    return at >= 0


def _places_of(slots, referents, window, plan, zero):
    """Places of the referents in the window of an object's words, by name where that tells; None if that is not sure.

    Each has a place of its own: two at one place would be found again in an object that has the same thing
    twice, under other names.
    """
    offsets = {}
    for offset, name in plan.members:  # a class and its base may both have a slot of that name
        offsets.setdefault(name, []).append((offset >> 3) + zero)
    window = window.tolist()
    places, guessed = [], []
    for (kind, name), address in zip(slots, referents):
        for at in (1 + zero,) if kind == CLASS else offsets.get(name, ()):
            if window[at] == address and at not in places:
                break
        else:
            at = -1
            for _ in range(window.count(address)):
                at = window.index(address, at + 1)
                if at not in places:
                    break
            else:
                return None
            guessed.append(address)
        places.append(at)
    for address in guessed:
        if window.count(address) != sum(window[at] == address for at in places):
            return None
    return places


def _words_at(places):
    """What takes the words at these places out of a window given as bytes."""
    if not places:
        return lambda window: b""
    if places == list(range(places[0], places[0] + len(places))):
        return _itemgetter(slice(places[0] * 8, (places[0] + len(places)) * 8))
    take = _itemgetter(*[slice(at * 8, at * 8 + 8) for at in places])
    return lambda window: b"".join(take(window))


def _cells(walk, group):
    """Cells: one reference or none, by the name of the variable."""
    layouts = {}
    flat = []
    for cell in group:
        refs = _referents(cell)
        count = len(refs)
        walk.count.append(count)
        if not count:
            walk.lay.append(walk.empty_layout)
            continue
        name = walk.cells.get(id(cell), NONE)
        layout = layouts.get(name)
        if layout is None or layout == NONE:
            layout = layouts[name] = walk.layout_of([(CELL, name)])
        walk.lay.append(layout)
        flat += refs
    walk.edge.frombytes(walk.memory.ids(flat))
    walk.scan(flat)
    walk.preview.extend(_nones(len(group)))
    return True


# ---------------------------------------------------------------------------------------------
# Types that need their own labels, previews or references past `gc.get_referents`
#
# A special adds to `named` what should be among the referents (kind, label, address), to `extra`
# what `tp_traverse` leaves out, to `reach` the objects behind `extra`; it returns a preview.
# ---------------------------------------------------------------------------------------------


def _class_edges(walk, o, a, refs, named, extra, reach, row):
    space = _referents(_type_dict(o))
    fields = [("__mro__", _type_mro_or_none(o)), ("__bases__", _type_bases(o)), ("__base__", _type_base(o))]
    if space:
        fields.insert(0, ("__dict__", space[0]))
    heap = _type_flags(o) & TP_HEAP
    for name, value in reversed(fields):
        if value is not None:
            if heap:
                named.insert(0, (INTERNAL, walk.string(name), id(value)))
            else:  # a static type is never traversed
                extra.append((INTERNAL | HIDDEN, walk.string(name), id(value)))
                reach.append(value)
    if not heap:
        walk.flag[row] &= ~F_TRACKED
        walk.static_rows.append(row)
    return _qualified_name(o)


def _module_edges(walk, o, a, refs, named, extra, reach, row):
    walk.flag[row] |= F_MODULE
    namespace = _module_dict(o)
    named.insert(0, (INTERNAL, walk.dict_name, id(namespace)))
    return _module_name(namespace)


def _function_edges(walk, o, a, refs, named, extra, reach, row):
    fields = walk.memory.function
    if fields is not None:
        word = walk.memory.word
        named[:] = [(INTERNAL, walk.string(name), word[(a + offset) >> 3]) for offset, name in fields]
    return _function_text(walk, o)


def _function_text(walk, function):
    """A function's qualified name; None where the collector has cleared the function (3.10 and earlier)."""
    for offset, name in walk.memory.function or ():
        if name == "__qualname__" and not walk.memory.word[(id(function) + offset) >> 3]:
            return None
    return _function_name(function)


def _internal_members(walk, o, a, refs, named, extra, reach, row):
    named[:] = [(INTERNAL,) + entry[1:] for entry in named]


def _method_edges(walk, o, a, refs, named, extra, reach, row):
    _internal_members(walk, o, a, refs, named, extra, reach, row)
    function = types.MethodType.__dict__["__func__"].__get__(o)
    return _function_text(walk, function) if type(function) is _Function else None


_builtin_name = types.BuiltinFunctionType.__dict__["__name__"].__get__


def _builtin_edges(walk, o, a, refs, named, extra, reach, row):
    _internal_members(walk, o, a, refs, named, extra, reach, row)
    return _builtin_name(o)


def _cell_edges(walk, o, a, refs, named, extra, reach, row):
    if refs:
        named.append((CELL, walk.cells.get(a, NONE), id(refs[0])))


def _weakref_edges(walk, o, a, refs, named, extra, reach, row):
    if walk.memory.weak_target is not None:
        target = walk.memory.word[(a + walk.memory.weak_target) >> 3]
        # The count is 0 while the target is being destroyed and has not let go of its references yet.
        if target and target != id(None) and walk.memory.word[target >> 3] & 0xFFFFFFFF:
            extra.append((WEAKTARGET, NONE, target))
            reach.append(walk.memory.item[(a + walk.memory.weak_target) >> 3])
    elif type(o) is weakref.ref:
        target = _ref_target(o)
        if target is not None:
            extra.append((WEAKTARGET, NONE, id(target)))
            reach.append(target)
    if type(o) is weakref.ref and refs:
        named.append((INTERNAL, walk.string("__callback__"), id(refs[0])))


def _traceback_edges(walk, o, a, refs, named, extra, reach, row):
    for target in refs:
        if type(target) is _Traceback:
            named.insert(0, (INTERNAL, walk.string("tb_next"), id(target)))
        elif type(target) is _Frame:
            named.insert(0, (INTERNAL, walk.string("tb_frame"), id(target)))


def _code_text(code):
    return "%s:%d in %s" % (_code_file(code), _code_line(code), _code_name(code))


def _code_edges(walk, o, a, refs, named, extra, reach, row):
    if walk.statements is not None:
        walk.statements.look(walk, [o])
    memory = walk.memory
    fields = [] if not walk.code else list(named)
    for kind, name, address in fields:
        if address:
            extra.append((INTERNAL | HIDDEN, name, address))
    if memory.members is not None and fields:
        # The members again, as objects: strings and tuples the collector does not list.
        for offset, name in walk.plans[id(_Code)].members:
            if memory.word[(a + offset) >> 3]:
                reach.append(memory.item[(a + offset) >> 3])
    del named[:]
    return _code_text(o)


# ---------------------------------------------------------------------------------------------
# Frames and generators
# ---------------------------------------------------------------------------------------------


def _frame_variables(walk, code, base):
    """(kind, label, address, slot address) of the variables stored from `base` on."""
    word = walk.memory.word
    names = _local_names(code)
    plain = len(_Code.__dict__["co_varnames"].__get__(code))
    cells = _Code.__dict__["co_cellvars"].__get__(code)
    found = []
    for i, value in enumerate(word[base >> 3:(base >> 3) + len(names)]):
        borrowed = BORROWED if value & walk.memory.tags else 0  # 3.14 tags the pointers it borrows
        value &= ~walk.memory.tags
        if value:
            cell = i >= plain or names[i] in cells
            found.append(((CELL if cell else LOCAL) | borrowed, walk.string(names[i]), value, base + 8 * i))
    return found, len(names)


def _running_variables(walk, frame):
    """`_frame_variables` of a frame that has not ended, and where they begin."""
    memory = walk.memory
    base = memory.word[(id(frame) + memory.frame) >> 3] if memory.frame else id(frame)
    base += memory.frame_locals
    variables, count = _frame_variables(walk, _frame_code(frame), base)
    return variables, count, base


def _frame_edges(walk, o, a, refs, named, extra, reach, row):
    memory = walk.memory
    walk.flag[row] |= F_FRAME
    code = _frame_code(o)
    reported = set(map(id, refs))
    back = walk.backs.get(a)
    spaces = [("f_globals", _frame_globals(o)), ("f_builtins", _frame_builtins(o)), ("f_code", code)]
    running = PY >= (3, 11) and id(code) not in reported
    del named[:]
    for name, value in spaces:
        if not running:
            named.append((INTERNAL, walk.string(name), id(value)))
        else:
            mark = HIDDEN if name == "f_code" and a not in walk.asked_frames else HIDDEN | BORROWED
            extra.append((INTERNAL | mark, walk.string(name), id(value)))
            reach.append(value)
    if back is not None:
        if back in reported:
            named.append((INTERNAL, walk.string("f_back"), back))
        else:
            extra.append((INTERNAL | HIDDEN | BORROWED, walk.string("f_back"), back))
    else:
        for target in refs:
            if type(target) is _Frame:
                named.append((INTERNAL, walk.string("f_back"), id(target)))
    if memory.frame_locals is not None:
        variables, count, base = _running_variables(walk, o)
        if a in walk.asked_frames:
            for kind, name, value, slot in variables:
                extra.append((kind | HIDDEN | BORROWED, name, value))
        elif not running:
            for kind, name, value, _ in variables:
                named.append((kind, name, value))
        else:
            for kind, name, value, slot in variables:
                extra.append((kind | HIDDEN, name, value))
                if value == memory.word[slot >> 3]:
                    reach.append(memory.item[slot >> 3])
            if PY < (3, 14):
                top = memory.word[(base - 8) >> 3] & 0xFFFFFFFF
                if count < top < count + 1000:
                    for slot in range((base >> 3) + count, (base >> 3) + top):
                        if memory.word[slot]:
                            extra.append((STACK | HIDDEN, NONE, memory.word[slot]))
                            reach.append(memory.item[slot])
    return _frame_text(o)


_frame_globals = _Frame.__dict__["f_globals"].__get__
_frame_builtins = _Frame.__dict__["f_builtins"].__get__
_generator_names = {id(cls): cls.__dict__["__qualname__"].__get__
                    for cls in (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)}


def _generator_edges(walk, o, a, refs, named, extra, reach, row):
    memory = walk.memory
    walk.waits.add(walk, o, o, None)
    _internal_members(walk, o, a, refs, named, extra, reach, row)
    for target in refs:
        if type(target) is _Code:
            named.append((INTERNAL, walk.string("gi_code"), id(target)))
            if memory.generator_locals is not None:
                for kind, name, value, _ in _frame_variables(walk, target, a + memory.generator_locals)[0]:
                    named.append((kind, name, value))
        elif type(target) is _Frame:
            named.append((INTERNAL, walk.string("gi_frame"), id(target)))
        elif type(target) is _Function:
            named.append((INTERNAL, walk.string("__func__"), id(target)))
    name = "__name__"
    for target in refs:
        if type(target) is str:
            named.append((INTERNAL, walk.string(name), id(target)))
            name = "__qualname__"
    return _generator_names[id(type(o))](o)


# ---------------------------------------------------------------------------------------------
# Greenlets, and other objects that the collector lists but does not ask
#
# A type may say of one object that it is not to be collected (`tp_is_gc`), as greenlet does of one that
# has begun and not ended. `gc.get_referents` then tells nothing of it, though every collection asks it.
# ---------------------------------------------------------------------------------------------

def _traversed(walk, o):
    """What the collector itself would be told by such an object; [] where that cannot be asked.

    Only for an object that the collector lists.
    """
    memory = walk.memory
    if memory.traversals is None:
        return []
    found = memory.told_by(o)
    at = found.buffer_info()[0] >> 3
    return memory.item[at:at + len(found)]


def _find_greenlets(walk, objects):
    """The frames of each suspended greenlet, which is where the interpreter does not look; queued to be visited."""
    cls = _loaded("greenlet", "greenlet")
    if not _is_class(cls):
        return
    top = _own(_type_dict(cls), "gr_frame")
    if type(top) is not _Getset or _descriptor_class(top) is not cls:
        return
    walk.greenlet_class = id(cls)
    classes, kinds = [cls], {}
    while classes:
        one = classes.pop()
        if id(one) not in kinds:
            kinds[id(one)] = True
            classes += type.__subclasses__(one)
    one = cls = None
    is_greenlet = map(kinds.__contains__, map(id, map(type, objects)))
    first = []
    for o in itertools.compress(objects, is_greenlet):
        frame, frames = top.__get__(o), []
        while frame is not None and len(frames) < MAX_FRAMES:
            frames.append(id(frame))
            if not _tracked(frame):
                first.append(frame)
            back = _frame_back(frame)
            if back is not None:
                walk.backs[id(frame)] = id(back)
            frame = back
        if frames:
            walk.greenlets[id(o)] = frames
            if frames[0] in map(id, _referents(o)):
                walk.asked_frames.update(frames)
    o = frame = back = None
    walk.scan(first)
    del first[:]


MAX_FRAMES = 10_000  # of one greenlet
_frame_back = _Frame.__dict__["f_back"].__get__


def _greenlet_edges(walk, o, a, refs, named, extra, reach, row):
    """A suspended greenlet keeps its stack, and that one count of each frame on it.

    On 3.15 greenlet tells the collector of the frames and of all that is in them.
    """
    frames = walk.greenlets.get(a, ())
    if frames and frames[0] in walk.asked_frames:
        for frame in refs:
            if type(frame) is _Frame and id(frame) in walk.asked_frames:
                named.append((INTERNAL, walk.string("gr_frame"), id(frame)))
                named += [entry[:3] for entry in _running_variables(walk, frame)[0]]
        return
    for address in frames:
        extra.append((INTERNAL | HIDDEN, walk.string("gr_frame"), address))


# ---------------------------------------------------------------------------------------------
# Containers of C: by what their own iteration gives
# ---------------------------------------------------------------------------------------------


def _lru_cache_edges(walk, o, a, refs, named, extra, reach, row):
    own = [entry[2] for entry in named]
    for target in refs:
        if type(target) is dict and id(target) not in own:
            named.append((INTERNAL, walk.string("cache"), id(target)))
        elif type(target) is dict:
            for name, value in target.items():
                if type(name) is str and name == "__wrapped__":
                    named.append((INTERNAL, walk.string("__wrapped__"), id(value)))


def _mapping_proxy_edges(walk, o, a, refs, named, extra, reach, row):
    if refs:
        named.append((INTERNAL, walk.string("mapping"), id(refs[0])))


def _tell_bound(walk, o):
    bound = _deque_bound(o)
    if bound is not None:
        walk.infos.append((id(o), '{"maxlen": %d}' % bound))


def _deque_edges(walk, o, a, refs, named, extra, reach, row):
    _tell_bound(walk, o)
    for i, item in enumerate(_deque_iter(o)):
        named.append((INDEX, i, id(item)))


def _item_words(memory, o):
    """Addresses of the items of a list or tuple (or a subclass's), 0 where C code has not set one yet.

    Iterating such a list would take a reference to NULL: `xml.etree.ElementTree.TreeBuilder` keeps one,
    and `tuple(generator)` has one in the making while the generator runs. Empty where memory is not read.
    """
    if memory.word is None:
        return ()
    if _has_base(o, list):
        if memory.items is None:
            return ()
        return array.array("Q", memory.behind(id(o) + memory.items, (0,), map(list.__len__, (o,))))
    start = (id(o) + _tuple_items) >> 3
    return memory.word[start:start + tuple.__len__(o)]


_tuple_items = tuple.__basicsize__  # what lies before the first


def _filled_places(memory, o):
    """Positions of a list or tuple that are set; None where memory is not read."""
    if memory.word is None:
        return None
    return [i for i, address in enumerate(_item_words(memory, o)) if address]


def _list_edges(walk, o, a, refs, named, extra, reach, row):
    for i, address in enumerate(_item_words(walk.memory, o)):
        if address:
            named.append((INDEX, i, address))


def _tuple_edges(walk, o, a, refs, named, extra, reach, row):
    names = _own(_type_dict(type(o)), "_fields")
    if type(names) is not tuple or len(names) != tuple.__len__(o):
        names = None
    for i, address in enumerate(_item_words(walk.memory, o)):
        if not address:
            continue
        if names is not None and type(names[i]) is str:
            named.append((SLOT, walk.string(names[i]), address))
        else:
            named.append((INDEX, i, address))


def _set_edges(kind):
    def edges(walk, o, a, refs, named, extra, reach, row):
        for item in kind.__iter__(o):
            named.append((MEMBER, NONE, id(item)))
    return edges


def _dict_edges(walk, o, a, refs, named, extra, reach, row):
    reported = {}
    for address in map(id, refs):
        reported[address] = reported.get(address, 0) + 1
    keys = []
    for k, v in dict.items(o):
        text = walk.string(_key_text(k)) if walk.show else NONE
        named.append((VALUE, text, id(v)))
        reported[id(v)] = reported.get(id(v), 0) - 1
        keys.append((text, k))
    ordered = _ordered(type(o))
    for text, k in keys:
        for _ in range(1 + ordered):  # its linked list owns each key once more
            if reported.get(id(k), 0) > 0:
                reported[id(k)] -= 1
                named.append((KEY, text, id(k)))
            else:
                extra.append((KEY | HIDDEN, text, id(k)))
                reach.append(k)


def _ordered(cls):
    ordered = _ORDERED[0]
    for base in _type_mro(cls):
        if base is ordered:
            return True
    return False


# ---------------------------------------------------------------------------------------------
# Arrays that hold objects
# ---------------------------------------------------------------------------------------------


def _array_edges(walk, o, extra, reach):
    """Elements of object arrays (where they are owned), dtype and base; none of it is traversed."""
    array_type = walk.array_type
    dtype = array_type["dtype"](o)
    base = array_type["base"](o)
    extra.append((SLOT | HIDDEN, walk.string("dtype"), id(dtype)))
    reach.append(dtype)
    if base is not None:
        extra.append((INTERNAL | HIDDEN, walk.string("base"), id(base)))
        reach.append(base)
    shape = array_type["shape"](o)
    if array_type["hasobject"](dtype) and array_type["flags_num"](array_type["flags"](o)) & 4:
        for i, value in _array_elements(walk, o, dtype):
            extra.append((ELEMENT | HIDDEN, i, id(value)))
            reach.append(value)
    return "%s %s" % ("×".join(map(str, shape)) or "scalar", _dtype_text(walk, dtype))


def _array_elements(walk, o, dtype):
    """(flat position, object) of every object an array owns, read from its buffer."""
    memory = walk.memory
    kinds = walk.array_type
    size = kinds["itemsize"](o)
    count = kinds["size"](o)
    contiguous = kinds["flags_num"](kinds["flags"](o)) & 1
    pointer = _data_pointer(walk, o) if contiguous and count else None
    if pointer is not None:
        for offset in _object_offsets(walk, dtype, 0):
            if offset & 7 or size & 7:
                walk.warn("object fields at unaligned offsets were left out")
                continue
            for at in range(offset >> 3, count * size >> 3, size >> 3):
                try:
                    found = memory.objects_behind(pointer, (at,), map(min, (at + 1,), map(_words_of_bytes, map(kinds["nbytes"], (o,)))))
                except ValueError as error:  # never set
                    _pass_on(error)
                    continue
                for value in found:
                    yield at // (size >> 3), value
        return
    if kinds["kind"](dtype) == "O":
        items = kinds["tolist"](o)
        for _ in range(kinds["ndim"](o) - 1):
            items = list(_chain(items))
        if not kinds["ndim"](o):
            items = [items]
        for i, value in enumerate(items):
            yield i, value
        return
    walk.warn("object fields of a structured array that is not contiguous were left out")


_words_of_bytes = (8).__rfloordiv__


def _object_offsets(walk, dtype, at):
    kinds = walk.array_type
    if kinds["kind"](dtype) == "O":
        return [at]
    fields = kinds["fields"](dtype)
    found = []
    if fields is not None:
        seen = set()
        for entry in fields.values():  # titles name a field twice
            if entry[1] not in seen and kinds["hasobject"](entry[0]):
                seen.add(entry[1])
                found += _object_offsets(walk, entry[0], at + entry[1])
        return found
    part = kinds["subdtype"](dtype)
    if part is not None:
        count = 1
        for n in part[1]:
            count *= n
        for i in range(count):
            found += _object_offsets(walk, part[0], at + i * kinds["dtype_itemsize"](part[0]))
    return found


# ---------------------------------------------------------------------------------------------
# Statements: on which lines the program stores, fills and loads its names
# ---------------------------------------------------------------------------------------------

# Scopes and actions of the table `uses`, see the format's page.
_ATTRIBUTE, _GLOBAL, _CLOSURE, _LOCAL = 1, 2, 3, 4
_LOAD, _STORE, _DELETE, _ITEM, _ITEM_STORE, _ITEM_DELETE, _UPDATE, _METHOD, _CALL = range(1, 10)

# What an instruction does to the stack of names that `_uses` keeps. Those before _S_CALL only push or pop.
(_S_NOTHING, _S_PUSH, _S_POP, _S_FAST, _S_TWO_FAST, _S_EXTEND, _S_CALL, _S_ATTR, _S_METHOD, _S_SET_ATTR, _S_DEL_ATTR,
 _S_GLOBAL, _S_NAME, _S_SET_GLOBAL, _S_SET_NAME, _S_DEL_GLOBAL, _S_CLOSURE, _S_SET_CLOSURE, _S_ITEM, _S_SLICE,
 _S_SET_ITEM, _S_SET_SLICE, _S_DEL_ITEM, _S_BINARY, _S_INPLACE, _S_STORE_LOAD_FAST, _S_COPY, _S_SWAP, _S_ROTATE,
 _S_DOUBLE, _S_TEST, _S_KEEP_TEST, _S_JUMP, _S_BRANCH, _S_END, _S_OTHER, _S_STOP) = range(37)

_STEPS = {
    _S_NOTHING: "NOP RESUME CACHE COPY_FREE_VARS MAKE_CELL PRECALL KW_NAMES NOT_TAKEN GEN_START SETUP_ANNOTATIONS "
                "RETURN_GENERATOR",
    _S_PUSH: "LOAD_CONST LOAD_CONST_IMMORTAL LOAD_CONST_MORTAL LOAD_SMALL_INT LOAD_BUILD_CLASS PUSH_NULL LOAD_CLOSURE "
             "LOAD_ASSERTION_ERROR LOAD_COMMON_CONSTANT",
    _S_POP: "POP_TOP STORE_FAST",
    _S_FAST: "LOAD_FAST LOAD_FAST_CHECK LOAD_FAST_AND_CLEAR LOAD_FAST_BORROW",
    _S_TWO_FAST: "LOAD_FAST_LOAD_FAST LOAD_FAST_BORROW_LOAD_FAST_BORROW",
    _S_STORE_LOAD_FAST: "STORE_FAST_LOAD_FAST",
    _S_ATTR: "LOAD_ATTR", _S_METHOD: "LOAD_METHOD", _S_SET_ATTR: "STORE_ATTR", _S_DEL_ATTR: "DELETE_ATTR",
    _S_GLOBAL: "LOAD_GLOBAL", _S_NAME: "LOAD_NAME", _S_SET_GLOBAL: "STORE_GLOBAL", _S_SET_NAME: "STORE_NAME",
    _S_DEL_GLOBAL: "DELETE_GLOBAL", _S_CLOSURE: "LOAD_DEREF", _S_SET_CLOSURE: "STORE_DEREF",
    _S_CALL: "CALL CALL_KW CALL_FUNCTION CALL_FUNCTION_KW CALL_FUNCTION_EX CALL_METHOD",
    _S_ITEM: "BINARY_SUBSCR", _S_SLICE: "BINARY_SLICE", _S_SET_ITEM: "STORE_SUBSCR", _S_SET_SLICE: "STORE_SLICE",
    _S_DEL_ITEM: "DELETE_SUBSCR", _S_BINARY: "BINARY_OP",
    _S_INPLACE: "INPLACE_ADD INPLACE_SUBTRACT INPLACE_MULTIPLY INPLACE_OR INPLACE_AND INPLACE_XOR INPLACE_TRUE_DIVIDE "
                "INPLACE_FLOOR_DIVIDE INPLACE_MODULO INPLACE_POWER INPLACE_LSHIFT INPLACE_RSHIFT "
                "INPLACE_MATRIX_MULTIPLY",
    _S_COPY: "COPY DUP_TOP", _S_SWAP: "SWAP ROT_TWO", _S_ROTATE: "ROT_THREE ROT_FOUR ROT_N", _S_DOUBLE: "DUP_TOP_TWO",
    _S_TEST: "POP_JUMP_IF_FALSE POP_JUMP_IF_TRUE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_FORWARD_IF_FALSE "
             "POP_JUMP_FORWARD_IF_TRUE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE "
             "POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_TRUE POP_JUMP_BACKWARD_IF_NONE "
             "POP_JUMP_BACKWARD_IF_NOT_NONE",
    _S_KEEP_TEST: "JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP",
    _S_JUMP: "JUMP_FORWARD JUMP_ABSOLUTE JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_BACKWARD_JIT "
             "JUMP_BACKWARD_NO_JIT",
    _S_END: "RETURN_VALUE RETURN_CONST RAISE_VARARGS RERAISE",
    _S_EXTEND: "EXTENDED_ARG",
}

_code_names = _Code.__dict__["co_names"].__get__
_code_consts = _Code.__dict__["co_consts"].__get__
# Since 3.11 `co_code` makes the bytes and keeps them in the code object, which would change the program.
_code_bytes = _Code.__dict__["_co_code_adaptive" if PY >= (3, 11) else "co_code"].__get__
_code_qualname = _Code.__dict__["co_qualname" if PY >= (3, 11) else "co_name"].__get__


class _Opcodes:
    """What the bytes of this interpreter's instructions mean, by its own `opcode` module.

    Raises where a table is not as it should be. A byte that no table knows ends a function: `_uses`
    never goes on behind an instruction whose length it does not know.
    """

    __slots__ = ("names", "step", "caches", "effects", "base", "takes", "effect_of", "subscript", "inplace", "backward",
                 "absolute", "unit")

    def __init__(self):
        names = dict((number, name) for name, number in opcode.opmap.items())
        caches = getattr(opcode, "_inline_cache_entries", None) or {}
        if type(caches) is list:  # 3.11 and 3.12: by number
            caches = dict((names[number], count) for number, count in enumerate(caches) if number in names)
        base = dict((number, name) for number, name in names.items() if not name.startswith("INSTRUMENTED_"))
        for number, name in names.items():  # what a tracer watches is the same instruction
            if name.startswith("INSTRUMENTED_") and name[13:] in opcode.opmap:
                base[number] = name[13:]
        base.update(_specialised(opcode, names))
        steps = dict((name, step) for step, words in _STEPS.items() for name in words.split())
        jumps = set(opcode.hasjrel) | set(opcode.hasjabs)
        has_argument = getattr(opcode, "hasarg", None)
        self.names = base
        self.step = [_S_STOP] * 256
        self.caches = [0] * 256
        self.base = [0] * 256
        self.backward = set()
        self.absolute = set()
        self.takes = set()
        for number, name in base.items():
            if number > 255:
                continue
            original = opcode.opmap[name]
            self.base[number] = original
            self.caches[number] = 2 * caches.get(name, 0)
            self.step[number] = steps.get(name, _S_BRANCH if original in jumps else _S_OTHER)
            if "BACKWARD" in name:
                self.backward.add(number)
            if original in opcode.hasjabs:
                self.absolute.add(number)
            if original in has_argument if has_argument is not None else original >= opcode.HAVE_ARGUMENT:
                self.takes.add(original)
        self.effects = {}
        self.effect_of = opcode.stack_effect
        operators = [symbol for _, symbol in getattr(opcode, "_nb_ops", ())]
        self.subscript = operators.index("[]") if "[]" in operators else -1
        self.inplace = frozenset(i for i, symbol in enumerate(operators) if symbol.endswith("="))
        self.unit = 1 if PY < (3, 10) else 2  # what an argument of a jump counts: bytes or instructions
        if _told(self) != _PROBE_USES:
            raise RuntimeError("instructions unlike those known")

    def effect(self, op, argument):
        """How much deeper the stack is afterwards."""
        if self.names[op] == "CALL" and PY == (3, 11):  # which counts what PRECALL takes, too
            found = -1 - argument
        else:
            found = self.effect_of(op, argument if op in self.takes else None, jump=False)
        if len(self.effects) < 4096:
            self.effects[op << 16 | argument] = found
        return found


def _specialised(opcode, names):
    """Numbers that the interpreter writes over an instruction once it has run, and which that was."""
    families = getattr(opcode, "_specializations", None)
    if not families:
        return {}
    numbers = getattr(opcode, "_specialized_opmap", None)
    if numbers is None:  # 3.11 and 3.12 give them the numbers that are free, in order
        free = [number for number in range(1, 256) if number not in names]
        numbers = dict(zip(opcode._specialized_instructions, free))
    found = {}
    for name, family in families.items():
        for special in family:
            if special in numbers:
                found[numbers[special]] = name
    for special, number in numbers.items():
        if "__" in special:  # two in one: the second stands behind it as ever
            found[number] = special.split("__")[0]
    return found


def _line_ranges(code):
    """(start, end, line) of the bytes of a code object's instructions; line is None where it has none."""
    if PY >= (3, 10):
        return _code_lines(code)
    ranges = []
    steps = _Code.__dict__["co_lnotab"].__get__(code)
    line = _code_line(code)
    start = at = 0
    for by, lines in zip(steps[0::2], steps[1::2]):
        if by and lines:
            ranges.append((start, at, line)) if at > start else None
            start = at
        at += by
        if by and at > start:
            ranges.append((start, at, line))
            start = at
        line += lines if lines < 128 else lines - 256
    ranges.append((start, 1 << 40, line))
    return ranges


_code_lines = _Code.__dict__["co_lines"] if PY >= (3, 10) else None
_name_of_variable = _Code.__dict__["_varname_from_oparg"] if PY >= (3, 11) else None


def _variable(code, index):
    """Name of a local variable by its place; no tuple of them is made, which 3.12 would keep."""
    if _name_of_variable is not None:
        return _name_of_variable(code, index)
    return _Code.__dict__["co_varnames"].__get__(code)[index]


def _closure_variable(code, index):
    if _name_of_variable is not None:
        return _name_of_variable(code, index)
    cells = _Code.__dict__["co_cellvars"].__get__(code)
    return cells[index] if index < len(cells) else _code_free(code)[index - len(cells)]


def _uses(code, raw, codes):
    """What a code object does with names: (name, scope, action, line, of, method), each once.

    Follows the stack as far as names go: an entry is None, the place of a local variable, or what
    was found to load it, so that what comes to be called, filled or subscripted is known by its name.
    Where several ways meet, only what all of them agree on is kept: it says less, never another name.
    """
    size = len(raw)
    names = _code_names(code)
    steps, caches, base, effects = codes.step, codes.caches, codes.base, codes.effects
    found, stack, labels = [], [], {}
    push = stack.append
    dead = False
    at = argument = 0
    for _, end, line in _line_ranges(code):
        if end > size:
            end = size
        while at < end:
            if labels and at in labels:
                known = labels.pop(at)
                stack[:] = known or () if dead else _agreed(stack, known)
                dead = False
            op = raw[at]
            argument |= raw[at + 1]
            at += 2 + caches[op]
            step = steps[op]
            if step < _S_CALL:
                if step == _S_FAST:
                    push(argument)
                elif step == _S_PUSH:
                    push(None)
                elif step == _S_POP:
                    if stack:
                        del stack[-1]
                elif step == _S_EXTEND:
                    argument <<= 8
                    continue
                elif step == _S_TWO_FAST:
                    push(argument >> 4)
                    push(argument & 15)
            elif step == _S_ATTR:
                top = stack.pop() if stack else None
                if _METHOD_BIT:
                    name = names[argument >> 1]
                    if argument & 1:
                        _method_on(code, found, top, name, line)
                        stack += _TWO_UNKNOWN
                        argument = 0
                        continue
                else:
                    name = names[argument]
                of = None if top is None else top[0] if type(top) is list else _variable(code, top)
                entry = [name, _ATTRIBUTE, _LOAD, line, of, None, top]
                found.append(entry)
                push(entry)
            elif step == _S_CALL:
                effect = effects.get(base[op] << 16 | argument)
                if effect is None:
                    effect = codes.effect(base[op], argument)
                place = len(stack) + effect - 1
                if place >= 0:
                    for called in stack[place:place + _CALLED]:
                        if type(called) is list and called[2] == _LOAD:
                            if called[6] is None:
                                called[2] = _CALL
                            else:
                                called[2] = 0
                                _method_on(code, found, called[6], called[0], line)
                    del stack[place:]
                else:
                    stack.clear()
                push(None)
            elif step == _S_OTHER or step == _S_BRANCH:
                if step == _S_BRANCH:
                    _mark_label(codes, labels, op, at, argument, None)
                effect = effects.get(base[op] << 16 | argument)
                if effect is None:
                    effect = codes.effect(base[op], argument)
                if effect < 0:
                    del stack[effect:]
                if stack:
                    stack[-1] = None
                if effect > 0:
                    stack += [None] * effect
            elif step == _S_GLOBAL:
                entry = [names[argument >> 1] if _NULL_BIT else names[argument], _GLOBAL, _LOAD, line, None, None, None]
                found.append(entry)
                if not _NULL_BIT or not argument & 1:
                    push(entry)
                else:
                    stack += (entry, None) if _NULL_LAST else (None, entry)
            elif step == _S_TEST:
                if stack:
                    del stack[-1]
                _mark_label(codes, labels, op, at, argument, stack)
            elif step == _S_METHOD:
                _method_on(code, found, stack.pop() if stack else None, names[argument], line)
                stack += _TWO_UNKNOWN
            elif step == _S_CLOSURE:
                entry = [_closure_variable(code, argument), _CLOSURE, _LOAD, line, None, None, None]
                found.append(entry)
                push(entry)
            elif step == _S_STOP:
                break
            elif step == _S_JUMP:
                _mark_label(codes, labels, op, at, argument, stack)
                stack.clear()
                dead = True
            elif step == _S_END:
                stack.clear()
                dead = True
            elif step == _S_BINARY and argument != codes.subscript or step == _S_INPLACE:
                if len(stack) >= 2 and (step == _S_INPLACE or argument in codes.inplace):
                    _on(code, found, stack[-2], _UPDATE, line)
                del stack[-2:]
                push(None)
            else:
                _seldom(code, codes, found, stack, labels, op, at, argument, line)
            argument = 0
        else:
            continue
        break
    return dict.fromkeys([(name, scope, action, line, of, method) for name, scope, action, line, of, method, _ in found
                          if action])


_METHOD_BIT = PY >= (3, 12)  # LOAD_ATTR says whether a method is to be called
_NULL_BIT, _NULL_LAST = PY >= (3, 11), PY >= (3, 13)  # LOAD_GLOBAL, whether the name is to be called
# What is called is one of so many at the bottom of a call's entries; on 3.11 and 3.12 it may stand above a NULL.
_CALLED = 2 if PY in ((3, 11), (3, 12)) else 1
_TWO_UNKNOWN = (None, None)


def _seldom(code, codes, found, stack, labels, op, at, argument, line):
    """The steps that are met once in a while."""
    step = codes.step[op]
    if step == _S_SET_ATTR or step == _S_DEL_ATTR:
        top = stack.pop() if stack else None
        of = None if top is None else top[0] if type(top) is list else _variable(code, top)
        action = _STORE if step == _S_SET_ATTR else _DELETE
        found.append([_code_names(code)[argument], _ATTRIBUTE, action, line, of, None, None])
        if step == _S_SET_ATTR:
            del stack[-1:]
    elif step in _ITEM_STEPS:
        action, depth, taken = _ITEM_STEPS[step]
        if len(stack) >= depth:
            _on(code, found, stack[-depth], action, line)
        del stack[-taken:]
        if action == _ITEM:
            stack.append(None)
    elif step == _S_STORE_LOAD_FAST:
        del stack[-1:]
        stack.append(argument & 15)
    elif step == _S_NAME:
        entry = [_code_names(code)[argument], _GLOBAL, _LOAD, line, None, None, None]
        found.append(entry)
        stack.append(entry)
    elif step == _S_SET_GLOBAL or step == _S_DEL_GLOBAL or step == _S_SET_NAME:
        if step != _S_SET_NAME or _code_name(code) == "<module>":
            action = _DELETE if step == _S_DEL_GLOBAL else _STORE
            found.append([_code_names(code)[argument], _GLOBAL, action, line, None, None, None])
        if step != _S_DEL_GLOBAL:
            del stack[-1:]
    elif step == _S_SET_CLOSURE:
        found.append([_closure_variable(code, argument), _CLOSURE, _STORE, line, None, None, None])
        del stack[-1:]
    elif step == _S_COPY:
        depth = argument or 1
        stack.append(stack[-depth] if len(stack) >= depth else None)
    elif step == _S_SWAP or step == _S_ROTATE:
        depth = argument or {"ROT_TWO": 2, "ROT_THREE": 3}.get(codes.names[op], 4)
        if len(stack) < depth:
            stack.clear()
        elif step == _S_SWAP:
            stack[-1], stack[-depth] = stack[-depth], stack[-1]
        else:
            stack.insert(1 - depth, stack.pop()) if depth > 1 else None
    elif step == _S_DOUBLE:
        stack += stack[-2:] if len(stack) >= 2 else _TWO_UNKNOWN
    elif step == _S_KEEP_TEST:
        _mark_label(codes, labels, op, at, argument, stack)
        del stack[-1:]


# By step: the action, how deep on the stack what it is done to stands, how many are taken off.
_ITEM_STEPS = {_S_ITEM: (_ITEM, 2, 2), _S_BINARY: (_ITEM, 2, 2), _S_SLICE: (_ITEM, 3, 3),
               _S_SET_ITEM: (_ITEM_STORE, 2, 3), _S_SET_SLICE: (_ITEM_STORE, 3, 4), _S_DEL_ITEM: (_ITEM_DELETE, 2, 2)}


def _method_on(code, found, target, name, line):
    """Notes that a method is called on what stands on the stack."""
    if target is None:
        found.append([name, _ATTRIBUTE, _CALL, line, None, None, None])
    elif type(target) is int:
        found.append([_variable(code, target), _LOCAL, _METHOD, line, None, name, None])
    elif target[2] == _LOAD:
        target[2], target[5] = _METHOD, name
    else:  # two things are done with one load of it
        found.append([target[0], target[1], _METHOD, line, target[4], name, None])


def _on(code, found, target, action, line):
    """Notes that something is done to what stands on the stack."""
    if type(target) is int:
        found.append([_variable(code, target), _LOCAL, action, line, None, None, None])
    elif target is not None:
        if target[2] == _LOAD or target[2] == _ITEM and action == _ITEM_STORE:
            target[2] = action
        elif target[2] != action:
            found.append([target[0], target[1], action, line, target[4], None, None])


def _mark_label(codes, labels, op, at, argument, stack):
    """Notes what is on the stack where a jump forward goes to; None: not known."""
    if op in codes.backward:
        return
    target = argument * codes.unit + (0 if op in codes.absolute else at)
    if target >= at:
        stack = list(stack) if stack is not None else None
        labels[target] = _agreed(stack, labels[target]) if target in labels else stack


def _agreed(one, other):
    """What two ways to one place have in common on their stacks, from the top."""
    if one is None or other is None:
        return []
    both = min(len(one), len(other))
    if not both:
        return []
    return [a if a is b else None for a, b in zip(one[-both:], other[-both:])]


def _probe_uses(ouro_self, ouro_key, ouro_shared):
    global _probe_global
    ouro_self.ouro_cache[ouro_key] = ouro_self
    ouro_self.ouro_items.append(_probe_global(ouro_key if ouro_key else ouro_self))
    _probe_global = ouro_self.ouro_last.ouro_next
    ouro_self.ouro_counts[ouro_key] += 1
    ouro_self.ouro_sum += ouro_key[ouro_self.ouro_at if ouro_key else 0]
    for ouro_each in ouro_self.ouro_all:
        del ouro_self.ouro_gone, ouro_key.ouro_map[ouro_each if ouro_key else 1]
    ouro_shared = ouro_self.ouro_make(ouro_each, ouro_key=1)[1:2] and ouro_shared
    return lambda: ouro_shared()


_probe_global = None
_PROBE_USES = [  # by line of the probe
    (2, "ouro_cache", _ATTRIBUTE, _ITEM_STORE, "ouro_self", ""),
    (3, "_probe_global", _GLOBAL, _CALL, "", ""),
    (3, "ouro_items", _ATTRIBUTE, _METHOD, "ouro_self", "append"),
    (4, "_probe_global", _GLOBAL, _STORE, "", ""),
    (4, "ouro_last", _ATTRIBUTE, _LOAD, "ouro_self", ""),
    (4, "ouro_next", _ATTRIBUTE, _LOAD, "ouro_last", ""),
    (5, "ouro_counts", _ATTRIBUTE, _ITEM_STORE, "ouro_self", ""),
    (6, "ouro_at", _ATTRIBUTE, _LOAD, "ouro_self", ""),
    (6, "ouro_key", _LOCAL, _ITEM, "", ""),
    (6, "ouro_sum", _ATTRIBUTE, _STORE, "ouro_self", ""),
    (6, "ouro_sum", _ATTRIBUTE, _UPDATE, "ouro_self", ""),
    (7, "ouro_all", _ATTRIBUTE, _LOAD, "ouro_self", ""),
    (8, "ouro_gone", _ATTRIBUTE, _DELETE, "ouro_self", ""),
    (8, "ouro_map", _ATTRIBUTE, _ITEM_DELETE, "ouro_key", ""),
    (9, "ouro_self", _LOCAL, _METHOD, "", "ouro_make"),
    (9, "ouro_shared", _CLOSURE, _LOAD, "", ""),
    (9, "ouro_shared", _CLOSURE, _STORE, "", ""),
]


def _told(codes):
    """What the probe function comes to, in a form to compare."""
    code = _probe_uses.__code__
    first = _code_line(code)
    return sorted((line - first, name, scope, action, of or "", method or "")
                  for name, scope, action, line, of, method in _uses(code, _code_bytes(code), codes))


_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_CELLS = ("<ipython-input-", "<stdin>")


def _is_programs(path):
    """Whether a source file is the program's own: not the standard library's, no package's, not made up."""
    if path.startswith("<"):
        return path.startswith(_CELLS)
    parts = path.replace("\\", "/").split("/")
    return not ("site-packages" in parts or "dist-packages" in parts or path.startswith(_STDLIB) or path == __file__)


# Who calls one of these fills something, or makes it: where time is short, those functions are read first.
_FILLING = frozenset(("append", "add", "setdefault", "update", "extend", "insert", "appendleft", "put", "put_nowait",
                      "register", "subscribe", "connect", "push", "heappush", "setattr", "add_done_callback"))


class _Statements:
    """The tables `code` and `uses`, filled while code objects are visited."""

    # How many instructions are looked at in any program, and for how many tracked objects one more: a thirtieth
    # of what the dump costs at most. Three in four units of code are room for the interpreter since 3.11.
    FREE, OBJECTS = (6_000, 5) if PY >= (3, 11) else (1_500, 16)
    HEAD = 10 if PY >= (3, 11) else 3  # what the first line alone of a function costs, in instructions

    def __init__(self, codes, objects):
        self.codes = codes
        self.left = self.FREE + objects // self.OBJECTS
        self.is_programs = {}  # by the id of a path, so that none of the program's objects is held
        self.parents = {}
        self.code = array.array("Q")
        self.head = array.array("I")  # name, file, line of each
        self.read = bytearray()
        self.later = []  # code objects, whose counts have been read when they come here
        self.later_rows = array.array("I")
        self.use = array.array("I")  # row of `code`, name, line, of, method of each
        self.form = bytearray()  # scope and action of each

    def look(self, walk, codes):
        """Adds those code objects that are the program's."""
        known = self.is_programs
        paths = list(map(_code_file, codes))
        owns = list(map(known.get, map(id, paths)))
        if None in owns:
            for path in paths:
                if id(path) not in known:
                    known[id(path)] = type(path) is str and _is_programs(path)
            owns = map(known.get, map(id, paths))
        for code, path in itertools.compress(zip(codes, paths), owns):
            self.add(walk, code, path)

    def add(self, walk, code, path):
        number = walk.string
        row = len(self.code)
        self.code.append(id(code))
        self.head.extend((number(_code_qualname(code)), number(path), _code_line(code)))
        for constant in _code_consts(code):
            if type(constant) is _Code:
                self.parents[id(constant)] = row
        self.read.append(0)
        self.left -= self.HEAD
        if _code_name(code) == "__init__" or not _FILLING.isdisjoint(_code_names(code)):
            self.look_into(walk, code, row)
        elif self.left > 0:
            self.later.append(code)
            self.later_rows.append(row)

    def look_into(self, walk, code, row):
        """Adds what a code object does with names, if that is still within the share of time."""
        if self.left <= 0:
            return
        raw = _code_bytes(code)
        if self.left < len(raw) >> 1:
            return  # a smaller one may fit
        self.left -= len(raw) >> 1
        self.read[row] = 1
        number = walk.string
        for name, scope, action, line, of, method in _uses(code, raw, self.codes):
            self.use.extend((row, number(name), line or 0, NONE if of is None else number(of),
                             NONE if method is None else number(method)))
            self.form.append(scope)
            self.form.append(action)

    def write(self, walk):
        if not self.code:
            return
        for code, row in zip(self.later, self.later_rows):
            self.look_into(walk, code, row)
        self.later = code = None
        head, use, parents = self.head, self.use, self.parents
        walk.table("code", (
            ("code", ADDRESS, self.code), ("name", STRING, head[0::3]), ("file", STRING, head[1::3]),
            ("line", U32, head[2::3]),
            ("parent", U32, array.array("I", [parents.get(address, NONE) for address in self.code])),
            ("read", U8, self.read)))
        walk.table("uses", (
            ("code", U32, use[0::5]), ("name", STRING, use[1::5]), ("scope", U8, self.form[0::2]),
            ("action", U8, self.form[1::2]), ("line", U32, use[2::5]), ("of", STRING, use[3::5]),
            ("method", STRING, use[4::5])))


_opcodes = _generator_frames = None


def _get_opcodes():
    """What instructions mean, and where generators stand; each None where it is not as it should be."""
    global _opcodes, _generator_frames
    if _opcodes is None:
        try:
            _opcodes = _Opcodes()
        except Exception as error:  # a Python unlike those known: functions' first lines only, then
            _pass_on(error)
            _opcodes = False
    if _generator_frames is None:
        try:
            _generator_frames = _GeneratorFrames(_get_memory()) if PY >= (3, 11) else False
        except Exception as error:
            _pass_on(error)
            _generator_frames = False
    return _opcodes or None, _generator_frames or None


# ---------------------------------------------------------------------------------------------
# Waits: where tasks, coroutines and generators stand, and what they await
# ---------------------------------------------------------------------------------------------

_NOT_STARTED, _SUSPENDED, _RUNNING, _ENDED = range(1, 5)

# C getters of what a suspended one awaits, and of its frame: asked for only where it exists already.
_GENERATORS = {
    id(cls): (cls.__dict__[awaits].__get__, cls.__dict__[frame].__get__)
    for cls, awaits, frame in ((types.GeneratorType, "gi_yieldfrom", "gi_frame"),
                               (types.CoroutineType, "cr_await", "cr_frame"),
                               (types.AsyncGeneratorType, "ag_await", "ag_frame"))}
_last_instruction = _Frame.__dict__["f_lasti"].__get__


def _wait_probe(inner, seen, see):
    yield 1
    seen.append(see())
    yield from inner


def _other_wait_probe(inner, seen, see):
    seen.append(see())
    yield 1
    yield from inner


class _GeneratorFrames:
    """Where a generator keeps its state and its next instruction from 3.11 on, where asking for its frame makes one.

    Raises where one byte does not tell generators that are not started, suspended, running and ended
    from one another, or the line of a suspended one does not come out right.
    """

    __slots__ = ("word", "states", "state_at", "instruction_at", "code_bytes")

    def __init__(self, memory):
        self.word = memory.word
        self.code_bytes = _type_basicsize(_Code)
        probes = (_wait_probe, _other_wait_probe)  # of different code, so that no address passes for a state
        nothing = [], int
        kinds = [(_NOT_STARTED, [probe((), *nothing) for probe in probes]),
                 (_SUSPENDED, [probe((), *nothing) for probe in probes]),
                 (_SUSPENDED, [probe([1, 2], *nothing) for probe in probes]),
                 (_ENDED, [probe((), *nothing) for probe in probes])]
        for generator in kinds[1][1]:
            next(generator)
        for generator in kinds[2][1]:
            next(generator)
            next(generator)
        for generator in kinds[3][1]:
            list(generator)
        before = memory.generator_locals
        found = [offset for offset in range(16, before) if self.tells(kinds, offset)]
        running = []
        self.state_at = found[0] if len(found) == 1 else None
        if self.state_at is not None:
            for probe in probes:
                own = []
                own.append(probe((), running, lambda: self.byte(own[0], self.state_at)))
                list(own[0])
                own.clear()
            self.states = dict((self.byte(generators[0], self.state_at), state) for state, generators in kinds)
        if self.state_at is None or running[0] != running[1] or running[0] in self.states:
            raise RuntimeError("generators laid out unlike those known")
        self.states[running[0]] = _RUNNING
        self.instruction_at = None
        one = kinds[1][1][0]
        start = id(_wait_probe.__code__) + self.code_bytes
        for offset in range(16, before, 8):
            if start <= self.word[(id(one) + offset) >> 3] < start + len(_code_bytes(_wait_probe.__code__)):
                self.instruction_at = offset
                break
        lines = [self.line(generator, probe.__code__) - _code_line(probe.__code__)
                 for generators in (kinds[1][1], kinds[2][1]) for probe, generator in zip(probes, generators)] \
            if self.instruction_at is not None else None
        for _, generators in kinds:
            for generator in generators:
                generator.close()
        if lines != [1, 2, 3, 3]:
            raise RuntimeError("generators laid out unlike those known")

    def tells(self, kinds, offset):
        """Whether the byte is equal where the state is equal, small, and different where the state differs."""
        by_value = {}
        for state, generators in kinds:
            value = self.byte(generators[0], offset)
            if value != self.byte(generators[1], offset) or 8 < value < 0xF8:
                return False
            by_value.setdefault(value, set()).add(state)
        return len(by_value) >= 3 and all(len(states) == 1 for states in by_value.values())

    def byte(self, generator, offset):
        at = id(generator) + offset
        return self.word[at >> 3] >> 8 * (at & 7) & 0xFF

    def state(self, generator):
        """0 if unknown."""
        return self.states.get(self.byte(generator, self.state_at), 0)

    def line(self, generator, code):
        """The line of the instruction at which a suspended generator stands; 0 if unknown."""
        at = self.word[(id(generator) + self.instruction_at) >> 3] - id(code) - self.code_bytes
        for start, end, line in _code_lines(code):
            if start <= at < end:
                return line or 0
        return 0


class _Waits:
    """The table `waits`, filled while generators and tasks are visited."""

    def __init__(self, frames):
        self.frames = frames
        self.object = array.array("Q")
        self.awaits = array.array("Q")
        self.state = bytearray()
        self.place = array.array("I")  # function, file, line of each

    def add(self, walk, o, generator, awaited):
        """A row for `o`, which stands where this generator or coroutine stands, and awaits `awaited`."""
        where = self.where(walk, generator)
        if where is None:
            return
        state, line, code = where
        if o is generator and state == _SUSPENDED:
            awaited = _GENERATORS[id(type(o))][0](o)
        name = _generator_names[id(type(generator))](generator)
        self.object.append(id(o))
        self.state.append(state)
        self.place.extend((walk.string(name) if type(name) is str else NONE,
                           NONE if code is None else walk.string(_code_file(code)), line))
        self.awaits.append(0 if awaited is None else id(awaited))

    def where(self, walk, generator):
        """(state, line, code), or None where that cannot be told."""
        if PY < (3, 11):
            frame = _GENERATORS[id(type(generator))][1](generator)
            if frame is None:
                return _ENDED, 0, None
            state = _RUNNING if id(frame) in walk.backs else \
                _NOT_STARTED if _last_instruction(frame) < 0 else _SUSPENDED
            return state, _line_number(frame) or 0, _frame_code(frame)
        state = self.frames.state(generator) if self.frames is not None else 0
        if not state:
            return None
        if state == _ENDED:
            return state, 0, None
        for target in _referents(generator):
            if type(target) is _Code:
                line = _code_line(target) if state == _NOT_STARTED else self.frames.line(generator, target)
                return state, line, target
        return state, 0, None

    def write(self, walk):
        if self.object:
            place = self.place
            walk.table("waits", (
                ("object", ADDRESS, self.object), ("state", U8, bytes(self.state)), ("function", STRING, place[0::3]),
                ("file", STRING, place[1::3]), ("line", U32, place[2::3]), ("awaits", ADDRESS, self.awaits)))


def _task_edges(walk, o, a, refs, named, extra, reach, row):
    """A task written in C: where its coroutine stands; its labels come from its getters."""
    coroutine = waiter = None
    for base in _type_mro(type(o)):
        if id(base) == walk.task_class:
            space = _type_dict(base)
            coroutine, waiter = _own(space, "_coro"), _own(space, "_fut_waiter")
            break
    if type(coroutine) is _Getset and type(waiter) is _Getset:
        coroutine = coroutine.__get__(o)
        if id(type(coroutine)) in _GENERATORS:
            walk.waits.add(walk, o, coroutine, waiter.__get__(o))
        for before, name, behind in zip(refs, refs[1:] + [None], refs[2:] + [None, None]):
            if name is coroutine:  # visited between the context it runs in and its name
                named.append((SLOT, walk.string("_context"), id(before)))
                if type(behind) is str or type(behind) is int:  # a number before it is asked for
                    named.append((SLOT, walk.string("_name"), id(behind)))
    coroutine = waiter = before = name = behind = None
    _future_edges(walk, o, a, refs, named, extra, reach, row)


def _future_edges(walk, o, a, refs, named, extra, reach, row):
    """A future written in C: its callbacks, which no getter hands out as they are; the first is kept apart from the others.

    They are visited after the loop: the first, the context that it runs in, and the list of the others.
    """
    known = {address for _, _, address in named}
    loop = [address for _, name, address in named if name == walk.string("_loop")]
    behind = list(map(id, refs)).index(loop[0]) + 1 if loop and loop[0] in map(id, refs) else len(refs)
    if behind + 1 < len(refs) and _qualified_name(type(refs[behind + 1])) in _CONTEXTS:
        named.append((SLOT, walk.string("_callback0"), id(refs[behind])))
        named.append((SLOT, walk.string("_context0"), id(refs[behind + 1])))
        behind += 2
    if behind < len(refs) and type(refs[behind]) is list and id(refs[behind]) not in known:
        named.append((SLOT, walk.string("_callbacks"), id(refs[behind])))
        behind += 1
    for target in refs[behind:] if PY >= (3, 14) else ():  # a task, or a set of them
        if id(target) not in known and (type(target) is set or walk.future_class in map(id, _type_mro(type(target)))):
            named.append((SLOT, walk.string("_awaited_by"), id(target)))
            break


_CONTEXTS = ("Context", "_contextvars.Context")


# ---------------------------------------------------------------------------------------------
# Which type is asked by which function
# ---------------------------------------------------------------------------------------------
_ORDERED = []
_LONG_LENGTHS = {id(t): t.__len__ for t in _CONTAINERS}
_deque_iter = _deque_bound = None


def _build_specials():
    """By the id of the type; filled when the module is loaded, by name, without importing anything."""
    global _deque_iter, _deque_bound
    import collections
    import functools
    _ORDERED.append(collections.OrderedDict)
    _deque_iter = collections.deque.__iter__
    _deque_bound = collections.deque.maxlen.__get__
    _LONG_LENGTHS[id(collections.deque)] = collections.deque.__len__
    specials = {
        type: _class_edges, _Module: _module_edges, _Function: _function_edges, types.MethodType: _method_edges,
        types.BuiltinFunctionType: _builtin_edges, type((lambda: specials).__closure__[0]): _cell_edges,
        weakref.ref: _weakref_edges, weakref.ProxyType: _weakref_edges, weakref.CallableProxyType: _weakref_edges,
        _Traceback: _traceback_edges, _Code: _code_edges, _Frame: _frame_edges,
        types.GeneratorType: _generator_edges, types.CoroutineType: _generator_edges,
        types.AsyncGeneratorType: _generator_edges, types.MappingProxyType: _mapping_proxy_edges,
        collections.deque: _deque_edges, type(functools.lru_cache(len)): _lru_cache_edges, list: _list_edges, tuple: _tuple_edges, set: _set_edges(set),
        frozenset: _set_edges(frozenset), dict: _dict_edges, property: _internal_members,
        staticmethod: _internal_members, classmethod: _internal_members, super: _internal_members,
    }
    return {id(cls): special for cls, special in specials.items()}


_SPECIALS = _build_specials()


# ---------------------------------------------------------------------------------------------
# Arrays and frames: facts without running numpy's or pandas' Python code
# ---------------------------------------------------------------------------------------------

_NUMPY_NAMES = {"b1": "bool", "i": "int", "u": "uint", "f": "float", "c": "complex"}


def _loaded(module, name):
    """A name from a module that is already imported, or None."""
    found = _own(sys.modules, module) if type(sys.modules) is dict else None
    if type(found) is not _Module:
        return None
    return _own(_module_dict(found), name)


def _array_getters():
    """C getters of numpy's array and dtype, from their own dictionaries; None without numpy."""
    array_class, dtype_class, flags_class = (
        _loaded("numpy", "ndarray"), _loaded("numpy", "dtype"), None)
    if not _is_class(array_class) or not _is_class(dtype_class):
        return None
    getters = {}
    space = _type_dict(array_class)
    for name in ("dtype", "base", "shape", "size", "itemsize", "ndim", "flags", "nbytes", "strides"):
        getters[name] = _own(space, name).__get__
    getters["interface"] = _own(space, "__array_interface__").__get__
    getters["tolist"] = _own(space, "tolist")
    flags_class = type(getters["flags"](_own(space, "__new__")(array_class, (0,))))
    getters["flags_num"] = _own(_type_dict(flags_class), "num").__get__
    space = _type_dict(dtype_class)
    for name in ("hasobject", "kind", "fields", "subdtype", "str"):
        getters[name] = _own(space, name).__get__
    getters["dtype_itemsize"] = _own(space, "itemsize").__get__
    return getters


def _is_class(o):
    return o is not None and _makes_classes(type(o))


def _dtype_text(walk, dtype):
    kinds = walk.array_type
    kind, size = kinds["kind"](dtype), kinds["dtype_itemsize"](dtype)
    if kind == "O":
        return "object"
    if kind == "b":
        return "bool"
    if kind in "iufc":
        return "%s%d" % (_NUMPY_NAMES[kind], size * 8)
    text = kinds["str"](dtype)
    if kind in "mM" and "[" in text:
        return ("datetime64" if kind == "M" else "timedelta64") + text[text.index("["):]
    return "record of %d bytes" % size if kind == "V" else text


def _attributes_of(walk, o):
    """Instance attributes by name, past properties and `__getattr__`: from slots, inline values, dict."""
    cls = type(o)
    plan = walk.plans.get(id(cls)) or walk.plan(cls)
    found = {}
    memory = walk.memory
    for target in _referents(o):
        if type(target) is dict:
            pass
    if memory.word is None:
        for target in _referents(o):
            if type(target) is dict:
                for k, v in target.items():
                    if type(k) is str:
                        found[k] = v
        return found
    a = id(o)
    for base in _type_mro(cls):
        for name, value in _type_dict(base).items():
            if type(value) is _Member and type(name) is str and name not in found:
                offset = memory.member(value, base)
                if offset is not None and memory.word[(a + offset) >> 3]:
                    found[name] = memory.item[(a + offset) >> 3]
    if plan.inline:
        address, count = memory.keys_of(cls)
        names = memory.key_names(address, count) or ()
        base = memory.values_at(a, plan.basicsize)
        if base:
            for i, name in enumerate(names):
                if memory.word[(base >> 3) + i]:
                    found[name] = memory.item[(base >> 3) + i]
    own = None
    if plan.managed:
        if memory.values is not None and memory.dict_at(a):
            own = memory.item[(a - 24) >> 3]
    elif plan.dictoffset and memory.word[memory.dict_place(a, plan) >> 3]:
        own = memory.item[memory.dict_place(a, plan) >> 3]
    if type(own) is dict:
        for k, v in own.items():
            if type(k) is str:
                found[k] = v
    for base in _type_mro(cls):
        for name in _GETTERS.get(_qualified_name(base), ()):
            getter = _own(_type_dict(base), name)
            if type(getter) is _Getset and _descriptor_class(getter) is base:
                try:
                    found[name] = getter.__get__(o)
                except Exception as error:  # an object that was never initialised
                    _pass_on(error)
    return found


def _is_array(walk, o):
    if walk.array_type is None or o is None:
        return False
    for base in _type_mro(type(o)):
        if walk.known.get(id(base)) == "ndarray":
            return True
    return False


def _owner_of(walk, o):
    """The object at the end of a chain of views."""
    for _ in range(64):
        base = walk.array_type["base"](o)
        if base is None:
            return o
        if not _is_array(walk, base):
            return base
        o = base
    return o


def _buffers(walk, o, found, depth=0):
    """Arrays behind a column, an index or a block's values: id of owner → (array, bytes)."""
    if _is_array(walk, o):
        owner = _owner_of(walk, o)
        size = walk.array_type["nbytes"](owner if _is_array(walk, owner) else o)
        found[id(owner)] = max(size, found.get(id(owner), 0))
        return
    chunks = None if o is None else _arrow_chunks(walk, o)
    if chunks is not None:
        _arrow_sizes(walk, chunks, found)
    elif depth < 3 and o is not None and _type_flags(type(o)) & TP_HEAP:
        for name, value in _attributes_of(walk, o).items():
            if name in ("_ndarray", "_pa_array", "_data", "_mask", "_codes", "_categories", "_dtype", "_values", "_left", "_right",
                        "_sparse_values"):
                _buffers(walk, value, found, depth + 1)


def _length_of(walk, axis):
    """Length of a pandas index."""
    facts = _attributes_of(walk, axis)
    span = facts.get("_range")
    if type(span) is range:
        return len(span)
    codes = facts.get("_codes")
    if codes is not None and facts.get("_levels") is not None:
        for target in list.__iter__(codes) if _has_base(codes, list) else ():
            return walk.array_type["shape"](target)[0] if _is_array(walk, target) else None
    return _values_length(walk, facts.get("_data"))


def _has_base(o, kind):
    for base in _type_mro(type(o)):
        if base is kind:
            return True
    return False


def _values_length(walk, values, depth=0):
    if _is_array(walk, values):
        shape = walk.array_type["shape"](values)
        return shape[-1] if shape else None
    if values is None or depth > 3:
        return None
    chunks = _arrow_chunks(walk, values)
    if chunks is not None:
        return _arrow_length(walk, chunks)
    facts = _attributes_of(walk, values)
    for name in ("_ndarray", "_pa_array", "_data", "_codes", "_left"):
        if facts.get(name) is not None:
            return _values_length(walk, facts[name], depth + 1)
    return None


def _values_dtype(walk, values):
    if _is_array(walk, values):
        return _dtype_text(walk, walk.array_type["dtype"](values))
    if values is None:
        return None
    dtype = _attributes_of(walk, values).get("_dtype")
    if dtype is None:
        return _class_name(type(values))
    if _has_base(dtype, walk.dtype_class):
        return _dtype_text(walk, dtype)
    name = _class_name(type(dtype))
    return "category" if name == "CategoricalDtype" else name[:-5].lower() if name.endswith("Dtype") else name


def _labels_of(walk, axis, limit):
    """The first labels of an index as text; None where they cannot be read."""
    facts = _attributes_of(walk, axis)
    span = facts.get("_range")
    if type(span) is range:
        return [str(i) for i in span[:limit]]
    values = facts.get("_data")
    if not _is_array(walk, values) and values is not None:
        inside = _attributes_of(walk, values)
        values = inside.get("_ndarray")
        chunks = None if inside.get("_pa_array") is None else _arrow_chunks(walk, inside["_pa_array"])
        if chunks is not None:
            texts = _arrow_texts(walk, chunks, limit)
            return None if texts is None else [_cut(text, 100) for text in texts]
    if type(values) is not walk.array_class:
        return None
    if walk.array_type["ndim"](values) != 1:
        return None
    if walk.array_type["size"](values) > 100_000:
        return None
    out = []
    for key in walk.array_type["tolist"](values)[:limit]:
        out.append(_cut(key, 100) if type(key) is str else _key_text(key))
    return out


def _places(walk, block_places):
    """Column positions of a block."""
    for target in _referents(block_places):
        if type(target) is slice:
            start, stop, step = target.start, target.stop, target.step
            if type(start) is int and type(stop) is int:
                return range(start, stop, step if type(step) is int else 1)
    for target in _referents(block_places):
        if type(target) is walk.array_class and walk.array_type["ndim"](target) == 1:
            return walk.array_type["tolist"](target)
    return None


def _frame_facts(walk, o):
    facts = _attributes_of(walk, o)
    manager = facts.get("_mgr", facts.get("_data"))
    if manager is None:
        return None
    inside = _attributes_of(walk, manager)
    axes, blocks = inside.get("axes"), inside.get("blocks")
    if type(axes) is not list or len(axes) != 2 or type(blocks) is not tuple:
        return None
    width = _length_of(walk, axes[0])
    height = _length_of(walk, axes[1])
    buffers = {}
    columns = {}
    held = []  # of each block its address, the places of its columns, their type and bytes
    for block in blocks:
        parts = _attributes_of(walk, block)
        values = parts.get("values")
        places = _places(walk, parts.get("_mgr_locs"))
        before = dict(buffers)
        _buffers(walk, values, buffers)
        own = sum([size for owner, size in buffers.items() if owner not in before])
        if _is_array(walk, values):
            own = walk.array_type["nbytes"](values)
        if height is None:
            height = _values_length(walk, values)
        places = list(places) if places is not None else []
        inside = (_values_dtype(walk, values), own // max(1, len(places)))
        for place in places[:100_000]:
            columns[place] = inside
        if len(held) < _BLOCKS_TOLD:
            held.append((id(block), places[:_PLACES_TOLD]) + inside)
    if width is None:
        width = len(columns)
    names = _labels_of(walk, axes[0], 200) if walk.show else None
    listed = []
    for place in range(min(width, 200)):
        dtype, size = columns.get(place, (None, 0))
        entry = {"dtype": dtype, "bytes": size}
        if names is not None and place < len(names):
            entry = {"name": names[place], "dtype": dtype, "bytes": size}
        listed.append(entry)
    for address, places, dtype, size in held:
        inside = []
        for place in places[:200]:
            entry = {"dtype": dtype, "bytes": size}
            if names is not None and 0 <= place < len(names):
                entry["name"] = names[place]
            inside.append(entry)
        walk.infos.append((address, _json({"places": places, "columns": inside})))
    return {"shape": [height or 0, width], "columnCount": width, "columns": listed, "dataBytes": sum(buffers.values())}


_BLOCKS_TOLD, _PLACES_TOLD = 2000, 4000


def _series_facts(walk, o):
    facts = _attributes_of(walk, o)
    manager = facts.get("_mgr", facts.get("_data"))
    inside = _attributes_of(walk, manager)
    blocks = inside.get("blocks")
    if type(blocks) is not tuple or len(blocks) != 1:
        return None
    values = _attributes_of(walk, blocks[0]).get("values")
    buffers = {}
    _buffers(walk, values, buffers)
    return {"shape": [_values_length(walk, values) or 0], "dtype": _values_dtype(walk, values),
            "dataBytes": sum(buffers.values())}


def _index_facts(walk, o):
    facts = _attributes_of(walk, o)
    buffers = {}
    _buffers(walk, facts.get("_data"), buffers)
    dtype = "int64" if type(facts.get("_range")) is range else _values_dtype(walk, facts.get("_data"))
    return {"shape": [_length_of(walk, o) or 0], "dtype": dtype, "dataBytes": sum(buffers.values())}


def _array_facts(walk, o):
    kinds = walk.array_type
    owner = _owner_of(walk, o)
    owns = bool(kinds["flags_num"](kinds["flags"](o)) & 4)
    facts = {"shape": list(kinds["shape"](o)), "dtype": _dtype_text(walk, kinds["dtype"](o)),
             "dataBytes": kinds["nbytes"](o), "ownsData": owns}
    if not owns and owner is not o:
        facts["owner"] = "0x%x" % id(owner)
    return facts


_FACTS = {"ndarray": _array_facts, "DataFrame": _frame_facts, "Series": _series_facts, "Index": _index_facts}


# ---------------------------------------------------------------------------------------------
# Native memory: what objects hold outside of Python's objects
#
# Sizes and addresses are read from the fields of the C objects, at offsets proved on probes, or
# asked of a compiled method of exactly that type that runs no Python code and takes no lock. Where
# a proof fails, or a library is unlike those known, its types are marked "size unknown".
#
# A storage is recognised by where it begins; ranges that overlap are one storage, so that a view of
# numpy's on a tensor of torch's counts once. What an object's shallow size holds already (arrays of
# numpy's own, bytes) is known as such and does not count again.
# ---------------------------------------------------------------------------------------------

N_SHALLOW, N_DEVICE, N_UNKNOWN = 1, 2, 4
N_NAMED = 128  # within this module: the start is a name of the storage, not an address of its bytes
LARGE = 1 << 20  # of buffers this long it is asked how much of them is resident
_MERGED = 500_000  # more rows than this are not looked through for ranges that overlap

# Types that certainly hold memory of their own whose size nobody tells.
_UNKNOWN_NATIVE = frozenset("""
lxml.etree._Document lxml.etree._XSLTResultTree lxml.etree.XMLSchema lxml.etree.XSLT
sqlite3.Connection sqlite3.Cursor sqlite3.Statement _ssl._SSLContext _ssl._SSLSocket _ssl.Certificate
Compress Decompress zlib.Compress zlib.Decompress zlib._ZlibDecompressor
_bz2.BZ2Compressor _bz2.BZ2Decompressor _lzma.LZMACompressor _lzma.LZMADecompressor
_zstd.ZstdCompressor _zstd.ZstdDecompressor _zstd.ZstdDict compression.zstd.ZstdCompressor compression.zstd.ZstdDecompressor
zstandard.backend_c.ZstdCompressor zstandard.backend_c.ZstdDecompressor pyexpat.xmlparser
_tkinter.tkapp pycurl.Curl grpc._cython.cygrpc.Channel grpc._cython.cygrpc.Server
h5py._hl.files.File h5py.h5f.FileID onnxruntime.capi.onnxruntime_pybind11_state.InferenceSession
xgboost.core.Booster xgboost.core.DMatrix lightgbm.basic.Booster lightgbm.basic.Dataset catboost._catboost._CatBoost
tokenizers.Tokenizer sentencepiece.SentencePieceProcessor llama_cpp.llama.Llama duckdb.DuckDBPyConnection
_duckdb.DuckDBPyConnection builtins.DuckDBPyConnection psycopg2.extensions.connection psycopg2.extensions.cursor
polars.polars.PyDataFrame polars.polars.PySeries builtins.PyDataFrame builtins.PySeries PyDataFrame PySeries
polars.polars.PyLazyFrame builtins.PyLazyFrame PyLazyFrame
""".split())


class _Native:
    """The rows of the table `native`, as they are met in a walk. Holds no object but those of `held`."""

    __slots__ = ("owner", "start", "size", "mark", "own_start", "own_size", "readers", "held", "impls", "alone")

    def __init__(self, alone):
        self.owner, self.start, self.size, self.mark = array.array("Q"), array.array("Q"), array.array("Q"), bytearray()
        self.own_start, self.own_size = array.array("Q"), array.array("Q")
        self.readers = {}
        self.held = []  # objects of polars, which are asked after the walk
        self.impls = array.array("Q")  # tensors with a graph: address of the object, of the tensor behind it
        self.alone = alone

    def add(self, owner, start, size, mark=0):
        self.owner.append(owner)
        self.start.append(start)
        self.size.append(size)
        self.mark.append(mark)

    def reader(self, mro):
        """What tells the native memory of instances, by the nearest class that is known; None for nearly all."""
        readers = self.readers
        for base in mro:
            found = readers.get(id(base))
            if found is not None:
                return found
        for base in mro:
            if _qualified_name(base) in _UNKNOWN_NATIVE:
                return _unknown_storages
        return None


def _unknown_storages(walk, group):
    for address in map(id, group):
        walk.native.add(address, 0, 0, N_UNKNOWN)


def _large_rows(walk, group):
    """Objects of the group with large shallow sizes, which are the last that were written down."""
    sizes = walk.size[-len(group):]
    if max(sizes) < LARGE:
        return
    for o, size in zip(group, sizes):
        if size >= LARGE:
            yield id(o), size


def _bytes_storages(walk, group):
    for address, size in _large_rows(walk, group):
        walk.native.own_start.append(address)
        walk.native.own_size.append(size)


def _bytearray_storages(walk, group):
    for address, size in _large_rows(walk, group):
        walk.native.own_start.append(walk.memory.word[(address + _layouts["bytearray"]) >> 3])
        walk.native.own_size.append(size)


def _ctypes_storages(walk, group):
    """Buffers that ctypes allocated for an object; not those inside the object, nor somebody else's."""
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        start, size = word[(a + 16) >> 3], word[(a + 40) >> 3]
        if word[(a + 24) >> 3] & 0xFFFFFFFF and start and not 0 <= start - a < 1024:
            native.add(a, start, size)


def _mmap_storages(walk, group):
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        start, size = word[(a + 16) >> 3], word[(a + 24) >> 3]
        if start and start != 0xFFFFFFFFFFFFFFFF and size:  # closed: no address
            native.add(a, start, size)


def _stringio_storages(walk, group):
    """Four bytes a character once it has been read or moved in; before that, a text that is being put together."""
    word, native = walk.memory.word, walk.native
    writer = _layouts["StringIO"]
    for a in map(id, group):
        state = word[(a + 48) >> 3] & 0xFFFFFFFF
        if state == 1:
            native.add(a, word[(a + 16) >> 3], 4 * word[(a + 40) >> 3])
        elif state == 2:
            length = word[(a + 32) >> 3]
            width = 1
            if writer and length:
                at = a + writer if writer > 0 else word[(a - writer) >> 3]
                kind = word[(at + 16) >> 3] & 0xFFFFFFFF if at else 1
                width = kind if kind in (1, 2, 4) else 1
            native.add(a, 0, length * width)


def _array_storages(walk, group):
    """Arrays on memory that no object of Python's owns: a capsule's, or nobody's."""
    word, item, native = walk.memory.word, walk.memory.item, walk.native
    large = None
    for o in group:
        a = id(o)
        if word[(a + 64) >> 3] & 4:  # NPY_ARRAY_OWNDATA
            if large is None:
                large = dict(_large_rows(walk, group))
            if a in large:
                native.own_start.append(word[(a + 16) >> 3])
                native.own_size.append(walk.array_type["nbytes"](o))
            continue
        base = word[(a + 48) >> 3]
        if base:
            owner = item[(a + 48) >> 3]
            kind = id(type(owner))
            if kind in _OWNERS or _is_array(walk, owner) or kind in native.readers:
                continue
        start, size = _array_range(walk, o)
        if size:
            native.add(a, start, size)
    owner = None


_OWNERS = frozenset(map(id, (bytes, bytearray, memoryview, str, array.array)))


def _array_range(walk, o):
    """First address and length of what an array reaches."""
    kinds = walk.array_type
    start, size = walk.memory.word[(id(o) + 16) >> 3], kinds["nbytes"](o)
    if not size or kinds["flags_num"](kinds["flags"](o)) & 3:  # contiguous in one of the two orders
        return start, size
    low = high = 0
    for length, stride in zip(kinds["shape"](o), kinds["strides"](o)):
        if stride < 0:
            low += (length - 1) * stride
        else:
            high += (length - 1) * stride
    return start + low, high - low + kinds["itemsize"](o)


# -- after the walk ---------------------------------------------------------------------------


def _write_native(walk):
    """The table `native`, and what it comes to for the account: facts for META."""
    global _mappings
    native = walk.native
    for ask in (_ask_polars, _follow_graphs):
        try:
            ask(walk)
        except Exception as error:  # a library unlike those known
            _pass_on(error)
    del native.held[:]
    pages = _Pages()
    try:
        own = list(zip(native.own_start, native.own_size))
        storages = _Storages(native, own)
        facts = {"native": storages.totals(pages)}
        if pages.asked:
            facts["untouchedBytes"] = sum([size - pages.resident(start, size) for start, size in own])
    finally:
        pages.close()
        _mappings = None
    for at in range(0, max(len(native.owner), 1), 1 << 20):
        part = slice(at, at + (1 << 20))
        walk.table("native", (
            ("object", ADDRESS, native.owner[part]), ("storage", U64, storages.name[part]),
            ("bytes", U64, storages.size[part]), ("marks", U8, storages.mark[part]), ("resident", U64, storages.there[part])))
    return {"account": facts}


class _Storages:
    """Per row the storage it is of: rows whose ranges overlap are of one."""

    __slots__ = ("name", "size", "mark", "there", "found")

    def __init__(self, native, own):
        rows = len(native.owner)
        self.name = array.array("Q", native.start)
        self.size = array.array("Q", native.size)
        self.mark = bytearray([mark & 7 for mark in native.mark])
        self.found = found = {}  # name → (bytes, marks); for those without a name the row's own −1 − number
        ranges = [row for row in range(rows) if not native.mark[row] & (N_NAMED | N_DEVICE | N_UNKNOWN) and native.start[row]]
        if len(ranges) <= _MERGED:
            self._merge(native, ranges, own)
        for row in range(rows):
            name = self.name[row] or -1 - row
            size, mark = found.get(name, (0, 0))
            found[name] = (max(size, self.size[row]), mark | self.mark[row] | native.mark[row])
        self.there = array.array("Q", self.size)  # resident bytes, see `totals`

    def _merge(self, native, ranges, own):
        """Gives overlapping ranges one name and one size, and marks those that a shallow size holds."""
        every = [(native.start[row], native.start[row] + native.size[row], row) for row in ranges]
        every += [(start, start + size, -1) for start, size in own]
        every.sort()
        first = 0
        while first < len(every):
            low, high, _ = every[first]
            last = first + 1
            while last < len(every) and every[last][0] < high:
                high = max(high, every[last][1])
                last += 1
            mark = N_SHALLOW if any([row < 0 for _, _, row in every[first:last]]) else 0
            for _, _, row in every[first:last]:
                if row >= 0:
                    self.name[row], self.size[row] = low, high - low
                    self.mark[row] |= mark
            first = last

    def totals(self, pages):
        """Bytes of all storages, each once; resident ones; those of them in files and shared memory."""
        total = resident = mapped = device = 0
        partly = {}
        for name, (size, mark) in self.found.items():
            if mark & N_DEVICE:
                device += size
            elif not mark & (N_SHALLOW | N_UNKNOWN):
                total += size
                there = size
                if not mark & N_NAMED and name > 0:
                    there = pages.resident(name, size)
                    if _mappings is not None and _mappings.kind_at(name) in (M_FILE, M_SHARED):
                        mapped += there
                    if there < size:
                        partly[name] = there
                resident += there
        if partly:
            for row, name in enumerate(self.name):
                self.there[row] = min(self.size[row], partly.get(name, self.size[row]))
        totals = {"bytes": total, "deviceBytes": device}
        if pages.asked:
            totals["residentBytes"] = resident
            totals["mappedBytes"] = mapped
        return totals


_PRESENT = bytes([1 if byte & 128 else 0 for byte in range(256)])
_PAGES_ASKED = 8 << 20  # 32 GiB of memory, in 64 MiB of answers; beyond that, all counts as resident


class _Pages:
    """How much of a range is resident, by /proc/self/pagemap."""

    __slots__ = ("descriptor", "size", "left", "asked")

    def __init__(self):
        self.descriptor = -1
        self.left = _PAGES_ASKED
        self.size = 4096
        self.asked = False
        try:
            self.size = os.sysconf("SC_PAGE_SIZE")
            self.descriptor = os.open("/proc/self/pagemap", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            # A page that is certainly there: a kernel that keeps its answers to itself says 0.
            probe = os.pread(self.descriptor, 8, id(_PRESENT) // self.size * 8)
            self.asked = len(probe) == 8 and probe[7] & 128 != 0
        except (OSError, AttributeError, ValueError) as error:
            _pass_on(error)

    def close(self):
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def resident(self, start, size):
        """Resident bytes of a range; all of it where it is short or cannot be asked for."""
        first, last = start // self.size, (start + size - 1) // self.size + 1
        if not self.asked or size < LARGE or last - first > self.left:
            return size
        self.left -= last - first
        there = 0
        while first < last:
            try:
                data = os.pread(self.descriptor, 8 * min(last - first, 1 << 17), 8 * first)
            except (OSError, OverflowError) as error:
                _pass_on(error)
                return size
            if len(data) < 8:
                break
            there += data[7::8].translate(_PRESENT).count(1)
            first += len(data) // 8
        return min(size, there * self.size)


# ---------------------------------------------------------------------------------------------
# Where libraries keep their memory: offsets found on probes, before the walk
#
# A probe is made by compiled functions of the library alone, and is gone before the objects are
# listed. What is kept is numbers. A library that the program has not imported is left alone.
# ---------------------------------------------------------------------------------------------

_layouts = {}
_CtypesProbe = ctypes.c_ubyte * 1001 if ctypes is not None else None  # a class is a cycle: made once


def _learn_natives():
    """Finds the layouts of what the program has imported and is not known yet."""
    memory = _get_memory()
    if memory.word is None or sys.byteorder != "little":
        return
    for name, module, learn in _LEARNERS:
        if name not in _layouts and (module is None or _is_loaded(module)):
            try:
                found = learn(memory.word)
            except Exception as error:  # a version unlike those known, or an import that has not ended yet
                _pass_on(error)
                found = None
            if found is not None:
                _layouts[name] = found


def _is_loaded(module):
    return type(sys.modules) is dict and type(sys.modules.get(module)) is _Module


def _learn_bytearray(word):
    probe = bytearray(b"x" * 1001)
    ask = _c_function("PyByteArray_AsString", ctypes.c_void_p, ctypes.py_object)
    return _word_with(word, id(probe), 3, 7, ask(probe))


def _word_with(word, address, first, last, value):
    """Offset of the word with a value; None where it is not there."""
    for i in range(first, last):
        if word[(address >> 3) + i] == value:
            return 8 * i
    return None


def _learn_ctypes(word):
    """CDataObject: b_ptr at 16, b_needsfree at 24, b_size at 40."""
    own, inside = _CtypesProbe(), ctypes.c_int(7)
    lent = _CtypesProbe.from_buffer(bytearray(1001))
    fields = [(word[(id(o) + 16) >> 3] == ctypes.addressof(o), word[(id(o) + 24) >> 3] & 0xFFFFFFFF,
               word[(id(o) + 40) >> 3]) for o in (own, inside, lent)]
    if fields == [(True, 1, 1001), (True, 1, 4), (True, 0, 1001)] and 0 < ctypes.addressof(inside) - id(inside) < 1024 \
            and not 0 <= ctypes.addressof(own) - id(own) < 1024:
        return True
    return None


def _learn_mmap(word):
    """mmap_object: data at 16, size at 24."""
    probe = _loaded("mmap", "mmap")(-1, 8192)
    start = ctypes.c_char.from_buffer(probe)
    found = word[(id(probe) + 16) >> 3] == ctypes.addressof(start) and word[(id(probe) + 24) >> 3] == 8192
    start = None
    probe.close()
    return True if found else None


def _learn_stringio(word):
    """stringio: buf at 16, string_size at 32, buf_size at 40, state at 48; and where its writer is, from 3.12 on.

    0 without a writer, its offset where it is part of the object, less than 0 where it is behind a pointer.
    """
    import io
    probe = io.StringIO()
    probe.write("x" * 1001)
    a = id(probe)
    if word[(a + 48) >> 3] & 0xFFFFFFFF != 2 or word[(a + 32) >> 3] != 1001:
        return None
    writer = 0
    if PY >= (3, 12) and word[(a + 56) >> 3]:
        for place, at in ((56, a + 56), (-56, word[(a + 56) >> 3])):
            if word[(at + 16) >> 3] & 0xFFFFFFFF == 1 and 1001 <= word[(at + 24) >> 3] < 10_000:
                writer = place
                break
    probe.seek(0)
    probe.read(1)
    start = word[(a + 16) >> 3]
    if word[(a + 48) >> 3] & 0xFFFFFFFF != 1 or not 1001 <= word[(a + 40) >> 3] < 10_000 or start & 7 \
            or word[start >> 3] != ord("x") << 32 | ord("x"):
        return None
    return writer


def _learn_numpy(word):
    """PyArrayObject: data at 16, base at 48, flags at 64."""
    kinds = _array_getters()
    own = _own(_type_dict(_loaded("numpy", "ndarray")), "__new__")(_loaded("numpy", "ndarray"), (5,))
    view = _own(_type_dict(type(own)), "T").__get__(own)
    for o, base, owns in ((own, 0, 4), (view, id(own), 0)):
        if word[(id(o) + 16) >> 3] != kinds["interface"](o)["data"][0] or word[(id(o) + 48) >> 3] != base \
                or word[(id(o) + 64) >> 3] & 0xFFFFFFFF != kinds["flags_num"](kinds["flags"](o)) \
                or word[(id(o) + 64) >> 3] & 4 != owns:
            return None
    return True


# -- torch ------------------------------------------------------------------------------------


def _torch_is_plain():
    """Whether nothing stands between a call of torch and its compiled code: no function or dispatch mode."""
    for name in ("_len_torch_function_stack", "_len_torch_dispatch_stack"):
        ask = _loaded("torch._C", name)
        if ask is not None and ask() != 0:
            return False
    for name in ("_get_torch_function_mode", "_get_torch_dispatch_mode"):  # before 1.14
        ask = _loaded("torch._C", name)
        if type(ask) is types.BuiltinFunctionType and _loaded("torch._C", "_len_torch_function_stack") is None \
                and ask() is not None:
            return False
    return True


def _torch_function(name):
    functions = _loaded("torch._C", "_VariableFunctions")
    return _own(_type_dict(functions if _is_class(functions) else type(functions)), name).__get__(None, functions)


def _learn_torch(word):
    """(offset of the tensor in the object, of the storage in it, of the data and of the size in that)."""
    if not _torch_is_plain():
        return None
    found = None
    base = _type_mro(_loaded("torch", "Tensor"))[1]
    behind = _own(_type_dict(base), "_cdata").__get__
    address = _own(_type_dict(base), "data_ptr")
    for n in (12345, 54321):
        probe = _torch_function("empty")(n, dtype=_loaded("torch", "uint8"), device="cpu")
        impl, data = behind(probe), address(probe)
        at = _word_with(word, id(probe), 2, 5, impl)
        offsets = None
        for i in range(2, 5):
            storage = word[(impl >> 3) + i]
            if storage > 4096 and not storage & 7:
                start = _word_with(word, storage, 1, 5, data)
                size = _word_with(word, storage, 4, 9, n)
                # The device is the word before the size: CPU is 0, and it has no number (-1).
                if start is not None and size is not None and word[(storage + size - 8) >> 3] & 0xFFFF == 0xFF00:
                    offsets = (at, 8 * i, start, size)
                    break
        if at is None or offsets is None or found is not None and offsets != found:
            return None
        found = offsets
    return found


def _tensor_storages(walk, group):
    at, storage_at, start_at, size_at = _layouts["torch"]
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        impl = word[(a + at) >> 3]
        if impl:
            _add_storage(native, a, word, word[(impl + storage_at) >> 3], start_at, size_at)
            native.impls.append(a)
            native.impls.append(impl)


def _storage_storages(walk, group):
    """Storages of torch's as objects: the pointer is at 16 or, behind a flag, at 24."""
    _, _, start_at, size_at = _layouts["torch"]
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        storage = word[(a + 16) >> 3]
        if storage <= 1:
            storage = word[(a + 24) >> 3]
        _add_storage(native, a, word, storage, start_at, size_at)


def _add_storage(native, owner, word, storage, start_at, size_at):
    if not storage:
        return
    start, size = word[(storage + start_at) >> 3], word[(storage + size_at) >> 3]
    device = word[(storage + size_at - 8) >> 3] & 0xFF
    if start and 0 < size < 1 << 47:  # meta tensors have no data, symbolic sizes are negative
        native.add(owner, start, size, 0 if device == 0 else N_DEVICE)


# -- graphs of torch's autograd: tensors that only they keep --


def _learn_graphs(word):
    """(offset of what autograd knows in a tensor, of the node and of the gradient in that, of the edges in a node, length
    of an edge, vtable of tensors).

    Proved on x·x·x, whose two nodes must be found by their edges, and x among what the first has saved.
    """
    tensors = _layouts.get("torch")
    if not tensors or not _torch_is_plain() or _loaded("torch", "is_grad_enabled")() is not True:
        return None
    space = _type_dict(_type_mro(_loaded("torch", "Tensor"))[1])
    behind, node_of = _own(space, "_cdata").__get__, _own(space, "grad_fn").__get__
    multiply = _torch_function("mul")
    x = _torch_function("empty")(331, dtype=_loaded("torch", "float32"), device="cpu", requires_grad=True)
    y = multiply(x, x)
    z = multiply(y, x)
    nodes = []
    for tensor in (y, z):
        node = node_of(tensor)
        nodes.append(word[(id(node) + 16) >> 3])
    node = None
    if not all(nodes):
        return None
    impl = behind(z)
    for i in range(2, 8):
        known = word[(impl >> 3) + i]
        at = _word_with(word, known, 1, 8, nodes[1]) if known > 4096 and not known & 7 else None
        if at is not None:
            break
    else:
        return None
    for k in range(1, 24):
        begin, end = word[(nodes[1] >> 3) + k], word[(nodes[1] >> 3) + k + 1]
        if begin > 4096 and not begin & 7 and end - begin in (32, 48) and word[begin >> 3] == nodes[0]:
            break
    else:
        return None
    gradient = _torch_function("empty")(331, dtype=_loaded("torch", "float32"), device="cpu")
    _own(space, "grad").__set__(x, gradient)
    gradient_at = _word_with(word, word[(behind(x) + 8 * i) >> 3], 1, 8, behind(gradient))
    if gradient_at is None:
        return None
    layout = (8 * i, at, gradient_at, 8 * k, (end - begin) // 2, word[behind(x) >> 3])
    reader = _SafeReader()
    try:
        saved = _saved_storages(reader, nodes[0], layout[5], tensors)
    finally:
        reader.close()
    start = word[(word[(behind(x) + tensors[1]) >> 3] + tensors[2]) >> 3]
    return layout if start in [at for at, _, _ in saved] else None


class _SafeReader:
    """Reads memory that may have gone: an error instead of a crash."""

    __slots__ = ("descriptor", "usable")

    def __init__(self):
        self.usable = _c_function("malloc_usable_size", ctypes.c_size_t, ctypes.c_void_p)
        self.descriptor = os.open("/proc/self/mem", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))

    def close(self):
        os.close(self.descriptor)

    def words(self, address, count):
        """So many words from an address on; fewer, or none, where there is no memory."""
        try:
            data = os.pread(self.descriptor, 8 * count, address)
        except (OSError, OverflowError) as error:
            _pass_on(error)
            return ()
        return memoryview(data[:len(data) & ~7]).cast("Q")

    def block(self, address):
        """The words of a block of malloc's; none where the length before it cannot be one."""
        head = self.words(address - 8, 1)
        if not head or not 32 <= head[0] & ~7 <= 1 << 14:
            return ()
        return self.words(address, min(self.usable(address), 1 << 13) >> 3)


def _saved_storages(reader, node, tensor_vtable, layout):
    """[(address, bytes, mark)] of the tensors that a node of a graph has saved, in itself or in a vector."""
    words = reader.block(node)
    _, storage_at, start_at, size_at = layout
    found, seen = [], set()
    pending = list(words)
    for begin, end, room in zip(words, words[1:], words[2:]):
        if begin > 4096 and not begin & 7 and 0 < end - begin <= 1 << 16 and end <= room <= begin + (1 << 20):
            pending += reader.words(begin, (end - begin) >> 3)
    for impl in pending:
        if impl <= 4096 or impl & 7 or impl >= 1 << 47 or impl in seen:
            continue
        seen.add(impl)
        first = reader.words(impl, (storage_at >> 3) + 1)
        if len(first) * 8 > storage_at and first[0] == tensor_vtable:
            inside = reader.words(first[-1], (size_at >> 3) + 1)
            if len(inside) * 8 > size_at:
                start, size, device = inside[start_at >> 3], inside[size_at >> 3], inside[(size_at >> 3) - 1] & 0xFF
                if start and 0 < size < 1 << 47:
                    found.append((start, size, 0 if device == 0 else N_DEVICE))
    return found


_NODES_FOLLOWED = 20_000
_GRAPH_SECONDS = 1.0


def _follow_graphs(walk):
    """Tensors that the graphs behind tensors keep: saved for the way back, and gradients.

    What several graphs share is told of the first tensor that leads to it, so that a chain of graphs costs no more than
    its length. First come those that no other's graph leads to: a loss, before what was computed on the way to it.
    Only where no other thread of Python's could be on the way back meanwhile.
    """
    native, word = walk.native, walk.memory.word
    tensors, graphs = _layouts.get("torch"), _layouts.get("torch graphs")
    if not native.impls or not graphs or not native.alone:
        return
    known_at, node_at, gradient_at, _, _, tensor_vtable = graphs
    _, storage_at, start_at, size_at = tensors
    reader = _SafeReader()
    try:
        beginnings = []
        for owner, impl in zip(native.impls[0::2], native.impls[1::2]):
            known = word[(impl + known_at) >> 3]
            if not known:
                continue
            gradient = word[(known + gradient_at) >> 3]
            if gradient and word[gradient >> 3] == tensor_vtable:
                _add_storage(native, owner, word, word[(gradient + storage_at) >> 3], start_at, size_at)
            beginnings.append((owner, word[(known + node_at) >> 3]))
        edges, is_whole = _graph_edges(reader, [node for _, node in beginnings], graphs)
        if not is_whole:
            walk.warn("graphs of torch's autograd were followed in part: more of their memory is not known")
        inner = set(_chain(edges.values()))
        beginnings.sort(key=lambda beginning: beginning[1] in inner)
        for owner, node in beginnings:
            pending = [node]
            while pending:
                node = pending.pop()
                further = edges.pop(node, None)
                if further is None:
                    continue
                for start, size, mark in _saved_storages(reader, node, tensor_vtable, tensors):
                    native.add(owner, start, size, mark)
                pending += further
    finally:
        reader.close()


def _graph_edges(reader, beginnings, graphs):
    """{node: nodes that it leads to} of all that can be reached, and whether that is all."""
    _, _, _, edges_at, edge, _ = graphs
    until = time.monotonic() + _GRAPH_SECONDS
    found = {}
    pending = list(beginnings)
    while pending:
        node = pending.pop()
        if not node or node in found:
            continue
        if len(found) >= _NODES_FOLLOWED or time.monotonic() > until:
            return found, False
        further = ()
        ends = reader.words(node + edges_at, 2)
        if len(ends) == 2 and 0 < ends[1] - ends[0] <= edge << 16:
            further = tuple(reader.words(ends[0], (ends[1] - ends[0]) >> 3)[::edge >> 3])
        found[node] = further
        pending += further
    return found, True


# -- pyarrow ----------------------------------------------------------------------------------


def _shared_pointers(word, vector, most=100_000):
    """What a std::vector of std::shared_ptr at an address holds; empty where it cannot be one."""
    begin, end = word[vector >> 3], word[(vector + 8) >> 3]
    if not begin or begin & 7 or not begin <= end <= begin + 16 * most or (end - begin) & 15:
        return []
    return word[begin >> 3:end >> 3:2]


def _vector_with(word, address, first, last, pointers):
    """Offset of the vector of shared pointers that holds exactly these; None where there is none."""
    for i in range(first, last):
        begin, end = word[(address >> 3) + i], word[(address >> 3) + i + 1]
        if begin > 4096 and not begin & 7 and end - begin == 16 * len(pointers) \
                and word[begin >> 3:end >> 3:2] == pointers:
            return 8 * i
    return None


def _learn_pyarrow(word):
    """Offsets in arrow::Buffer, ArrayData, ChunkedArray, SimpleTable and SimpleRecordBatch, and the tables' vtables."""
    library = _module_dict(sys.modules["pyarrow.lib"])
    buffer = library["py_buffer"](bytes(4001))
    writable = library["allocate_buffer"](4001)
    inside = word[(id(buffer) + 32) >> 3]
    start = _word_with(word, inside, 1, 6, buffer.address)
    if start is None or word[(inside + start + 8) >> 3] != 4001 or word[(inside + 8) >> 3] & 0xFF00 != 0x100 \
            or word[(word[(id(writable) + 32) >> 3] + 8) >> 3] & 0xFFFF != 0x101:
        return None
    array_of = library["Array"].from_buffers
    plain = array_of(library["int64"](), 500, [None, buffer])
    other = array_of(library["int32"](), 3, [None, buffer])
    struct = library["StructArray"].from_arrays([plain], names=["x"])
    encoded = library["DictionaryArray"].from_arrays(other, plain, safe=False)
    behind = word[(id(plain) + 32) >> 3]
    for i in range(1, 4):
        data = word[(behind >> 3) + i]
        if data <= 4096 or data & 7:
            continue
        buffers = _vector_with(word, data, 2, 10, [0, inside])
        if buffers is None:
            continue
        held = 8 * i
        children, dictionary = buffers + 24, buffers + 48
        of_struct = word[(word[(id(struct) + 32) >> 3] + held) >> 3]
        of_encoded = word[(word[(id(encoded) + 32) >> 3] + held) >> 3]
        if _shared_pointers(word, of_struct + children) != [data] or word[(of_encoded + dictionary) >> 3] != data:
            return None
        chunked = library["chunked_array"]([plain, plain])
        table = library["Table"].from_arrays([chunked], names=["x"])
        batch = library["RecordBatch"].from_arrays([plain], names=["x"])
        places = [word[(id(o) + 32) >> 3] for o in (chunked, table, batch)]
        chunks = _vector_with(word, places[0], 0, 6, [behind, behind])
        columns = _vector_with(word, places[1], 1, 10, [places[0]])
        arrays = _vector_with(word, places[2], 1, 10, [data])
        if chunks is None or columns is None or arrays is None or word[(data + buffers - 24) >> 3] != 500:
            return None
        return (start, held, buffers, children, dictionary, chunks, columns, word[places[1] >> 3], arrays,
                word[places[2] >> 3], _learn_arrow_types(word, library))
    return None


def _learn_arrow_types(word, library):
    """(offset of a type's number, number of strings, number of large strings); None where it is not found."""
    types_ = [library[name]() for name in ("string", "large_string", "int64")]
    numbers = [one.id for one in types_]
    places = [word[(id(one) + 32) >> 3] for one in types_]
    for at in range(8, 96, 4):
        if [word[(place + at) >> 3] >> 8 * (at & 4) & 0xFFFFFFFF for place in places] == numbers:
            return at, numbers[0], numbers[1]
    return None


def _arrow_chunks(walk, o):
    """Addresses of the ArrayData behind an array or a chunked array of pyarrow's; None for anything else."""
    reader = _ARROW_READERS.get(id(walk.native.reader(_type_mro(type(o))))) if "pyarrow" in _layouts else None
    if reader not in ("array", "chunked"):
        return None
    _, held, _, _, _, chunks = _layouts["pyarrow"][:6]
    word = walk.memory.word
    behind = word[(id(o) + 32) >> 3]
    if not behind:
        return []
    arrays = [behind] if reader == "array" else _shared_pointers(word, behind + chunks)
    return [word[(each + held) >> 3] for each in arrays if each]


def _arrow_length(walk, chunks):
    before = _layouts["pyarrow"][2] - 24
    return sum([walk.memory.word[(data + before) >> 3] for data in chunks])


def _arrow_sizes(walk, chunks, found):
    """Adds the buffers of arrays: address → bytes."""
    pending = list(chunks)
    native = _Native(False)
    while pending and len(native.start) < 1_000_000:
        data = pending.pop()
        if data:
            _arrow_data(native, 0, walk.memory.word, data, pending)
    for start, size in zip(native.start, native.size):
        found[start] = max(size, found.get(start, 0))


def _arrow_texts(walk, chunks, limit):
    """The first texts of string arrays; None where they are of another type."""
    start_at, _, buffers_at = _layouts["pyarrow"][:3]
    known = _layouts["pyarrow"][10]
    word = walk.memory.word
    texts = []
    for data in chunks:
        type_at, small, large = known or (0, None, None)
        number = word[(word[data >> 3] + type_at) >> 3] >> 8 * (type_at & 4) & 0xFFFFFFFF
        buffers = _shared_pointers(word, data + buffers_at)
        if number not in (small, large) or len(buffers) != 3:
            return None
        length, _, offset = word[(data + buffers_at - 24) >> 3:(data + buffers_at) >> 3]
        valid, offsets, text = [word[(each + start_at) >> 3] if each else 0 for each in buffers]
        width = 8 if number == large else 4
        for i in range(offset, offset + min(length, limit - len(texts))):
            if valid and not word[(valid + (i >> 3)) >> 3] >> 8 * (valid + (i >> 3) & 7) >> (i & 7) & 1:
                texts.append("None")
                continue
            first, last = _offset_at(word, offsets, i, width), _offset_at(word, offsets, i + 1, width)
            texts.append(ctypes.string_at(text + first, min(last - first, 400)).decode("utf-8", "replace"))
        if len(texts) >= limit:
            break
    return texts


_ARROW_READERS = {}  # id of a reader → its form


def _arrow_storages(form):
    def storages(walk, group):
        start, held, _, _, _, chunks, columns, of_table, arrays, of_batch = _layouts["pyarrow"][:10]
        word = walk.memory.word
        for a in map(id, group):
            behind = word[(a + 32) >> 3]
            if not behind:
                continue
            found = []
            if form == "buffer":
                _arrow_buffer(walk.native, a, word, behind, start)
            elif form == "array":
                found.append(word[(behind + held) >> 3])
            elif form == "chunked":
                found += [word[(each + held) >> 3] for each in _shared_pointers(word, behind + chunks) if each]
            elif form == "table" and word[behind >> 3] == of_table:
                for column in _shared_pointers(word, behind + columns):
                    if column:
                        found += [word[(each + held) >> 3] for each in _shared_pointers(word, column + chunks) if each]
            elif form == "batch" and word[behind >> 3] == of_batch:
                found += _shared_pointers(word, behind + arrays)
            else:
                walk.native.add(a, 0, 0, N_UNKNOWN)
            seen = 0
            while found and seen < 1_000_000:
                data = found.pop()
                if data:
                    seen += 1
                    _arrow_data(walk.native, a, word, data, found)
    _ARROW_READERS[id(storages)] = form
    return storages


_arrow_readers = [(name, _arrow_storages(form)) for name, form in (
    ("Buffer", "buffer"), ("Array", "array"), ("ChunkedArray", "chunked"), ("Table", "table"), ("RecordBatch", "batch"))]


def _arrow_data(native, owner, word, data, found):
    start, _, buffers, children, dictionary = _layouts["pyarrow"][:5]
    for buffer in _shared_pointers(word, data + buffers):
        if buffer:
            _arrow_buffer(native, owner, word, buffer, start)
    found += _shared_pointers(word, data + children)
    found.append(word[(data + dictionary) >> 3])


def _arrow_buffer(native, owner, word, buffer, start):
    """data, size and capacity follow one another; the second byte behind the vtable tells whether it is in memory."""
    address, size, room = word[(buffer + start) >> 3:(buffer + start + 24) >> 3]
    if address and 0 < size < 1 << 47:
        here = word[(buffer + 8) >> 3] >> 8 & 0xFF
        native.add(owner, address, room if size <= room < size + size // 2 + 4096 else size, 0 if here else N_DEVICE)


# -- PIL --------------------------------------------------------------------------------------

_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}


def _learn_pillow(word):
    """The class of PIL's images, whose `size` and `mode` are told by C getters."""
    probe = _loaded("PIL._imaging", "new")("L", (7, 5))
    space = _type_dict(type(probe))
    size, mode = _own(space, "size"), _own(space, "mode")
    if type(size) is not _Getset or type(mode) is not _Getset or size.__get__(probe) != (7, 5) or mode.__get__(probe) != "L":
        return None
    return id(type(probe))


def _image_storages(walk, group):
    space = _type_dict(type(group[0]))
    size, mode = _own(space, "size").__get__, _own(space, "mode").__get__
    for o in group:
        width, height = size(o)
        line = width * _PIXEL_BYTES.get(mode(o), 4)
        walk.native.add(id(o), 0, (line + 3 & ~3) * height)


# -- polars -----------------------------------------------------------------------------------


def _learn_polars(word):
    """(class of frames, of series, offset of the frame's columns, stride of a column, offset of the series in it,
    offset of the series in its object, offset of the lock in both).

    A column is a series or a single value that stands for all rows; asking for the latter as a series would make one,
    so each column's kind is read first.
    """
    names = [name for name in ("polars._plr", "polars.polars", "_polars_runtime_32._polars_runtime",
                               "_polars_runtime_64._polars_runtime", "_polars_runtime_compat._polars_runtime")
             if _is_loaded(name)]
    series_class, frame_class = _loaded(names[0], "PySeries"), _loaded(names[0], "PyDataFrame")
    make = _own(_type_dict(series_class), "new_opt_i64").__get__(None, series_class)
    first, second = make("a", [1, 2, 3], False), make("b", [4, 5, 6], False)
    frame = frame_class([first, second])
    inside = [word[(id(each) + 24) >> 3] for each in (first, second)]
    if word[(id(frame) + 16) >> 3] or word[(id(first) + 16) >> 3] or word[(id(frame) + 40) >> 3] != 2 \
            or word[(id(frame) + 48) >> 3] != 3:
        return None
    columns = word[(id(frame) + 32) >> 3]
    for i in range(1, 4):
        if word[(columns >> 3) + i] == inside[0]:
            for stride in range(i + 1, 33):
                if word[(columns >> 3) + stride + i] == inside[1] \
                        and word[columns >> 3] & 0xFF == word[(columns >> 3) + stride] & 0xFF:
                    return (id(frame_class), id(series_class), 8 * stride, 8 * i, word[columns >> 3] & 0xFF)
    return None


def _polars_objects(walk, group):
    walk.native.held += group


def _ask_polars(walk):
    """Frames and series, after the walk: their methods may let other threads run.

    A frame is guarded by a lock that methods of other threads may hold: nobody is asked unless this is the only
    thread of Python's, and no lock is taken that is not free.
    """
    native, word = walk.native, walk.memory.word
    known = _layouts.get("polars")
    if not known:
        return
    frames, series, stride, at, is_series = known
    asked = {}
    for o in native.held:
        a = id(o)
        if not native.alone or word[(a + 16) >> 3]:
            native.add(a, 0, 0, N_UNKNOWN)
        elif id(type(o)) == series:
            _add_series(native, a, o, word, asked)
        else:
            columns, count = word[(a + 32) >> 3], word[(a + 40) >> 3]
            pick = _own(_type_dict(type(o)), "to_series")
            for i in range(min(count, 100_000)):
                if word[(columns + i * stride) >> 3] & 0xFF == is_series:
                    inside = word[(columns + i * stride + at) >> 3]
                    _add_series(native, a, None if inside in asked else pick(o, i), word, asked, inside)


def _add_series(native, owner, o, word, asked, inside=None):
    """Rows for the buffers of a series; those of a series asked before are known."""
    if inside is None:
        inside = word[(id(o) + 24) >> 3]
    if inside not in asked:
        found = _exported_buffers(o, word)
        # What comes to lie elsewhere the second time was made for the export: then its size as polars tells it.
        if found is None or found != _exported_buffers(o, word):
            found = [(inside, _own(_type_dict(type(o)), "estimated_size")(o), N_NAMED)]
        asked[inside] = found
    for start, size, mark in asked[inside]:
        native.add(owner, start, size, mark)


# The interface of C streams, as the Arrow project specifies it: a capsule with functions that hand out one chunk after
# the other, sharing its buffers. Structures are arrays of words.
_STREAM_NEXT = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p) if ctypes is not None else None
_STREAM_RELEASE = ctypes.PYFUNCTYPE(None, ctypes.c_void_p) if ctypes is not None else None
_at_addresses = {}


def _at_address(form, address):
    """The function at an address; made once, since each is a cycle."""
    key = id(form), address
    if key not in _at_addresses:
        _at_addresses[key] = form(address)
    return _at_addresses[key]


_ARROW_WIDTHS = {"c": 1, "C": 1, "s": 2, "S": 2, "e": 2, "i": 4, "I": 4, "f": 4, "l": 8, "L": 8, "g": 8, "tdD": 4,
                 "tdm": 8, "tts": 4, "ttm": 4, "ttu": 8, "ttn": 8, "tiM": 4, "tiD": 8, "tin": 16}


def _exported_buffers(o, word):
    """[(address, bytes, 0)] of all buffers that a series has, by its C stream; None where one is of an unknown form."""
    capsule = _own(_type_dict(type(o)), "__arrow_c_stream__")(o)
    stream = _c_function("PyCapsule_GetPointer", ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(capsule, b"arrow_array_stream")
    schema, chunk = array.array("Q", bytes(72)), array.array("Q", bytes(80))
    found = []
    if _at_address(_STREAM_NEXT, word[stream >> 3])(stream, schema.buffer_info()[0]):
        return None
    try:
        for _ in range(1_000_000):
            if _at_address(_STREAM_NEXT, word[(stream + 8) >> 3])(stream, chunk.buffer_info()[0]):
                return None
            if not chunk[8]:
                return found
            try:
                if not _chunk_buffers(word, schema.buffer_info()[0], chunk.buffer_info()[0], found, 0):
                    return None
            finally:
                _at_address(_STREAM_RELEASE, chunk[8])(chunk.buffer_info()[0])
    finally:
        if schema[7]:
            _at_address(_STREAM_RELEASE, schema[7])(schema.buffer_info()[0])
    return None


def _chunk_buffers(word, schema, chunk, found, depth):
    """Adds the buffers of an ArrowArray at an address; False where its form is not known."""
    form = ctypes.string_at(word[schema >> 3]).decode("ascii", "replace")
    length, _, offset, buffers, children, buffer_at, child_at, dictionary = word[chunk >> 3:(chunk + 64) >> 3]
    place = [word[(buffer_at >> 3) + i] for i in range(min(buffers, 100_000))]
    last = offset + length
    sizes = [(last + 7) >> 3]
    width = _ARROW_WIDTHS.get(form) or (8 if form[:2] in ("ts", "tD") else 0)
    if form[:1] == "d":
        bits = form.split(",")[2:]
        width = int(bits[0]) >> 3 if bits else 16
    elif form[:2] == "w:":
        width = int(form[2:])
    if width:
        sizes.append(width * last)
    elif form == "b":
        sizes.append((last + 7) >> 3)
    elif form in ("u", "z", "U", "Z", "+l", "+L"):
        wide = 8 if form in ("U", "Z", "+L") else 4
        sizes.append(wide * (last + 1))
        if form[0] != "+":
            sizes.append(_offset_at(word, place[1], last, wide))
    elif form in ("vu", "vz"):
        sizes.append(16 * last)
        sizes += [word[(place[-1] >> 3) + i] for i in range(buffers - 3)] + [8 * (buffers - 3)]
    elif form not in ("n", "+s") and form[:3] != "+w:":
        return False
    if buffers > len(sizes) or depth > 64:
        return False
    found += [(start, size, 0) for start, size in zip(place, sizes) if start and 0 < size < 1 << 47]
    for i in range(children):
        if not _chunk_buffers(word, word[(word[(schema + 40) >> 3] >> 3) + i], word[(child_at >> 3) + i], found, depth + 1):
            return False
    return not dictionary or _chunk_buffers(word, word[(schema + 48) >> 3], dictionary, found, depth + 1)


def _offset_at(word, start, index, width):
    """An entry of a buffer of offsets, 4 or 8 bytes wide."""
    if not start:
        return 0
    at = start + index * width
    value = word[at >> 3]
    return value if width == 8 else value >> 8 * (at & 4) & 0xFFFFFFFF


_LEARNERS = (
    ("bytearray", None, _learn_bytearray), ("ctypes", None, _learn_ctypes), ("mmap", "mmap", _learn_mmap),
    ("StringIO", "io", _learn_stringio), ("numpy", "numpy", _learn_numpy), ("torch", "torch._C", _learn_torch),
    ("torch graphs", "torch._C", _learn_graphs),
    ("pyarrow", "pyarrow.lib", _learn_pyarrow), ("pillow", "PIL._imaging", _learn_pillow),
    ("polars", "polars", _learn_polars),
)


def _find_natives(walk, alone):
    """Which classes hold native memory, of those that the program has imported."""
    walk.native = native = _Native(alone)
    if walk.memory.word is None:
        return
    readers = native.readers
    known = [("bytearray", bytearray, _bytearray_storages), ("mmap", _loaded("mmap", "mmap"), _mmap_storages),
             ("StringIO", _loaded("io", "StringIO"), _stringio_storages),
             ("ctypes", _type_mro(ctypes.c_int)[2], _ctypes_storages),
             ("numpy", _loaded("numpy", "ndarray"), _array_storages),
             ("torch", _loaded("torch._C", "StorageBase"), _storage_storages)]
    tensor = _loaded("torch", "Tensor")
    if _is_class(tensor):
        known.append(("torch", _type_mro(tensor)[1], _tensor_storages))
    known += [("pyarrow", _loaded("pyarrow.lib", name), reader) for name, reader in _arrow_readers]
    for name, cls, reader in known:
        if _is_class(cls):
            if name in _layouts:
                readers[id(cls)] = reader
            elif name != "numpy" and name != "bytearray":
                readers[id(cls)] = _unknown_storages
    readers[id(bytes)] = _bytes_storages
    if "pillow" in _layouts:
        readers[_layouts["pillow"]] = _image_storages
    if "polars" in _layouts:
        readers[_layouts["polars"][0]] = readers[_layouts["polars"][1]] = _polars_objects
    cls = tensor = known = None


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


# ---------------------------------------------------------------------------------------------
# The process's account: where its resident memory is, as the system and the allocators tell
#
# What cannot be had is left out: unknown is never zero. All of it is asked before the walk, since
# system calls let other threads run.
# ---------------------------------------------------------------------------------------------

M_HEAP, M_ANONYMOUS, M_FILE, M_SHARED, M_STACK, M_OTHER = range(6)
_MAPPING_KINDS = ("heap", "anonymous", "file", "shared", "stack", "other")
_SHARED_PATHS = (b"/dev/shm/", b"/dev/zero", b"/SYSV", b"/memfd:", b"/anon_hugepage", b"[anon_shmem:")
_GUARD = 1 << 16  # a mapping without rights, no longer than this, lies below the stack of a thread


class _Mappings:
    """The mappings of this process as they were: bounds and kinds, ascending, and what was resident in each kind."""

    __slots__ = ("start", "end", "kind", "resident", "totals")

    def __init__(self, lines):
        """From the lines of /proc/self/smaps. Raises ValueError or IndexError where they are not as they should be."""
        self.start, self.end, self.kind = array.array("Q"), array.array("Q"), bytearray()
        self.resident = [0] * len(_MAPPING_KINDS)
        self.totals = {}
        totals = self.totals
        kind = M_OTHER
        guard = 0
        for line in lines:
            name = line[:line.find(b" ")]
            if name[-1:] != b":":  # 7f12…-7f13… rw-p 00000000 00:00 0   [heap]
                words = line.split(None, 5)
                start, _, end = name.partition(b"-")
                start, end = int(start, 16), int(end, 16)
                rights, path = words[1], words[5].strip() if len(words) > 5 else b""
                kind = _mapping_kind(rights, words[4], path)
                if kind == M_ANONYMOUS and guard == start:
                    kind = M_STACK
                guard = end if rights[:3] == b"---" and end - start <= _GUARD else 0
                self.start.append(start)
                self.end.append(end)
                self.kind.append(kind)
            elif name in _SMAPS:
                size = int(line.split()[1]) * 1024
                if size:
                    totals[name] = totals.get(name, 0) + size
                    if name == b"Rss:":
                        self.resident[kind] += size
        if not self.start:
            raise ValueError("no mappings")

    def kind_at(self, address):
        """Kind of the mapping that an address is in; None where there is none."""
        low, high = 0, len(self.start)
        while low < high:
            middle = (low + high) >> 1
            if self.start[middle] <= address:
                low = middle + 1
            else:
                high = middle
        return self.kind[low - 1] if low and address < self.end[low - 1] else None


_SMAPS = (b"Rss:", b"Pss:", b"Shared_Clean:", b"Shared_Dirty:", b"Private_Clean:", b"Private_Dirty:",
          b"Private_Hugetlb:", b"Shared_Hugetlb:", b"Swap:")


def _mapping_kind(rights, inode, path):
    if not path or path.startswith(b"[anon:"):
        return M_SHARED if rights[3:] == b"s" else M_ANONYMOUS
    if path == b"[heap]":
        return M_HEAP
    if path == b"[stack]":
        return M_STACK
    if path.startswith(_SHARED_PATHS):
        return M_SHARED if rights[3:] == b"s" else M_ANONYMOUS
    if path.startswith(b"[") or inode == b"0" or path.startswith(b"/dev/"):
        return M_OTHER
    return M_FILE


_mappings = None  # of the dump being taken


def _process_memory():
    """Memory facts of META, where the system tells: resident, proportional and unique bytes, and the account."""
    global _mappings
    _mappings = None
    found, account = {}, {}
    try:
        _mappings = _Mappings(_lines_of("/proc/self/smaps"))
        totals = _mappings.totals
        found["rssBytes"] = totals.get(b"Rss:", 0)
        found["pssBytes"] = totals.get(b"Pss:", 0)
        found["ussBytes"] = sum([totals.get(name, 0) for name in _SMAPS[4:7]])
        account["resident"] = dict(zip(_MAPPING_KINDS, _mappings.resident))
        account["sharedBytes"] = sum([totals.get(name, 0) for name in (b"Shared_Clean:", b"Shared_Dirty:", b"Shared_Hugetlb:")])
        account["swappedBytes"] = totals.get(b"Swap:", 0)
    except (ValueError, IndexError) as error:
        _pass_on(error)
        _mappings = None
        _resident_elsewhere(found)
    for part, ask in (("malloc", _malloc_account), ("pymalloc", _pymalloc_account),
                      ("controlGroup", _control_group_account), ("accelerators", _accelerator_accounts)):
        try:
            told = ask()
        except Exception as error:  # a library unlike those known: this part stays unknown
            _pass_on(error)
            told = None
        if told:
            account[part] = told
    if account:
        found["account"] = account
    return found


def _pass_on(error):
    """Raises again what a signal handler of the program raised meanwhile, but nothing of a library's own."""
    if _raised_by_the_program(error):
        raise error


def _resident_elsewhere(found):
    """Resident bytes where there is no /proc/self/smaps: what the system counts as such, never a peak."""
    for line in _lines_of("/proc/self/status"):
        if line.startswith(b"VmRSS:"):
            found["rssBytes"] = int(line.split()[1]) * 1024
            return
    if ctypes is None:
        return
    try:
        if sys.platform == "darwin":
            found["rssBytes"] = _resident_on_mac()
        elif os.name == "nt":
            found["rssBytes"] = _resident_on_windows()
    except (AttributeError, OSError) as error:
        _pass_on(error)


def _resident_on_mac():
    """task_info(MACH_TASK_BASIC_INFO): virtual_size, resident_size … (untried)."""
    info, count = array.array("I", bytes(48)), array.array("I", [12])
    task = ctypes.c_uint32.in_dll(ctypes.pythonapi, "mach_task_self_").value
    ask = _c_function("task_info", ctypes.c_int, ctypes.c_uint32, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    if ask(task, 20, info.buffer_info()[0], count.buffer_info()[0]) != 0:
        raise OSError("task_info")
    return info[2] | info[3] << 32


def _resident_on_windows():
    """GetProcessMemoryInfo: WorkingSetSize (untried)."""
    info = array.array("Q", bytes(72))
    info[0] = 72
    if not _c_functions:  # a library brings a class of its own, which is a cycle: made once
        library = ctypes.WinDLL("kernel32")
        _c_functions["process"], _c_functions["ask"] = library.GetCurrentProcess, library.K32GetProcessMemoryInfo
        _c_functions["process"].restype = ctypes.c_void_p
        _c_functions["ask"].argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    if not _c_functions["ask"](_c_functions["process"](), info.buffer_info()[0], 72):
        raise OSError("GetProcessMemoryInfo")
    return info[2]


_c_functions = {}


def _c_function(name, result, *arguments):
    """A function of the C library or the interpreter, called with the GIL held; made once, since each is a cycle.

    Raises AttributeError where there is none of that name.
    """
    found = _c_functions.get(name)
    if found is None:
        found = ctypes.pythonapi[name]
        found.restype, found.argtypes = result, arguments
        _c_functions[name] = found
    return found


_MallInfo = None if ctypes is None else type("_MallInfo", (ctypes.Structure,), {"_fields_": [
    (name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
                                         "fordblks", "keepcost")]})


def _malloc_account():
    """glibc's mallinfo2 (2.33 and later): all arenas; it takes each arena's lock as malloc does."""
    if ctypes is None or os.name != "posix":
        return None
    info = _c_function("mallinfo2", _MallInfo)()
    if info.uordblks + info.fordblks != info.arena:  # another allocator's, with its own idea of it
        return None
    return {"systemBytes": info.arena, "inUseBytes": info.uordblks, "freeBytes": info.fordblks,
            "mappedBytes": info.hblkhd}


_POOL_LINE = "unused pools * "


def _pymalloc_account():
    """What `sys._debugmallocstats` prints of the allocator for small objects, read from memory instead of stderr.

    The C function behind it walks the headers of the pools; it runs no Python code and allocates no object.
    """
    if ctypes is None or os.name != "posix":
        return None
    pointer = ctypes.c_void_p
    open_stream = _c_function("open_memstream", pointer, pointer, pointer)
    write_stats, close, free = [_c_function(name, ctypes.c_int, pointer)
                                for name in ("_PyObject_DebugMallocStats", "fclose", "free")]
    place = array.array("Q", [0, 0])  # where the text will be, and its length
    at = place.buffer_info()[0]
    stream = open_stream(at, at + 8)
    if not stream:
        return None
    write_stats(stream)
    close(stream)
    text = ctypes.string_at(place[0], min(place[1], 1 << 20)).decode("ascii", "replace") if place[0] else ""
    free(place[0])
    return _pymalloc_figures(text)


def _pymalloc_figures(text):
    figures = {}
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        value = value.replace(",", "").strip()
        if not equals or not value.isdigit():
            continue
        name = name.strip()
        if name == "# arenas allocated current":
            figures["arenas"] = int(value)
        elif " arenas * " in name:
            figures["arenaBytes"] = int(value)
        elif name == "# bytes in allocated blocks":
            figures["inUseBytes"] = int(value)
        elif name == "# bytes in available blocks" or _POOL_LINE in name:
            figures["freeBytes"] = figures.get("freeBytes", 0) + int(value)
    return figures if len(figures) == 4 else None


def _control_group_files():
    """(folder of version 2 or None, folder of version 1 or None) of the group that this process is in."""
    second = first = None
    for line in _lines_of("/proc/self/cgroup"):
        number, _, rest = line.strip().partition(b":")
        names, _, path = rest.partition(b":")
        if number == b"0" and not names:
            second = b"/sys/fs/cgroup" + (b"" if path == b"/" else path)
        elif b"memory" in names.split(b","):
            first = b"/sys/fs/cgroup/memory" + (b"" if path == b"/" else path)
    # Within a container the group's own folder is often mounted as the root of all.
    if second is not None and not os.path.exists(second + b"/memory.current"):
        second = b"/sys/fs/cgroup" if os.path.exists(b"/sys/fs/cgroup/memory.current") else None
    if first is not None and not os.path.exists(first + b"/memory.stat"):
        first = b"/sys/fs/cgroup/memory" if os.path.exists(b"/sys/fs/cgroup/memory/memory.stat") else None
    return second, first


_UNLIMITED = 1 << 60  # version 1 says "no limit" by a number near 2⁶³


def _control_group_account():
    second, first = _control_group_files()
    found = {}
    if second is not None:
        files = ((b"/memory.max", "limitBytes"), (b"/memory.current", "currentBytes"))
        keys = {b"anon": "anonymousBytes", b"file": "fileBytes", b"shmem": "sharedBytes", b"kernel": "kernelBytes"}
        folder = second
    elif first is not None:
        files = ((b"/memory.limit_in_bytes", "limitBytes"), (b"/memory.usage_in_bytes", "currentBytes"),
                 (b"/memory.kmem.usage_in_bytes", "kernelBytes"))
        keys = {b"total_rss": "anonymousBytes", b"total_cache": "fileBytes", b"total_shmem": "sharedBytes"}
        folder = first
    else:
        return None
    for name, key in files:
        for line in _lines_of(folder + name):
            if line.strip().isdigit() and int(line) < _UNLIMITED:
                found[key] = int(line)
    for line in _lines_of(folder + b"/memory.stat"):
        words = line.split()
        if len(words) == 2 and words[0] in keys and words[1].isdigit():
            found[keys[words[0]]] = int(words[1])
    return found


def _accelerator_accounts():
    """Memory on GPUs, from torch's own allocator, once the program has initialised it (untried)."""
    if _copied is not None or _loaded("torch.cuda", "_initialized") is not True:
        return None
    count, ask = _loaded("torch._C", "_cuda_getDeviceCount"), _loaded("torch._C", "_cuda_memoryStats")
    if type(count) is not types.BuiltinFunctionType or type(ask) is not types.BuiltinFunctionType:
        return None
    found = []
    for device in range(count()):
        stats = ask(device)
        found.append({"name": "cuda:%d" % device, "allocatedBytes": stats["allocated_bytes"]["all"]["current"],
                      "reservedBytes": stats["reserved_bytes"]["all"]["current"]})
    return found


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


# ---------------------------------------------------------------------------------------------
# Tests
# ---------------------------------------------------------------------------------------------


def pytest_addoption(parser):
    """`pytest -p ouroboros_dump`: the fixture `no_cyclic_garbage`, and an option to use it everywhere."""
    group = parser.getgroup("ouroboros")
    group.addoption("--ouroboros-dir", default="ouroboros-dumps", help="where dumps of leaking tests go")
    group.addoption("--ouroboros-all", action="store_true", help="check every test for new cyclic garbage")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--ouroboros-all"):
        for item in items:
            if "no_cyclic_garbage" not in getattr(item, "fixturenames", ["no_cyclic_garbage"]):
                item.fixturenames.append("no_cyclic_garbage")


def check_garbage(path):
    """Take a dump at `path` and collect: the number of objects found in cycles; no file if there are none."""
    result = dump(path)
    found = gc.collect()
    if not found and result.path is not None:
        os.unlink(result.path)
    return found


def _garbage_fixture(request):
    """Fails a test that leaves objects only the cycle collector can free, and keeps a dump of them."""
    import pytest
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        folder = request.config.getoption("--ouroboros-dir", "ouroboros-dumps")
        os.makedirs(folder, exist_ok=True)
        name = "".join(char if char.isalnum() or char in "-_." else "_" for char in request.node.name)
        path = os.path.join(folder, name + ".ouro")
        found = check_garbage(path)
    finally:
        if enabled:
            gc.enable()
    if found:
        pytest.fail("the test left %d objects in reference cycles; see them with: ouroboros garbage %s" % (found, path),
                    pytrace=False)


if "pytest" in sys.modules:
    no_cyclic_garbage = sys.modules["pytest"].fixture(_garbage_fixture, name="no_cyclic_garbage")


# ---------------------------------------------------------------------------------------------
# Notebooks
# ---------------------------------------------------------------------------------------------


def load_ipython_extension(shell):
    """`%load_ext ouroboros_dump`: `%ouroboros NAME` draws what refers to an object, below the cell."""
    opened = []

    def ouroboros(line):
        try:
            return _draw_in_cell(shell, line, opened)
        except UsageError as error:
            sys.stderr.write("ouroboros: %s\n" % error)

    def close():
        for process, folder in opened:
            process.terminate()
            process.wait()
            _remove_folder(folder)
    import atexit
    atexit.register(close)
    ouroboros.__doc__ = _CELL_HELP
    shell.register_magic_function(ouroboros, "line", "ouroboros")


_CELL_HELP = """Draw what refers to an object: %ouroboros [--open] [--depth N] [--breadth N] EXPRESSION

The process is dumped to a temporary file, which goes afterwards; nothing leaves the machine. --open opens the window
on the dump, which then stays until the kernel ends. Without EXPRESSION, --open opens the whole dump."""


def _draw_in_cell(shell, line, opened):
    import shlex
    import subprocess
    import tempfile
    options, expression = {"--depth": "3", "--breadth": "6"}, line.strip()
    opens = False
    while expression.startswith("--"):
        word, _, expression = expression.partition(" ")
        if word == "--open":
            opens = True
        elif word in options:
            options[word], _, expression = expression.strip().partition(" ")
        else:
            raise UsageError("there is no option %s; see %%ouroboros?" % word)
        expression = expression.strip()
    if not expression and not opens:
        raise UsageError("name an object, as in %ouroboros df")
    command = _heap_command()
    # Its address only: what held the object here would be a referrer in the drawing.
    address = hex(id(shell.ev(expression))) if expression else None
    folder = tempfile.mkdtemp(prefix="ouroboros-")
    try:
        path = os.path.join(folder, "notebook.ouro")
        error = dump(path).error
        if error:
            raise UsageError("the dump failed: %s" % error)
        at = ["--address", address] if address else []
        if opens:
            # A group of its own, so that interrupting a cell does not end it.
            process = subprocess.Popen(command + ["serve", "--open"] + at + [path], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
            link = process.stdout.readline().decode().strip()
            if not link:
                process.wait()
                raise UsageError("the window did not start: %s" % shlex.join(command + ["serve", path]))
            opened.append((process, folder))
            folder = None
            sys.stdout.write("%s\n" % link)
            if not address:
                return None
        drawn = subprocess.run(command + ["backrefs", path] + at + ["--svg", "-"] + [word for pair in options.items()
                               for word in pair], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        if drawn.returncode != 0:
            told = drawn.stderr.decode("utf-8", "replace").strip()
            raise UsageError(told.split("ouroboros: ", 1)[-1] or "the drawing failed")
        from IPython.display import SVG
        return SVG(data=drawn.stdout.decode())
    finally:
        if folder is not None:
            _remove_folder(folder)


def _heap_command():
    """How the command line is started: as pip installed it beside this Python, or as npm did."""
    import importlib.util
    import shutil
    if importlib.util.find_spec("ouroboros_heap") is not None:
        import ouroboros_heap
        return ouroboros_heap.command()
    # Not "ouroboros": other programs have that name.
    found = shutil.which("ouroboros-heap")
    if found is None:
        raise UsageError("drawing needs the command line: pip install ouroboros-heap, or npm install -g ouroboros-heap")
    return [found]


def _remove_folder(folder):
    import shutil
    shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------------------------------------
# Command line
# ---------------------------------------------------------------------------------------------


def main(arguments=None):
    """`python -m ouroboros_dump run …` and `python -m ouroboros_dump attach …`; the exit code."""
    import argparse
    parser = argparse.ArgumentParser(prog="python -m ouroboros_dump", description="Dump the object graph of a Python "
                                     "process for Ouroboros.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    run = commands.add_parser("run", help="run a script and take dumps of it and of its Python children")
    run.add_argument("--at-exit", action="store_true", help="when a process ends (the default)")
    run.add_argument("--over", metavar="SIZE", help="once memory passes SIZE, such as 2GB, or 85%% of what the container "
                     "or the machine has")
    run.add_argument("--on", metavar="EXCEPTION", action="append", help="when this exception, such as MemoryError, ends "
                     "the program, a thread or an asyncio task; while its traceback still holds the frames")
    run.add_argument("--every", metavar="SECONDS", type=float, help="again and again")
    run.add_argument("--out", metavar="FILE", default="ouroboros-{pid}-{n}.ouro", help="{pid} and {n} are filled in "
                     "(default: %(default)s)")
    run.add_argument("--values", choices=("short", "none"), default="short", help="none leaves out texts and numbers")
    run.add_argument("--max-pause", metavar="SECONDS", type=float, help="how long a process may stand still for a dump: "
                     "else a forked copy writes it, or a lighter one is taken")
    run.add_argument("--no-children", action="store_true", help="leave child processes alone")
    run.add_argument("--verbose", action="store_true", help="tell of cost and progress on stderr")
    run.add_argument("-m", dest="module", action="store_true", help="SCRIPT is a module")
    run.add_argument("script", metavar="SCRIPT")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    other = commands.add_parser("attach", help="have a running process dump itself (never free of risk before 3.14)")
    other.add_argument("pid", type=int)
    other.add_argument("out", nargs="?", help="file to write (default: ouroboros-PID.ouro)")
    other.add_argument("-o", "--out", dest="named", metavar="FILE", help="the same; - is standard output")
    other.add_argument("--values", choices=("short", "none"), default="short")
    other.add_argument("--max-pause", metavar="SECONDS", type=float, help="how long the process may stand still, see run")
    other.add_argument("--timeout", type=float, default=120.0, metavar="SECONDS")
    words = parser.parse_args(arguments)
    try:
        if words.command == "run":
            return _run(words)
        if words.command == "attach":
            path = words.named or words.out or "ouroboros-%d.ouro" % words.pid
            if path == "-":
                attach(words.pid, sys.stdout.buffer, words.values, words.timeout, words.max_pause)
            else:
                sys.stdout.write("%s\n" % attach(words.pid, path, words.values, words.timeout, words.max_pause))
            return 0
    except (AttachError, UsageError) as error:
        sys.stderr.write("ouroboros_dump: %s\n" % error)
        return 2
    parser.print_help()
    return 2


if __name__ == "__main__":
    # Under its own name, so that the program finds the same module when it imports it.
    sys.path.insert(1, os.path.dirname(os.path.abspath(__file__)))
    import ouroboros_dump
    del sys.path[1]
    sys.exit(ouroboros_dump.main())
