# ---------------------------------------------------------------------------------------------
# Where libraries keep their memory: offsets found on probes, before the walk
#
# A probe is made by compiled functions of the library alone, and is gone before the objects are
# listed. What is kept is numbers. A library that the program has not imported is left alone.
# ---------------------------------------------------------------------------------------------

_layouts = {}
_CtypesProbe = ctypes.c_ubyte * 1001 if ctypes is not None else None  # a class is a cycle: made once


def _learn_natives():
    """Finds the layouts of what the program has imported and is not known yet."""
    memory = _get_memory()
    if memory.word is None or sys.byteorder != "little":
        return
    for name, module, learn in _LEARNERS:
        if name not in _layouts and (module is None or _is_loaded(module)):
            try:
                found = learn(memory.word)
            except Exception as error:  # a version unlike those known, or an import that has not ended yet
                _pass_on(error)
                found = None
            if found is not None:
                _layouts[name] = found


def _is_loaded(module):
    return type(sys.modules) is dict and type(sys.modules.get(module)) is _Module


def _learn_bytearray(word):
    probe = bytearray(b"x" * 1001)
    ask = _c_function("PyByteArray_AsString", ctypes.c_void_p, ctypes.py_object)
    return _word_with(word, id(probe), 3, 7, ask(probe))


def _word_with(word, address, first, last, value):
    """Offset of the word with a value; None where it is not there."""
    for i in range(first, last):
        if word[(address >> 3) + i] == value:
            return 8 * i
    return None


def _learn_ctypes(word):
    """CDataObject: b_ptr at 16, b_needsfree at 24, b_size at 40."""
    own, inside = _CtypesProbe(), ctypes.c_int(7)
    lent = _CtypesProbe.from_buffer(bytearray(1001))
    fields = [(word[(id(o) + 16) >> 3] == ctypes.addressof(o), word[(id(o) + 24) >> 3] & 0xFFFFFFFF,
               word[(id(o) + 40) >> 3]) for o in (own, inside, lent)]
    if fields == [(True, 1, 1001), (True, 1, 4), (True, 0, 1001)] and 0 < ctypes.addressof(inside) - id(inside) < 1024 \
            and not 0 <= ctypes.addressof(own) - id(own) < 1024:
        return True
    return None


def _learn_mmap(word):
    """mmap_object: data at 16, size at 24."""
    probe = _loaded("mmap", "mmap")(-1, 8192)
    start = ctypes.c_char.from_buffer(probe)
    found = word[(id(probe) + 16) >> 3] == ctypes.addressof(start) and word[(id(probe) + 24) >> 3] == 8192
    start = None
    probe.close()
    return True if found else None


def _learn_stringio(word):
    """stringio: buf at 16, string_size at 32, buf_size at 40, state at 48; and where its writer is, from 3.12 on.

    0 without a writer, its offset where it is part of the object, less than 0 where it is behind a pointer.
    """
    import io
    probe = io.StringIO()
    probe.write("x" * 1001)
    a = id(probe)
    if word[(a + 48) >> 3] & 0xFFFFFFFF != 2 or word[(a + 32) >> 3] != 1001:
        return None
    writer = 0
    if PY >= (3, 12) and word[(a + 56) >> 3]:
        for place, at in ((56, a + 56), (-56, word[(a + 56) >> 3])):
            if word[(at + 16) >> 3] & 0xFFFFFFFF == 1 and 1001 <= word[(at + 24) >> 3] < 10_000:
                writer = place
                break
    probe.seek(0)
    probe.read(1)
    start = word[(a + 16) >> 3]
    if word[(a + 48) >> 3] & 0xFFFFFFFF != 1 or not 1001 <= word[(a + 40) >> 3] < 10_000 or start & 7 \
            or word[start >> 3] != ord("x") << 32 | ord("x"):
        return None
    return writer


def _learn_numpy(word):
    """PyArrayObject: data at 16, base at 48, flags at 64."""
    kinds = _array_getters()
    own = _own(_type_dict(_loaded("numpy", "ndarray")), "__new__")(_loaded("numpy", "ndarray"), (5,))
    view = _own(_type_dict(type(own)), "T").__get__(own)
    for o, base, owns in ((own, 0, 4), (view, id(own), 0)):
        if word[(id(o) + 16) >> 3] != kinds["interface"](o)["data"][0] or word[(id(o) + 48) >> 3] != base \
                or word[(id(o) + 64) >> 3] & 0xFFFFFFFF != kinds["flags_num"](kinds["flags"](o)) \
                or word[(id(o) + 64) >> 3] & 4 != owns:
            return None
    return True


