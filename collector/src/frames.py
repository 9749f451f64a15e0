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
