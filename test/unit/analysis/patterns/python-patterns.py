"""Leaves one kind of cycle behind, three times, and dumps the process.

Usage: python-patterns.py FOLDER-OF-THE-COLLECTOR NAME OUT
"""

import sys

sys.path.insert(0, sys.argv[1])

import functools
import gc

import ouroboros_dump


def exception():
    try:
        raise ValueError("told")
    except ValueError as error:
        kept = error
    return None


class Job:
    def run(self):
        try:
            1 / 0
        except ZeroDivisionError as error:
            self.error = error


def exception_on_self():
    Job().run()


class Solver:
    def __init__(self):
        self.solve = functools.lru_cache(maxsize=None)(self._solve)

    def _solve(self, size):
        return size


def lru_cache():
    Solver().solve(1)


def closure():
    def walk(depth):
        return walk(depth - 1) if depth else 0

    walk(2)


class Owner:
    def __init__(self):
        self.on_done = lambda: self


def closure_over_owner():
    Owner()


def run():
    me = yield
    yield me


def generator():
    steps = run()
    next(steps)
    steps.send(steps)


class Handler:
    def __init__(self):
        self.callback = self.on_event

    def on_event(self):
        pass


def bound_method():
    Handler()


class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)


def parent_child():
    root = Node()
    Node(root)
    Node(root)


class Report:
    @functools.cached_property
    def view(self):
        return View(self)


class View:
    def __init__(self, owner):
        self._owner = owner


def cached_property():
    Report().view


class Link:
    pass


def ring():
    links = [Link() for _ in range(4)]
    for at, link in enumerate(links):
        link.next = links[at - 1]


def dropped_class():
    class Local:
        pass


gc.collect()
gc.disable()
leave = globals()[sys.argv[2]]
for _ in range(3):
    leave()
ouroboros_dump.dump(sys.argv[3], code=False, raises=True)