# -- torch ------------------------------------------------------------------------------------


def _torch_is_plain():
    """Whether nothing stands between a call of torch and its compiled code: no function or dispatch mode."""
    for name in ("_len_torch_function_stack", "_len_torch_dispatch_stack"):
        ask = _loaded("torch._C", name)
        if ask is not None and ask() != 0:
            return False
    for name in ("_get_torch_function_mode", "_get_torch_dispatch_mode"):  # before 1.14
        ask = _loaded("torch._C", name)
        if type(ask) is types.BuiltinFunctionType and _loaded("torch._C", "_len_torch_function_stack") is None \
                and ask() is not None:
            return False
    return True


def _torch_function(name):
    functions = _loaded("torch._C", "_VariableFunctions")
    return _own(_type_dict(functions if _is_class(functions) else type(functions)), name).__get__(None, functions)


def _learn_torch(word):
    """(offset of the tensor in the object, of the storage in it, of the data and of the size in that)."""
    if not _torch_is_plain():
        return None
    found = None
    base = _type_mro(_loaded("torch", "Tensor"))[1]
    behind = _own(_type_dict(base), "_cdata").__get__
    address = _own(_type_dict(base), "data_ptr")
    for n in (12345, 54321):
        probe = _torch_function("empty")(n, dtype=_loaded("torch", "uint8"), device="cpu")
        impl, data = behind(probe), address(probe)
        at = _word_with(word, id(probe), 2, 5, impl)
        offsets = None
        for i in range(2, 5):
            storage = word[(impl >> 3) + i]
            if storage > 4096 and not storage & 7:
                start = _word_with(word, storage, 1, 5, data)
                size = _word_with(word, storage, 4, 9, n)
                # The device is the word before the size: CPU is 0, and it has no number (-1).
                if start is not None and size is not None and word[(storage + size - 8) >> 3] & 0xFFFF == 0xFF00:
                    offsets = (at, 8 * i, start, size)
                    break
        if at is None or offsets is None or found is not None and offsets != found:
            return None
        found = offsets
    return found


def _tensor_storages(walk, group):
    at, storage_at, start_at, size_at = _layouts["torch"]
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        impl = word[(a + at) >> 3]
        if impl:
            _add_storage(native, a, word, word[(impl + storage_at) >> 3], start_at, size_at)
            native.impls.append(a)
            native.impls.append(impl)


def _storage_storages(walk, group):
    """Storages of torch's as objects: the pointer is at 16 or, behind a flag, at 24."""
    _, _, start_at, size_at = _layouts["torch"]
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        storage = word[(a + 16) >> 3]
        if storage <= 1:
            storage = word[(a + 24) >> 3]
        _add_storage(native, a, word, storage, start_at, size_at)


def _add_storage(native, owner, word, storage, start_at, size_at):
    if not storage:
        return
    start, size = word[(storage + start_at) >> 3], word[(storage + size_at) >> 3]
    device = word[(storage + size_at - 8) >> 3] & 0xFF
    if start and 0 < size < 1 << 47:  # meta tensors have no data, symbolic sizes are negative
        native.add(owner, start, size, 0 if device == 0 else N_DEVICE)


# -- graphs of torch's autograd: tensors that only they keep --


