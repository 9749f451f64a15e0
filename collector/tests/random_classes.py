"""Random trees of classes and instances of them: random_classes.py OUT EXPECTED SEED

Slots, dicts, `__weakref__`, several bases, named tuples, enums, dataclasses, C bases; some slots empty, some
values shared, some descriptors deleted, renamed or lent. Writes a dump to OUT and to EXPECTED, as JSON, for each
instance what it really has: address -> {name: address}.
"""

import collections
import enum
import functools
import json
import random
import sys

import ouroboros_dump


class Value:
    """What attributes refer to; has nothing itself."""

    __slots__ = ()


SHARED = [Value() for _ in range(3)]
C_BASES = [object, object, object, Exception, list, dict, set, float, collections.deque, collections.OrderedDict,
           functools.partial]


def new_class(rng, number, classes):
    """A class: of one or two of those made before, or of a C class."""
    bases = ()
    if classes and rng.random() < 0.7:
        bases = tuple(rng.sample(classes, min(len(classes), rng.choice((1, 1, 1, 2)))))
    if not bases:
        bases = (rng.choice(C_BASES),)
    space = {"__module__": __name__}
    form = rng.random()
    if form < 0.75:
        names = ["%s_%d" % (rng.choice("azmkqb"), i) for i in range(rng.randrange(5))]
        names = list(dict.fromkeys("%s_%d" % (name, number) for name in names))
        rng.shuffle(names)
        for special, chance in (("__dict__", 0.2), ("__weakref__", 0.2), ("__private", 0.2)):
            if rng.random() < chance:
                names.append(special)
        space["__slots__"] = tuple(names)
    try:
        return type("C%d" % number, bases, space)
    except TypeError:  # bases that do not go together
        return None


def slots_of(cls):
    """Name -> descriptor of every slot that instances of `cls` have, the nearest class first."""
    found = {}
    for base in cls.__mro__:
        for name, value in vars(base).items():
            if type(value).__name__ == "member_descriptor" and base.__module__ == __name__ and value.__objclass__ is base:
                found.setdefault(name, value)
    return found


def fill(rng, o, expected):
    has = expected[id(o)] = {}
    every = rng.random() < 0.6  # all of them filled is a way of its own through the collector
    for name, descriptor in slots_of(type(o)).items():
        if every or rng.random() < 0.6:
            value = rng.choice(SHARED) if rng.random() < 0.2 else Value()
            descriptor.__set__(o, value)
            has[name] = id(value)
    if type(o).__dictoffset__:
        for name in ("first", "second", "third")[:rng.randrange(4)]:
            value = Value()
            try:
                setattr(o, name, value)
                has[name] = id(value)
            except AttributeError:
                pass
        if rng.random() < 0.15:
            vars(o)  # asked for once, and made by that


def instance(cls):
    return cls.__new__(cls, len) if issubclass(cls, functools.partial) else cls()


def main(out, told, seed):
    rng = random.Random(seed)
    classes, kept, expected = [], [], {}
    for number in range(60):
        cls = new_class(rng, number, classes)
        if cls is not None:
            classes.append(cls)
    for cls in classes:
        slots = [name for name, value in vars(cls).items() if type(value).__name__ == "member_descriptor"]
        if slots and rng.random() < 0.15:
            name = rng.choice(slots)
            other = rng.choice(classes)
            if rng.random() < 0.5:
                setattr(other, "lent_%s" % name, vars(cls)[name])
            else:
                delattr(cls, name)
    for cls in classes:
        for _ in range(4):
            o = instance(cls)
            fill(rng, o, expected)
            kept.append(o)
    for number in range(10):
        fields = ["f%d" % i for i in range(rng.randrange(1, 6))]
        rng.shuffle(fields)
        values = [Value() for _ in fields]
        o = collections.namedtuple("T%d" % number, fields)(*values)
        expected[id(o)] = dict(zip(fields, map(id, values)))
        kept.append(o)
    Colour = enum.Enum("Colour", {"red": Value(), "blue": Value()})
    for member in Colour:
        expected[id(member)] = {"_value_": id(member._value_)}
        kept.append(member)
    if sys.version_info >= (3, 10):
        import dataclasses
        Base = dataclasses.make_dataclass("Base", ["owner", "zeta"], slots=True)
        Leaf = dataclasses.make_dataclass("Leaf", ["payload", "alpha"], bases=(Base,), slots=True)
        for _ in range(5):
            values = [Value() for _ in range(4)]
            o = Leaf(*values)
            expected[id(o)] = dict(zip(("owner", "zeta", "payload", "alpha"), map(id, values)))
            kept.append(o)
    with open(told, "w") as file:
        json.dump(expected, file)
    ouroboros_dump.dump(out, raises=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
