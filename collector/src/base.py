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