def _learn_graphs(word):
    """(offset of what autograd knows in a tensor, of the node and of the gradient in that, of the edges in a node, length
    of an edge, vtable of tensors).

    Proved on x·x·x, whose two nodes must be found by their edges, and x among what the first has saved.
    """
    tensors = _layouts.get("torch")
    if not tensors or not _torch_is_plain() or _loaded("torch", "is_grad_enabled")() is not True:
        return None
    space = _type_dict(_type_mro(_loaded("torch", "Tensor"))[1])
    behind, node_of = _own(space, "_cdata").__get__, _own(space, "grad_fn").__get__
    multiply = _torch_function("mul")
    x = _torch_function("empty")(331, dtype=_loaded("torch", "float32"), device="cpu", requires_grad=True)
    y = multiply(x, x)
    z = multiply(y, x)
    nodes = []
    for tensor in (y, z):
        node = node_of(tensor)
        nodes.append(word[(id(node) + 16) >> 3])
    node = None
    if not all(nodes):
        return None
    impl = behind(z)
    for i in range(2, 8):
        known = word[(impl >> 3) + i]
        at = _word_with(word, known, 1, 8, nodes[1]) if known > 4096 and not known & 7 else None
        if at is not None:
            break
    else:
        return None
    for k in range(1, 24):
        begin, end = word[(nodes[1] >> 3) + k], word[(nodes[1] >> 3) + k + 1]
        if begin > 4096 and not begin & 7 and end - begin in (32, 48) and word[begin >> 3] == nodes[0]:
            break
    else:
        return None
    gradient = _torch_function("empty")(331, dtype=_loaded("torch", "float32"), device="cpu")
    _own(space, "grad").__set__(x, gradient)
    gradient_at = _word_with(word, word[(behind(x) + 8 * i) >> 3], 1, 8, behind(gradient))
    if gradient_at is None:
        return None
    layout = (8 * i, at, gradient_at, 8 * k, (end - begin) // 2, word[behind(x) >> 3])
    reader = _SafeReader()
    try:
        saved = _saved_storages(reader, nodes[0], layout[5], tensors)
    finally:
        reader.close()
    start = word[(word[(behind(x) + tensors[1]) >> 3] + tensors[2]) >> 3]
    return layout if start in [at for at, _, _ in saved] else None


class _SafeReader:
    """Reads memory that may have gone: an error instead of a crash."""

    __slots__ = ("descriptor", "usable")

    def __init__(self):
        self.usable = _c_function("malloc_usable_size", ctypes.c_size_t, ctypes.c_void_p)
        self.descriptor = os.open("/proc/self/mem", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))

    def close(self):
        os.close(self.descriptor)

    def words(self, address, count):
        """So many words from an address on; fewer, or none, where there is no memory."""
        try:
            data = os.pread(self.descriptor, 8 * count, address)
        except (OSError, OverflowError) as error:
            _pass_on(error)
            return ()
        return memoryview(data[:len(data) & ~7]).cast("Q")

    def block(self, address):
        """The words of a block of malloc's; none where the length before it cannot be one."""
        head = self.words(address - 8, 1)
        if not head or not 32 <= head[0] & ~7 <= 1 << 14:
            return ()
        return self.words(address, min(self.usable(address), 1 << 13) >> 3)


def _saved_storages(reader, node, tensor_vtable, layout):
    """[(address, bytes, mark)] of the tensors that a node of a graph has saved, in itself or in a vector."""
    words = reader.block(node)
    _, storage_at, start_at, size_at = layout
    found, seen = [], set()
    pending = list(words)
    for begin, end, room in zip(words, words[1:], words[2:]):
        if begin > 4096 and not begin & 7 and 0 < end - begin <= 1 << 16 and end <= room <= begin + (1 << 20):
            pending += reader.words(begin, (end - begin) >> 3)
    for impl in pending:
        if impl <= 4096 or impl & 7 or impl >= 1 << 47 or impl in seen:
            continue
        seen.add(impl)
        first = reader.words(impl, (storage_at >> 3) + 1)
        if len(first) * 8 > storage_at and first[0] == tensor_vtable:
            inside = reader.words(first[-1], (size_at >> 3) + 1)
            if len(inside) * 8 > size_at:
                start, size, device = inside[start_at >> 3], inside[size_at >> 3], inside[(size_at >> 3) - 1] & 0xFF
                if start and 0 < size < 1 << 47:
                    found.append((start, size, 0 if device == 0 else N_DEVICE))
    return found


_NODES_FOLLOWED = 20_000
_GRAPH_SECONDS = 1.0


