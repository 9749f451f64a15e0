# ---------------------------------------------------------------------------------------------
# Arrays and frames: facts without running numpy's or pandas' Python code
# ---------------------------------------------------------------------------------------------

_NUMPY_NAMES = {"b1": "bool", "i": "int", "u": "uint", "f": "float", "c": "complex"}


def _loaded(module, name):
    """A name from a module that is already imported, or None."""
    found = _own(sys.modules, module) if type(sys.modules) is dict else None
    if type(found) is not _Module:
        return None
    return _own(_module_dict(found), name)


def _array_getters():
    """C getters of numpy's array and dtype, from their own dictionaries; None without numpy."""
    array_class, dtype_class, flags_class = (
        _loaded("numpy", "ndarray"), _loaded("numpy", "dtype"), None)
    if not _is_class(array_class) or not _is_class(dtype_class):
        return None
    getters = {}
    space = _type_dict(array_class)
    for name in ("dtype", "base", "shape", "size", "itemsize", "ndim", "flags", "nbytes", "strides"):
        getters[name] = _own(space, name).__get__
    getters["interface"] = _own(space, "__array_interface__").__get__
    getters["tolist"] = _own(space, "tolist")
    flags_class = type(getters["flags"](_own(space, "__new__")(array_class, (0,))))
    getters["flags_num"] = _own(_type_dict(flags_class), "num").__get__
    space = _type_dict(dtype_class)
    for name in ("hasobject", "kind", "fields", "subdtype", "str"):
        getters[name] = _own(space, name).__get__
    getters["dtype_itemsize"] = _own(space, "itemsize").__get__
    return getters


def _is_class(o):
    return o is not None and _makes_classes(type(o))


def _dtype_text(walk, dtype):
    kinds = walk.array_type
    kind, size = kinds["kind"](dtype), kinds["dtype_itemsize"](dtype)
    if kind == "O":
        return "object"
    if kind == "b":
        return "bool"
    if kind in "iufc":
        return "%s%d" % (_NUMPY_NAMES[kind], size * 8)
    text = kinds["str"](dtype)
    if kind in "mM" and "[" in text:
        return ("datetime64" if kind == "M" else "timedelta64") + text[text.index("["):]
    return "record of %d bytes" % size if kind == "V" else text


def _attributes_of(walk, o):
    """Instance attributes by name, past properties and `__getattr__`: from slots, inline values, dict."""
    cls = type(o)
    plan = walk.plans.get(id(cls)) or walk.plan(cls)
    found = {}
    memory = walk.memory
    for target in _referents(o):
        if type(target) is dict:
            pass
    if memory.word is None:
        for target in _referents(o):
            if type(target) is dict:
                for k, v in target.items():
                    if type(k) is str:
                        found[k] = v
        return found
    a = id(o)
    for base in _type_mro(cls):
        for name, value in _type_dict(base).items():
            if type(value) is _Member and type(name) is str and name not in found:
                offset = memory.member(value, base)
                if offset is not None and memory.word[(a + offset) >> 3]:
                    found[name] = memory.item[(a + offset) >> 3]
    if plan.inline:
        address, count = memory.keys_of(cls)
        names = memory.key_names(address, count) or ()
        base = memory.values_at(a, plan.basicsize)
        if base:
            for i, name in enumerate(names):
                if memory.word[(base >> 3) + i]:
                    found[name] = memory.item[(base >> 3) + i]
    own = None
    if plan.managed:
        if memory.values is not None and memory.dict_at(a):
            own = memory.item[(a - 24) >> 3]
    elif plan.dictoffset and memory.word[memory.dict_place(a, plan) >> 3]:
        own = memory.item[memory.dict_place(a, plan) >> 3]
    if type(own) is dict:
        for k, v in own.items():
            if type(k) is str:
                found[k] = v
    for base in _type_mro(cls):
        for name in _GETTERS.get(_qualified_name(base), ()):
            getter = _own(_type_dict(base), name)
            if type(getter) is _Getset and _descriptor_class(getter) is base:
                try:
                    found[name] = getter.__get__(o)
                except Exception as error:  # an object that was never initialised
                    _pass_on(error)
    return found


