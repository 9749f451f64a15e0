"""What the dump says of the program's lines and of what waits, against the source itself."""

import ast
import importlib
import inspect
import os
import sys
import types
import unittest

from support import COLLECTOR, FolderTestCase

sys.path.insert(0, COLLECTOR)
import ouroboros_dump  # noqa: E402

del sys.path[0]

ATTRIBUTE, GLOBAL, CLOSURE, LOCAL = 1, 2, 3, 4
LOAD, STORE, DELETE, ITEM, ITEM_STORE, ITEM_DELETE, UPDATE, METHOD, CALL = range(1, 10)


class Source(ast.NodeVisitor):
    """What the functions of a module do with names, by its syntax tree: (name, action) → ranges of lines."""

    CONTEXT = {ast.Load: 0, ast.Store: 1, ast.Del: 2}

    def __init__(self, text):
        self.attributes, self.variables = {}, {}
        self.classes = []
        self.inside = []  # of what surrounds a node, outermost first: whether it is a function
        self.visit(ast.parse(text))

    def mangled(self, name):
        if self.classes and name.startswith("__") and not name.endswith("__"):
            return "_%s%s" % (self.classes[-1].lstrip("_"), name)
        return name

    def note(self, node, action, whole=None):
        """`whole` is the expression on whose lines the action may be said to be."""
        if isinstance(node, ast.Attribute):
            self.add(self.attributes, node.attr, action, whole or node)
        elif isinstance(node, ast.Name):
            self.add(self.variables, node.id, action, whole or node)

    def add(self, where, name, action, node):
        if self.inside and self.inside[-1]:
            where.setdefault((self.mangled(name), action), []).append((node.lineno, node.end_lineno))

    def within(self, parts, in_function):
        self.inside.append(in_function)
        for part in parts:
            self.visit(part)
        self.inside.pop()

    def function(self, node):
        arguments = node.args
        for decorator in getattr(node, "decorator_list", ()):
            self.note(decorator, CALL)
            self.visit(decorator)
        for part in arguments.defaults + [default for default in arguments.kw_defaults if default is not None]:
            self.visit(part)
        self.add(self.variables, getattr(node, "name", "<lambda>"), STORE, node)
        self.within(node.body if isinstance(node.body, list) else [node.body], True)

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = function

    def comprehension(self, node):
        """A function of its own; from 3.12 on that of generators only."""
        own = sys.version_info < (3, 12) or isinstance(node, ast.GeneratorExp)
        self.within(ast.iter_child_nodes(node), own or bool(self.inside and self.inside[-1]))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_ClassDef(self, node):
        self.add(self.variables, node.name, STORE, node)
        for part in node.decorator_list + node.bases + node.keywords:
            self.visit(part)
        self.classes.append(node.name)
        self.within(node.body, False)
        self.classes.pop()

    def visit_Attribute(self, node):
        self.note(node, (LOAD, STORE, DELETE)[self.CONTEXT[type(node.ctx)]])
        self.generic_visit(node)

    def visit_Name(self, node):
        self.note(node, (LOAD, STORE, DELETE)[self.CONTEXT[type(node.ctx)]])
        if node.id == "super":
            self.add(self.variables, "__class__", LOAD, node)

    def visit_Subscript(self, node):
        self.note(node.value, (ITEM, ITEM_STORE, ITEM_DELETE)[self.CONTEXT[type(node.ctx)]], node)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.note(node.target, UPDATE, node)
        self.note(node.target, LOAD, node)
        if isinstance(node.target, ast.Subscript):
            self.note(node.target.value, ITEM, node)
        self.generic_visit(node)

    def visit_Call(self, node):
        self.note(node.func, CALL, node)
        if isinstance(node.func, ast.Attribute):
            self.note(node.func.value, METHOD, node)
        self.generic_visit(node)

    def visit_Assert(self, node):
        self.add(self.variables, "AssertionError", LOAD, node)
        self.add(self.variables, "AssertionError", CALL, node)
        self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        if node.name:
            self.add(self.variables, node.name, STORE, node)
        self.generic_visit(node)

    def imported(self, node):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            self.variables.setdefault((name, STORE), []).append((node.lineno, node.end_lineno))

    visit_Import = visit_ImportFrom = imported