def _follow_graphs(walk):
    """Tensors that the graphs behind tensors keep: saved for the way back, and gradients.

    What several graphs share is told of the first tensor that leads to it, so that a chain of graphs costs no more than
    its length. First come those that no other's graph leads to: a loss, before what was computed on the way to it.
    Only where no other thread of Python's could be on the way back meanwhile.
    """
    native, word = walk.native, walk.memory.word
    tensors, graphs = _layouts.get("torch"), _layouts.get("torch graphs")
    if not native.impls or not graphs or not native.alone:
        return
    known_at, node_at, gradient_at, _, _, tensor_vtable = graphs
    _, storage_at, start_at, size_at = tensors
    reader = _SafeReader()
    try:
        beginnings = []
        for owner, impl in zip(native.impls[0::2], native.impls[1::2]):
            known = word[(impl + known_at) >> 3]
            if not known:
                continue
            gradient = word[(known + gradient_at) >> 3]
            if gradient and word[gradient >> 3] == tensor_vtable:
                _add_storage(native, owner, word, word[(gradient + storage_at) >> 3], start_at, size_at)
            beginnings.append((owner, word[(known + node_at) >> 3]))
        edges, is_whole = _graph_edges(reader, [node for _, node in beginnings], graphs)
        if not is_whole:
            walk.warn("graphs of torch's autograd were followed in part: more of their memory is not known")
        inner = set(_chain(edges.values()))
        beginnings.sort(key=lambda beginning: beginning[1] in inner)
        for owner, node in beginnings:
            pending = [node]
            while pending:
                node = pending.pop()
                further = edges.pop(node, None)
                if further is None:
                    continue
                for start, size, mark in _saved_storages(reader, node, tensor_vtable, tensors):
                    native.add(owner, start, size, mark)
                pending += further
    finally:
        reader.close()


def _graph_edges(reader, beginnings, graphs):
    """{node: nodes that it leads to} of all that can be reached, and whether that is all."""
    _, _, _, edges_at, edge, _ = graphs
    until = time.monotonic() + _GRAPH_SECONDS
    found = {}
    pending = list(beginnings)
    while pending:
        node = pending.pop()
        if not node or node in found:
            continue
        if len(found) >= _NODES_FOLLOWED or time.monotonic() > until:
            return found, False
        further = ()
        ends = reader.words(node + edges_at, 2)
        if len(ends) == 2 and 0 < ends[1] - ends[0] <= edge << 16:
            further = tuple(reader.words(ends[0], (ends[1] - ends[0]) >> 3)[::edge >> 3])
        found[node] = further
        pending += further
    return found, True


# -- pyarrow ----------------------------------------------------------------------------------


def _shared_pointers(word, vector, most=100_000):
    """What a std::vector of std::shared_ptr at an address holds; empty where it cannot be one."""
    begin, end = word[vector >> 3], word[(vector + 8) >> 3]
    if not begin or begin & 7 or not begin <= end <= begin + 16 * most or (end - begin) & 15:
        return []
    return word[begin >> 3:end >> 3:2]


def _vector_with(word, address, first, last, pointers):
    """Offset of the vector of shared pointers that holds exactly these; None where there is none."""
    for i in range(first, last):
        begin, end = word[(address >> 3) + i], word[(address >> 3) + i + 1]
        if begin > 4096 and not begin & 7 and end - begin == 16 * len(pointers) \
                and word[begin >> 3:end >> 3:2] == pointers:
            return 8 * i
    return None


def _learn_pyarrow(word):
    """Offsets in arrow::Buffer, ArrayData, ChunkedArray, SimpleTable and SimpleRecordBatch, and the tables' vtables."""
    library = _module_dict(sys.modules["pyarrow.lib"])
    buffer = library["py_buffer"](bytes(4001))
    writable = library["allocate_buffer"](4001)
    inside = word[(id(buffer) + 32) >> 3]
    start = _word_with(word, inside, 1, 6, buffer.address)
    if start is None or word[(inside + start + 8) >> 3] != 4001 or word[(inside + 8) >> 3] & 0xFF00 != 0x100 \
            or word[(word[(id(writable) + 32) >> 3] + 8) >> 3] & 0xFFFF != 0x101:
        return None
    array_of = library["Array"].from_buffers
    plain = array_of(library["int64"](), 500, [None, buffer])
    other = array_of(library["int32"](), 3, [None, buffer])
    struct = library["StructArray"].from_arrays([plain], names=["x"])
    encoded = library["DictionaryArray"].from_arrays(other, plain, safe=False)
    behind = word[(id(plain) + 32) >> 3]
    for i in range(1, 4):
        data = word[(behind >> 3) + i]
        if data <= 4096 or data & 7:
            continue
        buffers = _vector_with(word, data, 2, 10, [0, inside])
        if buffers is None:
            continue
        held = 8 * i
        children, dictionary = buffers + 24, buffers + 48
        of_struct = word[(word[(id(struct) + 32) >> 3] + held) >> 3]
        of_encoded = word[(word[(id(encoded) + 32) >> 3] + held) >> 3]
        if _shared_pointers(word, of_struct + children) != [data] or word[(of_encoded + dictionary) >> 3] != data:
            return None
        chunked = library["chunked_array"]([plain, plain])
        table = library["Table"].from_arrays([chunked], names=["x"])
        batch = library["RecordBatch"].from_arrays([plain], names=["x"])
        places = [word[(id(o) + 32) >> 3] for o in (chunked, table, batch)]
        chunks = _vector_with(word, places[0], 0, 6, [behind, behind])
        columns = _vector_with(word, places[1], 1, 10, [places[0]])
        arrays = _vector_with(word, places[2], 1, 10, [data])
        if chunks is None or columns is None or arrays is None or word[(data + buffers - 24) >> 3] != 500:
            return None
        return (start, held, buffers, children, dictionary, chunks, columns, word[places[1] >> 3], arrays,
                word[places[2] >> 3], _learn_arrow_types(word, library))
    return None


