# ---------------------------------------------------------------------------------------------
# Native memory: what objects hold outside of Python's objects
#
# Sizes and addresses are read from the fields of the C objects, at offsets proved on probes, or
# asked of a compiled method of exactly that type that runs no Python code and takes no lock. Where
# a proof fails, or a library is unlike those known, its types are marked "size unknown".
#
# A storage is recognised by where it begins; ranges that overlap are one storage, so that a view of
# numpy's on a tensor of torch's counts once. What an object's shallow size holds already (arrays of
# numpy's own, bytes) is known as such and does not count again.
# ---------------------------------------------------------------------------------------------

N_SHALLOW, N_DEVICE, N_UNKNOWN = 1, 2, 4
N_NAMED = 128  # within this module: the start is a name of the storage, not an address of its bytes
LARGE = 1 << 20  # of buffers this long it is asked how much of them is resident
_MERGED = 500_000  # more rows than this are not looked through for ranges that overlap

# Types that certainly hold memory of their own whose size nobody tells.
_UNKNOWN_NATIVE = frozenset("""
lxml.etree._Document lxml.etree._XSLTResultTree lxml.etree.XMLSchema lxml.etree.XSLT
sqlite3.Connection sqlite3.Cursor sqlite3.Statement _ssl._SSLContext _ssl._SSLSocket _ssl.Certificate
Compress Decompress zlib.Compress zlib.Decompress zlib._ZlibDecompressor
_bz2.BZ2Compressor _bz2.BZ2Decompressor _lzma.LZMACompressor _lzma.LZMADecompressor
_zstd.ZstdCompressor _zstd.ZstdDecompressor _zstd.ZstdDict compression.zstd.ZstdCompressor compression.zstd.ZstdDecompressor
zstandard.backend_c.ZstdCompressor zstandard.backend_c.ZstdDecompressor pyexpat.xmlparser
_tkinter.tkapp pycurl.Curl grpc._cython.cygrpc.Channel grpc._cython.cygrpc.Server
h5py._hl.files.File h5py.h5f.FileID onnxruntime.capi.onnxruntime_pybind11_state.InferenceSession
xgboost.core.Booster xgboost.core.DMatrix lightgbm.basic.Booster lightgbm.basic.Dataset catboost._catboost._CatBoost
tokenizers.Tokenizer sentencepiece.SentencePieceProcessor llama_cpp.llama.Llama duckdb.DuckDBPyConnection
_duckdb.DuckDBPyConnection builtins.DuckDBPyConnection psycopg2.extensions.connection psycopg2.extensions.cursor
polars.polars.PyDataFrame polars.polars.PySeries builtins.PyDataFrame builtins.PySeries PyDataFrame PySeries
polars.polars.PyLazyFrame builtins.PyLazyFrame PyLazyFrame
""".split())


class _Native:
    """The rows of the table `native`, as they are met in a walk. Holds no object but those of `held`."""

    __slots__ = ("owner", "start", "size", "mark", "own_start", "own_size", "readers", "held", "impls", "alone")

    def __init__(self, alone):
        self.owner, self.start, self.size, self.mark = array.array("Q"), array.array("Q"), array.array("Q"), bytearray()
        self.own_start, self.own_size = array.array("Q"), array.array("Q")
        self.readers = {}
        self.held = []  # objects of polars, which are asked after the walk
        self.impls = array.array("Q")  # tensors with a graph: address of the object, of the tensor behind it
        self.alone = alone

    def add(self, owner, start, size, mark=0):
        self.owner.append(owner)
        self.start.append(start)
        self.size.append(size)
        self.mark.append(mark)

    def reader(self, mro):
        """What tells the native memory of instances, by the nearest class that is known; None for nearly all."""
        readers = self.readers
        for base in mro:
            found = readers.get(id(base))
            if found is not None:
                return found
        for base in mro:
            if _qualified_name(base) in _UNKNOWN_NATIVE:
                return _unknown_storages
        return None


def _unknown_storages(walk, group):
    for address in map(id, group):
        walk.native.add(address, 0, 0, N_UNKNOWN)


def _large_rows(walk, group):
    """Objects of the group with large shallow sizes, which are the last that were written down."""
    sizes = walk.size[-len(group):]
    if max(sizes) < LARGE:
        return
    for o, size in zip(group, sizes):
        if size >= LARGE:
            yield id(o), size


