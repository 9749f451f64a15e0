"""Objects that complain when any method of theirs is called. Run by test_hostile.py in a process of its own."""

import collections
import enum
import functools
import os
import sys
import threading
import types
import weakref

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import ouroboros_dump  # noqa: E402

CALLS = []
ARMED = [False]


def trap(name):
    def method(self, *args, **kwargs):
        if ARMED[0]:
            CALLS.append(name)
            raise RuntimeError("a method was called: " + name)
        return TAME[name](self, *args, **kwargs)
    return method


TAME = {
    "__hash__": lambda self: 1, "__eq__": lambda self, other: self is other, "__ne__": lambda self, other: True,
    "__bool__": lambda self: True, "__len__": lambda self: 3, "__repr__": lambda self: "x", "__str__": lambda self: "x",
    "__iter__": lambda self: iter(()), "__getitem__": lambda self, i: 1, "__contains__": lambda self, i: False,
    "__sizeof__": lambda self: 1, "__format__": lambda self, spec: "x", "__index__": lambda self: 1,
    "__int__": lambda self: 1, "__float__": lambda self: 1.0, "__call__": lambda self, *a, **k: None,
    "__dir__": lambda self: [], "__enter__": lambda self: self, "__exit__": lambda self, *a: None,
    "__get__": lambda self, instance, owner=None: self, "__set__": lambda self, instance, value: None,
    "__del__": lambda self: None, "__instancecheck__": lambda self, o: False, "__subclasscheck__": lambda self, o: False,
    "__lt__": lambda self, o: False, "__add__": lambda self, o: self, "__reduce__": lambda self: (int, ()),
    "__reduce_ex__": lambda self, p: (int, ()), "__length_hint__": lambda self: 3, "__fspath__": lambda self: "x",
    "__reversed__": lambda self: iter(()), "__next__": lambda self: 1, "__await__": lambda self: iter(()),
    "keys": lambda self: [], "values": lambda self: [], "items": lambda self: [], "get": lambda self, *a: None,
    "append": lambda self, x: None, "encode": lambda self, *a: b"",
}


def traps(*leave, only=None):
    return {name: trap(name) for name in (only or TAME) if name not in leave}


def getting(kind):
    def __getattribute__(self, name):
        if ARMED[0]:
            CALLS.append("__getattribute__ " + name)
            raise RuntimeError(name)
        return kind.__getattribute__(self, name)

    def __getattr__(self, name):
        if ARMED[0]:
            CALLS.append("__getattr__ " + name)
        raise AttributeError(name)
    return {"__getattribute__": __getattribute__, "__getattr__": __getattr__}


def lying(name, value):
    def read(self):
        if ARMED[0]:
            CALLS.append("property " + name)
            raise RuntimeError(name)
        return value
    return property(read)


def hostile_class(name, base=object, leave=(), meta=type, **more):
    space = {}
    space.update(traps(*leave))
    space.update(getting(base))
    space["__class__"] = lying("__class__", int)
    space.update(more)
    return meta(name, (base,), space)


class Meta(type):
    for _name, _method in traps("__get__", "__set__", "__del__", "__call__", "__new__", "__repr__").items():
        locals()[_name] = _method
    locals().update(getting(type))
    __name__ = lying("__name__", "x")
    __module__ = lying("__module__", "x")
    __mro__ = lying("__mro__", ())
    __dict__ = lying("__dict__", {})