def _learn_arrow_types(word, library):
    """(offset of a type's number, number of strings, number of large strings); None where it is not found."""
    types_ = [library[name]() for name in ("string", "large_string", "int64")]
    numbers = [one.id for one in types_]
    places = [word[(id(one) + 32) >> 3] for one in types_]
    for at in range(8, 96, 4):
        if [word[(place + at) >> 3] >> 8 * (at & 4) & 0xFFFFFFFF for place in places] == numbers:
            return at, numbers[0], numbers[1]
    return None


def _arrow_chunks(walk, o):
    """Addresses of the ArrayData behind an array or a chunked array of pyarrow's; None for anything else."""
    reader = _ARROW_READERS.get(id(walk.native.reader(_type_mro(type(o))))) if "pyarrow" in _layouts else None
    if reader not in ("array", "chunked"):
        return None
    _, held, _, _, _, chunks = _layouts["pyarrow"][:6]
    word = walk.memory.word
    behind = word[(id(o) + 32) >> 3]
    if not behind:
        return []
    arrays = [behind] if reader == "array" else _shared_pointers(word, behind + chunks)
    return [word[(each + held) >> 3] for each in arrays if each]


def _arrow_length(walk, chunks):
    before = _layouts["pyarrow"][2] - 24
    return sum([walk.memory.word[(data + before) >> 3] for data in chunks])


def _arrow_sizes(walk, chunks, found):
    """Adds the buffers of arrays: address → bytes."""
    pending = list(chunks)
    native = _Native(False)
    while pending and len(native.start) < 1_000_000:
        data = pending.pop()
        if data:
            _arrow_data(native, 0, walk.memory.word, data, pending)
    for start, size in zip(native.start, native.size):
        found[start] = max(size, found.get(start, 0))


def _arrow_texts(walk, chunks, limit):
    """The first texts of string arrays; None where they are of another type."""
    start_at, _, buffers_at = _layouts["pyarrow"][:3]
    known = _layouts["pyarrow"][10]
    word = walk.memory.word
    texts = []
    for data in chunks:
        type_at, small, large = known or (0, None, None)
        number = word[(word[data >> 3] + type_at) >> 3] >> 8 * (type_at & 4) & 0xFFFFFFFF
        buffers = _shared_pointers(word, data + buffers_at)
        if number not in (small, large) or len(buffers) != 3:
            return None
        length, _, offset = word[(data + buffers_at - 24) >> 3:(data + buffers_at) >> 3]
        valid, offsets, text = [word[(each + start_at) >> 3] if each else 0 for each in buffers]
        width = 8 if number == large else 4
        for i in range(offset, offset + min(length, limit - len(texts))):
            if valid and not word[(valid + (i >> 3)) >> 3] >> 8 * (valid + (i >> 3) & 7) >> (i & 7) & 1:
                texts.append("None")
                continue
            first, last = _offset_at(word, offsets, i, width), _offset_at(word, offsets, i + 1, width)
            texts.append(ctypes.string_at(text + first, min(last - first, 400)).decode("utf-8", "replace"))
        if len(texts) >= limit:
            break
    return texts


_ARROW_READERS = {}  # id of a reader → its form


