# ---------------------------------------------------------------------------------------------
# Arrays that hold objects
# ---------------------------------------------------------------------------------------------


def _array_edges(walk, o, extra, reach):
    """Elements of object arrays (where they are owned), dtype and base; none of it is traversed."""
    array_type = walk.array_type
    dtype = array_type["dtype"](o)
    base = array_type["base"](o)
    extra.append((SLOT | HIDDEN, walk.string("dtype"), id(dtype)))
    reach.append(dtype)
    if base is not None:
        extra.append((INTERNAL | HIDDEN, walk.string("base"), id(base)))
        reach.append(base)
    shape = array_type["shape"](o)
    if array_type["hasobject"](dtype) and array_type["flags_num"](array_type["flags"](o)) & 4:
        for i, value in _array_elements(walk, o, dtype):
            extra.append((ELEMENT | HIDDEN, i, id(value)))
            reach.append(value)
    return "%s %s" % ("×".join(map(str, shape)) or "scalar", _dtype_text(walk, dtype))


def _array_elements(walk, o, dtype):
    """(flat position, object) of every object an array owns, read from its buffer."""
    memory = walk.memory
    kinds = walk.array_type
    size = kinds["itemsize"](o)
    count = kinds["size"](o)
    contiguous = kinds["flags_num"](kinds["flags"](o)) & 1
    pointer = _data_pointer(walk, o) if contiguous and count else None
    if pointer is not None:
        for offset in _object_offsets(walk, dtype, 0):
            if offset & 7 or size & 7:
                walk.warn("object fields at unaligned offsets were left out")
                continue
            for at in range(offset >> 3, count * size >> 3, size >> 3):
                try:
                    found = memory.objects_behind(pointer, (at,), map(min, (at + 1,), map(_words_of_bytes, map(kinds["nbytes"], (o,)))))
                except ValueError as error:  # never set
                    _pass_on(error)
                    continue
                for value in found:
                    yield at // (size >> 3), value
        return
    if kinds["kind"](dtype) == "O":
        items = kinds["tolist"](o)
        for _ in range(kinds["ndim"](o) - 1):
            items = list(_chain(items))
        if not kinds["ndim"](o):
            items = [items]
        for i, value in enumerate(items):
            yield i, value
        return
    walk.warn("object fields of a structured array that is not contiguous were left out")


_words_of_bytes = (8).__rfloordiv__


def _object_offsets(walk, dtype, at):
    kinds = walk.array_type
    if kinds["kind"](dtype) == "O":
        return [at]
    fields = kinds["fields"](dtype)
    found = []
    if fields is not None:
        seen = set()
        for entry in fields.values():  # titles name a field twice
            if entry[1] not in seen and kinds["hasobject"](entry[0]):
                seen.add(entry[1])
                found += _object_offsets(walk, entry[0], at + entry[1])
        return found
    part = kinds["subdtype"](dtype)
    if part is not None:
        count = 1
        for n in part[1]:
            count *= n
        for i in range(count):
            found += _object_offsets(walk, part[0], at + i * kinds["dtype_itemsize"](part[0]))
    return found