def _is_array(walk, o):
    if walk.array_type is None or o is None:
        return False
    for base in _type_mro(type(o)):
        if walk.known.get(id(base)) == "ndarray":
            return True
    return False


def _owner_of(walk, o):
    """The object at the end of a chain of views."""
    for _ in range(64):
        base = walk.array_type["base"](o)
        if base is None:
            return o
        if not _is_array(walk, base):
            return base
        o = base
    return o


def _buffers(walk, o, found, depth=0):
    """Arrays behind a column, an index or a block's values: id of owner → (array, bytes)."""
    if _is_array(walk, o):
        owner = _owner_of(walk, o)
        size = walk.array_type["nbytes"](owner if _is_array(walk, owner) else o)
        found[id(owner)] = max(size, found.get(id(owner), 0))
        return
    chunks = None if o is None else _arrow_chunks(walk, o)
    if chunks is not None:
        _arrow_sizes(walk, chunks, found)
    elif depth < 3 and o is not None and _type_flags(type(o)) & TP_HEAP:
        for name, value in _attributes_of(walk, o).items():
            if name in ("_ndarray", "_pa_array", "_data", "_mask", "_codes", "_categories", "_dtype", "_values", "_left", "_right",
                        "_sparse_values"):
                _buffers(walk, value, found, depth + 1)


def _length_of(walk, axis):
    """Length of a pandas index."""
    facts = _attributes_of(walk, axis)
    span = facts.get("_range")
    if type(span) is range:
        return len(span)
    codes = facts.get("_codes")
    if codes is not None and facts.get("_levels") is not None:
        for target in list.__iter__(codes) if _has_base(codes, list) else ():
            return walk.array_type["shape"](target)[0] if _is_array(walk, target) else None
    return _values_length(walk, facts.get("_data"))


def _has_base(o, kind):
    for base in _type_mro(type(o)):
        if base is kind:
            return True
    return False


def _values_length(walk, values, depth=0):
    if _is_array(walk, values):
        shape = walk.array_type["shape"](values)
        return shape[-1] if shape else None
    if values is None or depth > 3:
        return None
    chunks = _arrow_chunks(walk, values)
    if chunks is not None:
        return _arrow_length(walk, chunks)
    facts = _attributes_of(walk, values)
    for name in ("_ndarray", "_pa_array", "_data", "_codes", "_left"):
        if facts.get(name) is not None:
            return _values_length(walk, facts[name], depth + 1)
    return None


def _values_dtype(walk, values):
    if _is_array(walk, values):
        return _dtype_text(walk, walk.array_type["dtype"](values))
    if values is None:
        return None
    dtype = _attributes_of(walk, values).get("_dtype")
    if dtype is None:
        return _class_name(type(values))
    if _has_base(dtype, walk.dtype_class):
        return _dtype_text(walk, dtype)
    name = _class_name(type(dtype))
    return "category" if name == "CategoricalDtype" else name[:-5].lower() if name.endswith("Dtype") else name


def _labels_of(walk, axis, limit):
    """The first labels of an index as text; None where they cannot be read."""
    facts = _attributes_of(walk, axis)
    span = facts.get("_range")
    if type(span) is range:
        return [str(i) for i in span[:limit]]
    values = facts.get("_data")
    if not _is_array(walk, values) and values is not None:
        inside = _attributes_of(walk, values)
        values = inside.get("_ndarray")
        chunks = None if inside.get("_pa_array") is None else _arrow_chunks(walk, inside["_pa_array"])
        if chunks is not None:
            texts = _arrow_texts(walk, chunks, limit)
            return None if texts is None else [_cut(text, 100) for text in texts]
    if type(values) is not walk.array_class:
        return None
    if walk.array_type["ndim"](values) != 1:
        return None
    if walk.array_type["size"](values) > 100_000:
        return None
    out = []
    for key in walk.array_type["tolist"](values)[:limit]:
        out.append(_cut(key, 100) if type(key) is str else _key_text(key))
    return out