def _arrow_storages(form):
    def storages(walk, group):
        start, held, _, _, _, chunks, columns, of_table, arrays, of_batch = _layouts["pyarrow"][:10]
        word = walk.memory.word
        for a in map(id, group):
            behind = word[(a + 32) >> 3]
            if not behind:
                continue
            found = []
            if form == "buffer":
                _arrow_buffer(walk.native, a, word, behind, start)
            elif form == "array":
                found.append(word[(behind + held) >> 3])
            elif form == "chunked":
                found += [word[(each + held) >> 3] for each in _shared_pointers(word, behind + chunks) if each]
            elif form == "table" and word[behind >> 3] == of_table:
                for column in _shared_pointers(word, behind + columns):
                    if column:
                        found += [word[(each + held) >> 3] for each in _shared_pointers(word, column + chunks) if each]
            elif form == "batch" and word[behind >> 3] == of_batch:
                found += _shared_pointers(word, behind + arrays)
            else:
                walk.native.add(a, 0, 0, N_UNKNOWN)
            seen = 0
            while found and seen < 1_000_000:
                data = found.pop()
                if data:
                    seen += 1
                    _arrow_data(walk.native, a, word, data, found)
    _ARROW_READERS[id(storages)] = form
    return storages


_arrow_readers = [(name, _arrow_storages(form)) for name, form in (
    ("Buffer", "buffer"), ("Array", "array"), ("ChunkedArray", "chunked"), ("Table", "table"), ("RecordBatch", "batch"))]


def _arrow_data(native, owner, word, data, found):
    start, _, buffers, children, dictionary = _layouts["pyarrow"][:5]
    for buffer in _shared_pointers(word, data + buffers):
        if buffer:
            _arrow_buffer(native, owner, word, buffer, start)
    found += _shared_pointers(word, data + children)
    found.append(word[(data + dictionary) >> 3])


def _arrow_buffer(native, owner, word, buffer, start):
    """data, size and capacity follow one another; the second byte behind the vtable tells whether it is in memory."""
    address, size, room = word[(buffer + start) >> 3:(buffer + start + 24) >> 3]
    if address and 0 < size < 1 << 47:
        here = word[(buffer + 8) >> 3] >> 8 & 0xFF
        native.add(owner, address, room if size <= room < size + size // 2 + 4096 else size, 0 if here else N_DEVICE)


# -- PIL --------------------------------------------------------------------------------------

_PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}


def _learn_pillow(word):
    """The class of PIL's images, whose `size` and `mode` are told by C getters."""
    probe = _loaded("PIL._imaging", "new")("L", (7, 5))
    space = _type_dict(type(probe))
    size, mode = _own(space, "size"), _own(space, "mode")
    if type(size) is not _Getset or type(mode) is not _Getset or size.__get__(probe) != (7, 5) or mode.__get__(probe) != "L":
        return None
    return id(type(probe))


def _image_storages(walk, group):
    space = _type_dict(type(group[0]))
    size, mode = _own(space, "size").__get__, _own(space, "mode").__get__
    for o in group:
        width, height = size(o)
        line = width * _PIXEL_BYTES.get(mode(o), 4)
        walk.native.add(id(o), 0, (line + 3 & ~3) * height)


# -- polars -----------------------------------------------------------------------------------


def _learn_polars(word):
    """(class of frames, of series, offset of the frame's columns, stride of a column, offset of the series in it,
    offset of the series in its object, offset of the lock in both).

    A column is a series or a single value that stands for all rows; asking for the latter as a series would make one,
    so each column's kind is read first.
    """
    names = [name for name in ("polars._plr", "polars.polars", "_polars_runtime_32._polars_runtime",
                               "_polars_runtime_64._polars_runtime", "_polars_runtime_compat._polars_runtime")
             if _is_loaded(name)]
    series_class, frame_class = _loaded(names[0], "PySeries"), _loaded(names[0], "PyDataFrame")
    make = _own(_type_dict(series_class), "new_opt_i64").__get__(None, series_class)
    first, second = make("a", [1, 2, 3], False), make("b", [4, 5, 6], False)
    frame = frame_class([first, second])
    inside = [word[(id(each) + 24) >> 3] for each in (first, second)]
    if word[(id(frame) + 16) >> 3] or word[(id(first) + 16) >> 3] or word[(id(frame) + 40) >> 3] != 2 \
            or word[(id(frame) + 48) >> 3] != 3:
        return None
    columns = word[(id(frame) + 32) >> 3]
    for i in range(1, 4):
        if word[(columns >> 3) + i] == inside[0]:
            for stride in range(i + 1, 33):
                if word[(columns >> 3) + stride + i] == inside[1] \
                        and word[columns >> 3] & 0xFF == word[(columns >> 3) + stride] & 0xFF:
                    return (id(frame_class), id(series_class), 8 * stride, 8 * i, word[columns >> 3] & 0xFF)
    return None


