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