def _bytes_storages(walk, group):
    for address, size in _large_rows(walk, group):
        walk.native.own_start.append(address)
        walk.native.own_size.append(size)


def _bytearray_storages(walk, group):
    for address, size in _large_rows(walk, group):
        walk.native.own_start.append(walk.memory.word[(address + _layouts["bytearray"]) >> 3])
        walk.native.own_size.append(size)


def _ctypes_storages(walk, group):
    """Buffers that ctypes allocated for an object; not those inside the object, nor somebody else's."""
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        start, size = word[(a + 16) >> 3], word[(a + 40) >> 3]
        if word[(a + 24) >> 3] & 0xFFFFFFFF and start and not 0 <= start - a < 1024:
            native.add(a, start, size)


def _mmap_storages(walk, group):
    word, native = walk.memory.word, walk.native
    for a in map(id, group):
        start, size = word[(a + 16) >> 3], word[(a + 24) >> 3]
        if start and start != 0xFFFFFFFFFFFFFFFF and size:  # closed: no address
            native.add(a, start, size)


def _stringio_storages(walk, group):
    """Four bytes a character once it has been read or moved in; before that, a text that is being put together."""
    word, native = walk.memory.word, walk.native
    writer = _layouts["StringIO"]
    for a in map(id, group):
        state = word[(a + 48) >> 3] & 0xFFFFFFFF
        if state == 1:
            native.add(a, word[(a + 16) >> 3], 4 * word[(a + 40) >> 3])
        elif state == 2:
            length = word[(a + 32) >> 3]
            width = 1
            if writer and length:
                at = a + writer if writer > 0 else word[(a - writer) >> 3]
                kind = word[(at + 16) >> 3] & 0xFFFFFFFF if at else 1
                width = kind if kind in (1, 2, 4) else 1
            native.add(a, 0, length * width)


def _array_storages(walk, group):
    """Arrays on memory that no object of Python's owns: a capsule's, or nobody's."""
    word, item, native = walk.memory.word, walk.memory.item, walk.native
    large = None
    for o in group:
        a = id(o)
        if word[(a + 64) >> 3] & 4:  # NPY_ARRAY_OWNDATA
            if large is None:
                large = dict(_large_rows(walk, group))
            if a in large:
                native.own_start.append(word[(a + 16) >> 3])
                native.own_size.append(walk.array_type["nbytes"](o))
            continue
        base = word[(a + 48) >> 3]
        if base:
            owner = item[(a + 48) >> 3]
            kind = id(type(owner))
            if kind in _OWNERS or _is_array(walk, owner) or kind in native.readers:
                continue
        start, size = _array_range(walk, o)
        if size:
            native.add(a, start, size)
    owner = None


_OWNERS = frozenset(map(id, (bytes, bytearray, memoryview, str, array.array)))


def _array_range(walk, o):
    """First address and length of what an array reaches."""
    kinds = walk.array_type
    start, size = walk.memory.word[(id(o) + 16) >> 3], kinds["nbytes"](o)
    if not size or kinds["flags_num"](kinds["flags"](o)) & 3:  # contiguous in one of the two orders
        return start, size
    low = high = 0
    for length, stride in zip(kinds["shape"](o), kinds["strides"](o)):
        if stride < 0:
            low += (length - 1) * stride
        else:
            high += (length - 1) * stride
    return start + low, high - low + kinds["itemsize"](o)


# -- after the walk ---------------------------------------------------------------------------


def _write_native(walk):
    """The table `native`, and what it comes to for the account: facts for META."""
    global _mappings
    native = walk.native
    for ask in (_ask_polars, _follow_graphs):
        try:
            ask(walk)
        except Exception as error:  # a library unlike those known
            _pass_on(error)
    del native.held[:]
    pages = _Pages()
    try:
        own = list(zip(native.own_start, native.own_size))
        storages = _Storages(native, own)
        facts = {"native": storages.totals(pages)}
        if pages.asked:
            facts["untouchedBytes"] = sum([size - pages.resident(start, size) for start, size in own])
    finally:
        pages.close()
        _mappings = None
    for at in range(0, max(len(native.owner), 1), 1 << 20):
        part = slice(at, at + (1 << 20))
        walk.table("native", (
            ("object", ADDRESS, native.owner[part]), ("storage", U64, storages.name[part]),
            ("bytes", U64, storages.size[part]), ("marks", U8, storages.mark[part]), ("resident", U64, storages.there[part])))
    return {"account": facts}


