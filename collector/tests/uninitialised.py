"""Dumps with one object of every C class of the standard library that `__new__` made and nothing initialised.

Prints the number of objects and the dump's error or "whole". Leaves at once: freeing some of them is not safe.
"""

import importlib
import os
import sys
import warnings

import ouroboros_dump

# Modules that do something when they are imported, or break rules for CPython's own tests.
SKIPPED = {"antigravity", "this", "idlelib", "__main__"}
# Classes whose objects cannot even be freed when they were not initialised, or that the OS is asked for.
UNSAFE = {"SignalDictMixin", "StgDict", "_ThreadHandle", "Thread"}


def extension_modules():
    names = set(sys.builtin_module_names)
    for folder in sys.path:
        if folder.endswith("lib-dynload"):
            names |= {name.split(".")[0] for name in os.listdir(folder)}
    return {name for name in names - SKIPPED if "test" not in name and not name.startswith("xx")}


def every_class():
    todo, seen = [object], set()
    while todo:
        cls = todo.pop()
        if cls not in seen:
            seen.add(cls)
            yield cls
            todo += type.__subclasses__(cls)


def main(out):
    warnings.simplefilter("ignore")
    modules = extension_modules()
    for name in sorted(modules):
        try:
            importlib.import_module(name)
        except ImportError:
            pass
    kept = []
    for cls in list(every_class()):
        written_in_python = cls.__flags__ & 1 << 9 and str(getattr(cls, "__module__", "")).split(".")[0] not in modules
        if not written_in_python and cls.__name__ not in UNSAFE:
            try:
                kept.append(cls.__new__(cls))
            except BaseException:
                pass
    result = ouroboros_dump.dump(out)
    print(len(kept), result.error or "whole")
    sys.stdout.flush()
    os._exit(0)


main(sys.argv[1])