def _polars_objects(walk, group):
    walk.native.held += group


def _ask_polars(walk):
    """Frames and series, after the walk: their methods may let other threads run.

    A frame is guarded by a lock that methods of other threads may hold: nobody is asked unless this is the only
    thread of Python's, and no lock is taken that is not free.
    """
    native, word = walk.native, walk.memory.word
    known = _layouts.get("polars")
    if not known:
        return
    frames, series, stride, at, is_series = known
    asked = {}
    for o in native.held:
        a = id(o)
        if not native.alone or word[(a + 16) >> 3]:
            native.add(a, 0, 0, N_UNKNOWN)
        elif id(type(o)) == series:
            _add_series(native, a, o, word, asked)
        else:
            columns, count = word[(a + 32) >> 3], word[(a + 40) >> 3]
            pick = _own(_type_dict(type(o)), "to_series")
            for i in range(min(count, 100_000)):
                if word[(columns + i * stride) >> 3] & 0xFF == is_series:
                    inside = word[(columns + i * stride + at) >> 3]
                    _add_series(native, a, None if inside in asked else pick(o, i), word, asked, inside)


def _add_series(native, owner, o, word, asked, inside=None):
    """Rows for the buffers of a series; those of a series asked before are known."""
    if inside is None:
        inside = word[(id(o) + 24) >> 3]
    if inside not in asked:
        found = _exported_buffers(o, word)
        # What comes to lie elsewhere the second time was made for the export: then its size as polars tells it.
        if found is None or found != _exported_buffers(o, word):
            found = [(inside, _own(_type_dict(type(o)), "estimated_size")(o), N_NAMED)]
        asked[inside] = found
    for start, size, mark in asked[inside]:
        native.add(owner, start, size, mark)


# The interface of C streams, as the Arrow project specifies it: a capsule with functions that hand out one chunk after
# the other, sharing its buffers. Structures are arrays of words.
_STREAM_NEXT = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p) if ctypes is not None else None
_STREAM_RELEASE = ctypes.PYFUNCTYPE(None, ctypes.c_void_p) if ctypes is not None else None
_at_addresses = {}


def _at_address(form, address):
    """The function at an address; made once, since each is a cycle."""
    key = id(form), address
    if key not in _at_addresses:
        _at_addresses[key] = form(address)
    return _at_addresses[key]


_ARROW_WIDTHS = {"c": 1, "C": 1, "s": 2, "S": 2, "e": 2, "i": 4, "I": 4, "f": 4, "l": 8, "L": 8, "g": 8, "tdD": 4,
                 "tdm": 8, "tts": 4, "ttm": 4, "ttu": 8, "ttn": 8, "tiM": 4, "tiD": 8, "tin": 16}