def build():
    keep = []
    plain = hostile_class("Plain")
    keep.append(plain())
    thing = plain()
    object.__setattr__(thing, "loop", thing)
    keep.append(thing)
    keep.append(hostile_class("WithDict", __dict__=lying("__dict__", {}))())
    keep.append(hostile_class("Slots", __slots__=("one", "two"))())
    keep.append(hostile_class("OfMeta", meta=Meta)())
    keep.append(hostile_class("Text", str, leave=("__getitem__",))("text"))
    keep.append(hostile_class("Number", int)(5))
    keep.append(hostile_class("Real", float)(5.5))
    keep.append(hostile_class("Octets", bytes)(b"abc"))
    for base in (list, tuple, set, frozenset, collections.deque):
        keep.append(hostile_class("My" + base.__name__, base)([1, 2, 3]))
    for base in (dict, collections.OrderedDict, collections.defaultdict):
        mapping = hostile_class("My" + base.__name__, base)()
        dict.__setitem__(mapping, "a", mapping)
        dict.__setitem__(mapping, plain(), 2)
        keep.append(mapping)
    keep.append({plain(): plain(), hostile_class("KeyText", str)("key"): 1, "plain": 2})
    keep.append({plain(), plain()})
    keep.append(hostile_class("Failure", Exception)("message"))
    keep.append(hostile_class("Function", object, __call__=trap("__call__"))())
    keep.append(types.SimpleNamespace(inner=plain()))
    keep.append(functools.partial(plain(), plain(), word=plain()))
    keep.append(property(plain()))
    keep.append(plain().__init__)
    module = hostile_class("Module", types.ModuleType)("hostile_module")
    keep.append(module)
    sys.modules["hostile_module"] = module
    sys.modules["hostile_object"] = plain()
    sys.modules["hostile_proxy"] = thing
    reference = hostile_class("Reference", weakref.ref, leave=("__hash__", "__eq__"))(types.SimpleNamespace)
    keep.append(reference)
    keep.append(weakref.proxy(hostile_class("Target")))
    named = collections.namedtuple("Named", "a b")
    keep.append(type("HostileNamed", (named,), traps("__getitem__", "__len__", "__iter__"))(1, thing))

    def function(argument=plain()):
        yield argument
    function.extra = plain()
    function.__module__ = plain()
    keep.append(function)
    generator = function()
    next(generator)
    keep.append(generator)
    odd = type("OddNames", (), {"__module__": plain(), "_fields": plain(), "__sizeof__": plain(), "__del__": None})
    keep.append(odd)
    keep.append(type("OddFields", (tuple,), {"_fields": hostile_class("Names", tuple)(("a", "b"))})((1, 2)))

    class Colour(enum.Enum):
        RED = plain()
        __hash__ = trap("__hash__")
        __repr__ = trap("__repr__")
    keep.append(Colour)

    class Fibre(threading.Thread):
        name = lying("name", "x")
        daemon = lying("daemon", False)
        ident = lying("ident", 1)
    started, stop = threading.Event(), threading.Event()
    inside = plain()

    def work(kept):
        started.set()
        stop.wait()
    thread = threading.Thread(target=work, args=(inside,), daemon=True)
    thread.start()
    started.wait()
    keep.append((thread, stop))
    try:
        import numpy

        class Matrix(numpy.ndarray):
            def __array_finalize__(self, other):
                if ARMED[0]:
                    CALLS.append("__array_finalize__")
            dtype = lying("dtype", None)
            shape = lying("shape", None)
            base = lying("base", None)
        keep.append(numpy.array([plain(), thing, None], dtype=object))
        keep.append(numpy.zeros((2, 2)).view(Matrix))
        objects = numpy.empty(3, object)
        objects[0] = thing
        keep.append(objects.view(Matrix))
    except ImportError:
        pass
    try:
        import pandas

        class Frame(pandas.DataFrame):
            shape = lying("shape", (1, 1))
            columns = lying("columns", ())
            dtypes = lying("dtypes", ())

            def __getattr__(self, name):
                if ARMED[0]:
                    CALLS.append("DataFrame." + name)
                return super().__getattr__(name)

            def __len__(self):
                if ARMED[0]:
                    CALLS.append("DataFrame.__len__")
                return 1
        frame = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})
        keep.append(frame)
        keep.append(Frame(frame._mgr) if hasattr(frame, "_mgr") else frame)
    except Exception:
        pass
    return keep


def trace(frame, event, argument):
    if ARMED[0] and frame.f_globals is not globals():
        CALLS.append("trace " + event + " " + frame.f_code.co_name)
    return trace


def main(path, mode):
    keep = build()
    if mode == "traced":
        sys.settrace(trace)
    ARMED[0] = True
    try:  # the traps do work
        hash(keep[0])
    except RuntimeError:
        CALLS.remove("__hash__")
    else:
        sys.exit("the traps do not work")
    result = ouroboros_dump.dump(path, raises=True)
    ARMED[0] = False
    sys.settrace(None)
    inside = [call for call in CALLS if call not in ("trace call dump", "trace line dump", "trace return dump")]
    print(len(inside), result.objects, len(keep))
    for call in inside[:20]:
        print(call)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