class _Storages:
    """Per row the storage it is of: rows whose ranges overlap are of one."""

    __slots__ = ("name", "size", "mark", "there", "found")

    def __init__(self, native, own):
        rows = len(native.owner)
        self.name = array.array("Q", native.start)
        self.size = array.array("Q", native.size)
        self.mark = bytearray([mark & 7 for mark in native.mark])
        self.found = found = {}  # name → (bytes, marks); for those without a name the row's own −1 − number
        ranges = [row for row in range(rows) if not native.mark[row] & (N_NAMED | N_DEVICE | N_UNKNOWN) and native.start[row]]
        if len(ranges) <= _MERGED:
            self._merge(native, ranges, own)
        for row in range(rows):
            name = self.name[row] or -1 - row
            size, mark = found.get(name, (0, 0))
            found[name] = (max(size, self.size[row]), mark | self.mark[row] | native.mark[row])
        self.there = array.array("Q", self.size)  # resident bytes, see `totals`

    def _merge(self, native, ranges, own):
        """Gives overlapping ranges one name and one size, and marks those that a shallow size holds."""
        every = [(native.start[row], native.start[row] + native.size[row], row) for row in ranges]
        every += [(start, start + size, -1) for start, size in own]
        every.sort()
        first = 0
        while first < len(every):
            low, high, _ = every[first]
            last = first + 1
            while last < len(every) and every[last][0] < high:
                high = max(high, every[last][1])
                last += 1
            mark = N_SHALLOW if any([row < 0 for _, _, row in every[first:last]]) else 0
            for _, _, row in every[first:last]:
                if row >= 0:
                    self.name[row], self.size[row] = low, high - low
                    self.mark[row] |= mark
            first = last

    def totals(self, pages):
        """Bytes of all storages, each once; resident ones; those of them in files and shared memory."""
        total = resident = mapped = device = 0
        partly = {}
        for name, (size, mark) in self.found.items():
            if mark & N_DEVICE:
                device += size
            elif not mark & (N_SHALLOW | N_UNKNOWN):
                total += size
                there = size
                if not mark & N_NAMED and name > 0:
                    there = pages.resident(name, size)
                    if _mappings is not None and _mappings.kind_at(name) in (M_FILE, M_SHARED):
                        mapped += there
                    if there < size:
                        partly[name] = there
                resident += there
        if partly:
            for row, name in enumerate(self.name):
                self.there[row] = min(self.size[row], partly.get(name, self.size[row]))
        totals = {"bytes": total, "deviceBytes": device}
        if pages.asked:
            totals["residentBytes"] = resident
            totals["mappedBytes"] = mapped
        return totals


_PRESENT = bytes([1 if byte & 128 else 0 for byte in range(256)])
_PAGES_ASKED = 8 << 20  # 32 GiB of memory, in 64 MiB of answers; beyond that, all counts as resident


class _Pages:
    """How much of a range is resident, by /proc/self/pagemap."""

    __slots__ = ("descriptor", "size", "left", "asked")

    def __init__(self):
        self.descriptor = -1
        self.left = _PAGES_ASKED
        self.size = 4096
        self.asked = False
        try:
            self.size = os.sysconf("SC_PAGE_SIZE")
            self.descriptor = os.open("/proc/self/pagemap", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
            # A page that is certainly there: a kernel that keeps its answers to itself says 0.
            probe = os.pread(self.descriptor, 8, id(_PRESENT) // self.size * 8)
            self.asked = len(probe) == 8 and probe[7] & 128 != 0
        except (OSError, AttributeError, ValueError) as error:
            _pass_on(error)

    def close(self):
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def resident(self, start, size):
        """Resident bytes of a range; all of it where it is short or cannot be asked for."""
        first, last = start // self.size, (start + size - 1) // self.size + 1
        if not self.asked or size < LARGE or last - first > self.left:
            return size
        self.left -= last - first
        there = 0
        while first < last:
            try:
                data = os.pread(self.descriptor, 8 * min(last - first, 1 << 17), 8 * first)
            except (OSError, OverflowError) as error:
                _pass_on(error)
                return size
            if len(data) < 8:
                break
            there += data[7::8].translate(_PRESENT).count(1)
            first += len(data) // 8
        return min(size, there * self.size)