def _exported_buffers(o, word):
    """[(address, bytes, 0)] of all buffers that a series has, by its C stream; None where one is of an unknown form."""
    capsule = _own(_type_dict(type(o)), "__arrow_c_stream__")(o)
    stream = _c_function("PyCapsule_GetPointer", ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(capsule, b"arrow_array_stream")
    schema, chunk = array.array("Q", bytes(72)), array.array("Q", bytes(80))
    found = []
    if _at_address(_STREAM_NEXT, word[stream >> 3])(stream, schema.buffer_info()[0]):
        return None
    try:
        for _ in range(1_000_000):
            if _at_address(_STREAM_NEXT, word[(stream + 8) >> 3])(stream, chunk.buffer_info()[0]):
                return None
            if not chunk[8]:
                return found
            try:
                if not _chunk_buffers(word, schema.buffer_info()[0], chunk.buffer_info()[0], found, 0):
                    return None
            finally:
                _at_address(_STREAM_RELEASE, chunk[8])(chunk.buffer_info()[0])
    finally:
        if schema[7]:
            _at_address(_STREAM_RELEASE, schema[7])(schema.buffer_info()[0])
    return None


def _chunk_buffers(word, schema, chunk, found, depth):
    """Adds the buffers of an ArrowArray at an address; False where its form is not known."""
    form = ctypes.string_at(word[schema >> 3]).decode("ascii", "replace")
    length, _, offset, buffers, children, buffer_at, child_at, dictionary = word[chunk >> 3:(chunk + 64) >> 3]
    place = [word[(buffer_at >> 3) + i] for i in range(min(buffers, 100_000))]
    last = offset + length
    sizes = [(last + 7) >> 3]
    width = _ARROW_WIDTHS.get(form) or (8 if form[:2] in ("ts", "tD") else 0)
    if form[:1] == "d":
        bits = form.split(",")[2:]
        width = int(bits[0]) >> 3 if bits else 16
    elif form[:2] == "w:":
        width = int(form[2:])
    if width:
        sizes.append(width * last)
    elif form == "b":
        sizes.append((last + 7) >> 3)
    elif form in ("u", "z", "U", "Z", "+l", "+L"):
        wide = 8 if form in ("U", "Z", "+L") else 4
        sizes.append(wide * (last + 1))
        if form[0] != "+":
            sizes.append(_offset_at(word, place[1], last, wide))
    elif form in ("vu", "vz"):
        sizes.append(16 * last)
        sizes += [word[(place[-1] >> 3) + i] for i in range(buffers - 3)] + [8 * (buffers - 3)]
    elif form not in ("n", "+s") and form[:3] != "+w:":
        return False
    if buffers > len(sizes) or depth > 64:
        return False
    found += [(start, size, 0) for start, size in zip(place, sizes) if start and 0 < size < 1 << 47]
    for i in range(children):
        if not _chunk_buffers(word, word[(word[(schema + 40) >> 3] >> 3) + i], word[(child_at >> 3) + i], found, depth + 1):
            return False
    return not dictionary or _chunk_buffers(word, word[(schema + 48) >> 3], dictionary, found, depth + 1)


def _offset_at(word, start, index, width):
    """An entry of a buffer of offsets, 4 or 8 bytes wide."""
    if not start:
        return 0
    at = start + index * width
    value = word[at >> 3]
    return value if width == 8 else value >> 8 * (at & 4) & 0xFFFFFFFF


_LEARNERS = (
    ("bytearray", None, _learn_bytearray), ("ctypes", None, _learn_ctypes), ("mmap", "mmap", _learn_mmap),
    ("StringIO", "io", _learn_stringio), ("numpy", "numpy", _learn_numpy), ("torch", "torch._C", _learn_torch),
    ("torch graphs", "torch._C", _learn_graphs),
    ("pyarrow", "pyarrow.lib", _learn_pyarrow), ("pillow", "PIL._imaging", _learn_pillow),
    ("polars", "polars", _learn_polars),
)


def _find_natives(walk, alone):
    """Which classes hold native memory, of those that the program has imported."""
    walk.native = native = _Native(alone)
    if walk.memory.word is None:
        return
    readers = native.readers
    known = [("bytearray", bytearray, _bytearray_storages), ("mmap", _loaded("mmap", "mmap"), _mmap_storages),
             ("StringIO", _loaded("io", "StringIO"), _stringio_storages),
             ("ctypes", _type_mro(ctypes.c_int)[2], _ctypes_storages),
             ("numpy", _loaded("numpy", "ndarray"), _array_storages),
             ("torch", _loaded("torch._C", "StorageBase"), _storage_storages)]
    tensor = _loaded("torch", "Tensor")
    if _is_class(tensor):
        known.append(("torch", _type_mro(tensor)[1], _tensor_storages))
    known += [("pyarrow", _loaded("pyarrow.lib", name), reader) for name, reader in _arrow_readers]
    for name, cls, reader in known:
        if _is_class(cls):
            if name in _layouts:
                readers[id(cls)] = reader
            elif name != "numpy" and name != "bytearray":
                readers[id(cls)] = _unknown_storages
    readers[id(bytes)] = _bytes_storages
    if "pillow" in _layouts:
        readers[_layouts["pillow"]] = _image_storages
    if "polars" in _layouts:
        readers[_layouts["polars"][0]] = readers[_layouts["polars"][1]] = _polars_objects
    cls = tensor = known = None
