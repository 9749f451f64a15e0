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