def functions_in(code):
    """Code objects of functions: not the module's, not those of classes."""
    for constant in code.co_consts:
        if type(constant) is types.CodeType:
            # From 3.14 on annotations are functions that the compiler makes.
            if constant.co_flags & inspect.CO_NEWLOCALS and constant.co_name != "__annotate__":
                yield constant
            for inner in functions_in(constant):
                yield inner


def is_in(ranges, line):
    return any(first <= line <= last for first, last in ranges)


class SourceTest(unittest.TestCase):
    """The collector reads instructions; the syntax tree of the same source says what it should have found."""

    MODULES = ("argparse", "asyncio.base_events", "collections", "tarfile", "unittest.mock")

    def told(self, text):
        opcodes = ouroboros_dump._get_opcodes()[0]
        self.assertIsNotNone(opcodes, "the instructions of this Python are not known")
        found = {}
        for code in functions_in(compile(text, "program.py", "exec")):
            for name, scope, action, line, _, _ in ouroboros_dump._uses(code, ouroboros_dump._code_bytes(code), opcodes):
                found.setdefault((scope == ATTRIBUTE, name, action), set()).add(line)
        return found

    def test_nothing_is_told_that_the_source_does_not_say(self):
        for module in self.MODULES:
            text = inspect.getsource(importlib.import_module(module))
            source = Source(text)
            for (attribute, name, action), lines in sorted(self.told(text).items()):
                ranges = (source.attributes if attribute else source.variables).get((name, action), ())
                for line in lines:
                    self.assertTrue(is_in(ranges, line), "%s:%d: action %d on %s" % (module, line, action, name))

    def test_what_stores_and_fills_is_told(self):
        for module in self.MODULES:
            text = inspect.getsource(importlib.import_module(module))
            source, told = Source(text), self.told(text)
            known, missed = 0, []
            for names, attribute in ((source.attributes, True), (source.variables, False)):
                for (name, action), ranges in names.items():
                    if action in (ITEM_STORE, ITEM_DELETE, METHOD) or attribute and action in (STORE, DELETE, UPDATE):
                        lines = told.get((attribute, name, action), ())
                        known += len(ranges)
                        missed += [(name, action, first) for first, last in ranges
                                   if not any(first <= line <= last for line in lines)]
            # Code that the compiler leaves out, and names that two ways to a place do not agree on.
            self.assertLess(len(missed), 0.02 * known, "%s: %s" % (module, missed))