def _places(walk, block_places):
    """Column positions of a block."""
    for target in _referents(block_places):
        if type(target) is slice:
            start, stop, step = target.start, target.stop, target.step
            if type(start) is int and type(stop) is int:
                return range(start, stop, step if type(step) is int else 1)
    for target in _referents(block_places):
        if type(target) is walk.array_class and walk.array_type["ndim"](target) == 1:
            return walk.array_type["tolist"](target)
    return None


def _frame_facts(walk, o):
    facts = _attributes_of(walk, o)
    manager = facts.get("_mgr", facts.get("_data"))
    if manager is None:
        return None
    inside = _attributes_of(walk, manager)
    axes, blocks = inside.get("axes"), inside.get("blocks")
    if type(axes) is not list or len(axes) != 2 or type(blocks) is not tuple:
        return None
    width = _length_of(walk, axes[0])
    height = _length_of(walk, axes[1])
    buffers = {}
    columns = {}
    held = []  # of each block its address, the places of its columns, their type and bytes
    for block in blocks:
        parts = _attributes_of(walk, block)
        values = parts.get("values")
        places = _places(walk, parts.get("_mgr_locs"))
        before = dict(buffers)
        _buffers(walk, values, buffers)
        own = sum([size for owner, size in buffers.items() if owner not in before])
        if _is_array(walk, values):
            own = walk.array_type["nbytes"](values)
        if height is None:
            height = _values_length(walk, values)
        places = list(places) if places is not None else []
        inside = (_values_dtype(walk, values), own // max(1, len(places)))
        for place in places[:100_000]:
            columns[place] = inside
        if len(held) < _BLOCKS_TOLD:
            held.append((id(block), places[:_PLACES_TOLD]) + inside)
    if width is None:
        width = len(columns)
    names = _labels_of(walk, axes[0], 200) if walk.show else None
    listed = []
    for place in range(min(width, 200)):
        dtype, size = columns.get(place, (None, 0))
        entry = {"dtype": dtype, "bytes": size}
        if names is not None and place < len(names):
            entry = {"name": names[place], "dtype": dtype, "bytes": size}
        listed.append(entry)
    for address, places, dtype, size in held:
        inside = []
        for place in places[:200]:
            entry = {"dtype": dtype, "bytes": size}
            if names is not None and 0 <= place < len(names):
                entry["name"] = names[place]
            inside.append(entry)
        walk.infos.append((address, _json({"places": places, "columns": inside})))
    return {"shape": [height or 0, width], "columnCount": width, "columns": listed, "dataBytes": sum(buffers.values())}


_BLOCKS_TOLD, _PLACES_TOLD = 2000, 4000


def _series_facts(walk, o):
    facts = _attributes_of(walk, o)
    manager = facts.get("_mgr", facts.get("_data"))
    inside = _attributes_of(walk, manager)
    blocks = inside.get("blocks")
    if type(blocks) is not tuple or len(blocks) != 1:
        return None
    values = _attributes_of(walk, blocks[0]).get("values")
    buffers = {}
    _buffers(walk, values, buffers)
    return {"shape": [_values_length(walk, values) or 0], "dtype": _values_dtype(walk, values),
            "dataBytes": sum(buffers.values())}


def _index_facts(walk, o):
    facts = _attributes_of(walk, o)
    buffers = {}
    _buffers(walk, facts.get("_data"), buffers)
    dtype = "int64" if type(facts.get("_range")) is range else _values_dtype(walk, facts.get("_data"))
    return {"shape": [_length_of(walk, o) or 0], "dtype": dtype, "dataBytes": sum(buffers.values())}


def _array_facts(walk, o):
    kinds = walk.array_type
    owner = _owner_of(walk, o)
    owns = bool(kinds["flags_num"](kinds["flags"](o)) & 4)
    facts = {"shape": list(kinds["shape"](o)), "dtype": _dtype_text(walk, kinds["dtype"](o)),
             "dataBytes": kinds["nbytes"](o), "ownsData": owns}
    if not owns and owner is not o:
        facts["owner"] = "0x%x" % id(owner)
    return facts


_FACTS = {"ndarray": _array_facts, "DataFrame": _frame_facts, "Series": _series_facts, "Index": _index_facts}
