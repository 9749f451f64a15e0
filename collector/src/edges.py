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