class DumpTest(FolderTestCase):
    PROGRAM = """
import asyncio, threading, types

class Cache:
    def __init__(self):
        self.items = {}
        self.log = []

    def put(self, key, value):
        self.items[key] = value
        self.log.append(key)
        REGISTRY.setdefault(key, []).append(self)

REGISTRY = {}

def closing():
    seen = []
    def see(value):
        nonlocal seen
        seen.append(value)
        local = []
        local.append(seen)
        seen = [value]
    return see, lambda: seen.clear()

async def innermost(event):
    value = 1
    await event.wait()

async def outer(event):
    await innermost(event)

def count():
    yield 1
    yield from (number for number in (1, 2))

async def ticks(event):
    await event.wait()
    yield 1

async def main():
    event = asyncio.Event()
    tasks = [asyncio.ensure_future(outer(event))]
    ahead = ticks(event)
    asking = asyncio.ensure_future(ahead.__anext__())
    await asyncio.sleep(0.01)
    fresh, started, inside, done, finished = count(), count(), count(), count(), None
    next(started)
    next(inside), next(inside)
    list(done)
    ouroboros_dump.dump(OUT, raises=True)
    event.set()
    await tasks[0]
    await asking
    assert [next(fresh), next(fresh), next(started), next(inside)] == [1, 1, 1, 2]

keep = Cache(), closing()
asyncio.run(main())
"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dump = cls.dump_of(cls("test_uses"), cls.PROGRAM)

    def at(self, text, skip=0):
        """The line of the program that holds this."""
        lines = ("import gc, os, sys, ouroboros_dump\nOUT = sys.argv[1]\n" + self.PROGRAM).split("\n")
        return [i + 1 for i, line in enumerate(lines) if text in line][skip]

    def uses(self, name):
        code = self.dump.tables["code"]
        return sorted((code[use["code"]]["name"].split(".")[-1], use["scope"], use["action"], use["line"], use["of"],
                       use["method"]) for use in self.dump.tables["uses"] if use["name"] == name)

    def test_uses(self):
        self.assertEqual(self.uses("items"), [
            ("__init__", ATTRIBUTE, STORE, self.at("self.items = {}"), "self", None),
            ("put", ATTRIBUTE, ITEM_STORE, self.at("self.items[key]"), "self", None)])
        self.assertEqual(self.uses("log"), [
            ("__init__", ATTRIBUTE, STORE, self.at("self.log = []"), "self", None),
            ("put", ATTRIBUTE, METHOD, self.at("self.log.append"), "self", "append")])
        self.assertEqual([use for use in self.uses("REGISTRY") if use[0] == "put"], [
            ("put", GLOBAL, METHOD, self.at("REGISTRY.setdefault"), None, "setdefault")])
        self.assertEqual(self.uses("local"), [
            ("see", LOCAL, METHOD, self.at("local.append"), None, "append")])
        self.assertEqual(self.uses("seen"), [
            ("<lambda>", CLOSURE, METHOD, self.at("seen.clear"), None, "clear"),
            ("closing", CLOSURE, STORE, self.at("seen = []"), None, None),
            ("see", CLOSURE, LOAD, self.at("local.append(seen)"), None, None),
            ("see", CLOSURE, STORE, self.at("seen = [value]"), None, None),
            ("see", CLOSURE, METHOD, self.at("seen.append"), None, "append")])

    def test_code_tells_what_it_stands_in_and_only_the_program_is_told(self):
        rows = self.dump.tables["code"]
        see = [row for row in rows if row["name"].split(".")[-1] == "see"][0]
        self.assertEqual(rows[see["parent"]]["name"], "closing")
        self.assertEqual(see["line"], self.at("def see"))
        self.assertEqual(self.dump.type_name(self.dump.index[see["code"]]), "code")
        self.assertEqual({os.path.dirname(row["file"]) for row in rows}, {self.folder})
        self.assertEqual({row["read"] for row in rows}, {1})

    def test_waits(self):
        dump = self.dump
        found = {}
        for row in dump.tables["waits"]:
            kind = dump.type_name(dump.index[row["object"]])
            awaited = dump.type_name(dump.index[row["awaits"]]) if row["awaits"] else None
            place = row["line"] if row["file"] and row["file"].startswith(self.folder) else None
            found.setdefault((kind, row["function"]), []).append((row["state"], place, awaited))
        not_started, suspended, running, ended = 1, 2, 3, 4
        self.assertEqual(found["coroutine", "outer"], [(suspended, self.at("await innermost"), "coroutine")])
        self.assertEqual(found["coroutine", "innermost"], [(suspended, self.at("await event.wait()"), "coroutine")])
        self.assertEqual(found["_asyncio.Task", "outer"], [(suspended, self.at("await innermost"), "_asyncio.Future")])
        self.assertEqual(found["_asyncio.Task", "main"], [(running, self.at("ouroboros_dump.dump"), None)])
        self.assertEqual(found["async_generator", "ticks"],
                         [(suspended, self.at("await event.wait()", 1), "coroutine")])
        self.assertEqual(sorted(found["generator", "count"], key=str), sorted([
            (not_started, self.at("def count"), None), (suspended, self.at("yield 1"), None),
            (suspended, self.at("yield from"), "generator"), (ended, None, None)], key=str))

    def test_a_program_too_large_for_its_share_of_the_time_says_what_was_left_out(self):
        functions = "\n".join("def f%d(a):\n%s" % (i, "".join("    a.x%d = a.y[%d](a.z, b=a.w)\n" % (i, k) for k in range(40)))
                              for i in range(200))
        dump = self.dump_of(functions + "\nouroboros_dump.dump(OUT, raises=True)\n")
        rows = [row for row in dump.tables["code"] if row["name"].startswith("f")]
        read = {i for i, row in enumerate(dump.tables["code"]) if row["read"]}
        self.assertEqual(len(rows), 200)
        self.assertTrue(0 < sum(row["read"] for row in rows) < 200)
        self.assertLessEqual({use["code"] for use in dump.tables["uses"]}, read)


if __name__ == "__main__":
    unittest.main()
