"""Memory outside of Python's objects, and the account of the process: what programs really took against what is told."""

import functools
import sys
import unittest

from support import FolderTestCase, has

import ouroboros_dump

LINUX = sys.platform.startswith("linux")
MB = 1_000_000
UNKNOWN, SHALLOW = 4, 1


def native_of(dump):
    """{address of an object: [(storage, bytes, marks), …]}"""
    found = {}
    for row in dump.tables["native"]:
        found.setdefault(row["object"], []).append((row["storage"], row["bytes"], row["marks"]))
    return found


def by_type(dump):
    """{type: [bytes of each of its instances]}; a storage that an object holds twice counts once."""
    found = {}
    for address, rows in native_of(dump).items():
        name = dump.types[dump.type[dump.index[address]]][0]
        sizes = {storage or -i: size for i, (storage, size, _) in enumerate(rows)}
        found.setdefault(name, []).append(sum(sizes.values()))
    return found


def remainder(dump):
    """Resident bytes that neither objects, nor storages, allocators or mappings account for."""
    account = dump.meta["account"]
    native, resident = account["native"], account["resident"]
    mappings = sum(resident[kind] for kind in ("file", "shared", "stack", "other")) - native["mappedBytes"]
    kept = account["malloc"]["freeBytes"] + account["pymalloc"]["freeBytes"]
    python = sum(dump.size) - account["untouchedBytes"]
    return dump.meta["rssBytes"] - python - native["residentBytes"] - mappings - kept


@unittest.skipUnless(LINUX, "what /proc tells")
class Account(FolderTestCase):
    def test_resident_memory_by_kind_adds_up_to_the_resident_memory(self):
        meta = self.dump_of("ouroboros_dump.dump(OUT)").meta
        resident = meta["account"]["resident"]
        self.assertEqual(set(resident), {"heap", "anonymous", "file", "shared", "stack", "other"})
        self.assertEqual(sum(resident.values()), meta["rssBytes"])
        self.assertGreater(resident["file"], MB)
        self.assertGreater(resident["stack"], 0)
        self.assertEqual(meta["account"]["sharedBytes"], meta["rssBytes"] - meta["ussBytes"])

    def test_what_a_c_library_took_is_the_remainder_and_nothing_else_is(self):
        take = """
import ctypes
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
for _ in range(%d):
    ctypes.memset(libc.malloc(1000000), 1, 1000000)
ouroboros_dump.dump(OUT)
"""
        bare, full = (remainder(self.dump_of(take % count)) for count in (0, 60))
        self.assertLess(abs(full - bare - 60 * MB), 6 * MB)
        self.assertLess(abs(bare), 6 * MB)

    def test_what_a_program_holds_leaves_no_remainder(self):
        dump = self.dump_of("""
import ctypes, io, mmap
held = [(ctypes.c_ubyte * 1000000)() for _ in range(30)]
for one in held:
    ctypes.memset(one, 1, 1000000)
pages = mmap.mmap(-1, 20000000)
pages.write(b"x" * 20000000)
text = io.StringIO()
text.write("x" * 5000000)
text.seek(0)
text.read(1)
numbers = [float(i) for i in range(500000)]
block = bytearray(b"y" * 10000000)
ouroboros_dump.dump(OUT)
""")
        native = dump.meta["account"]["native"]
        self.assertLess(abs(native["bytes"] - 70 * MB), 2 * MB)
        self.assertLess(abs(native["mappedBytes"] - 20 * MB), MB)
        self.assertLess(abs(remainder(dump)), 7 * MB)

    def test_pages_that_were_never_touched_do_not_count_as_resident(self):
        dump = self.dump_of("""
import mmap
empty = bytes(50000000)
sparse = mmap.mmap(-1, 80000000)
sparse.write(b"x" * 10000000)
ouroboros_dump.dump(OUT)
""")
        account = dump.meta["account"]
        self.assertGreater(account["untouchedBytes"], 48 * MB)
        self.assertEqual(account["native"]["bytes"], 80000000)
        self.assertLess(abs(account["native"]["residentBytes"] - 10 * MB), MB)
        sparse = max(dump.tables["native"], key=lambda row: row["bytes"])
        self.assertEqual(sparse["bytes"], 80000000)
        self.assertLess(abs(sparse["resident"] - 10 * MB), MB)

    def test_memory_that_the_allocators_keep_is_told(self):
        account = self.dump_of("""
many = [bytes(400) for _ in range(100000)]
few = many[::100]
del many
ouroboros_dump.dump(OUT)
""").meta["account"]
        self.assertGreater(account["pymalloc"]["freeBytes"], 20 * MB)
        for part in ("malloc", "pymalloc"):
            self.assertTrue(all(value >= 0 for value in account[part].values()))

    def test_a_forked_copy_tells_the_account_of_the_process_itself(self):
        out = self.path("forked.ouro")
        self.program("""
import time
block = bytearray(b"x" * 30000000)
ouroboros_dump.dump(OUT, fork=True)
while not os.path.exists(OUT):
    time.sleep(0.05)
""", out)
        import ouro_reader
        meta = ouro_reader.Dump(out).meta
        self.assertGreater(meta["ussBytes"], 30 * MB)
        self.assertIn("resident", meta["account"])

    def test_the_moment_is_told_in_milliseconds(self):
        self.assertRegex(self.dump_of("ouroboros_dump.dump(OUT)").meta["takenAt"], r"T\d\d:\d\d:\d\d\.\d{3}Z$")


class Storages(FolderTestCase):
    def test_buffers_of_the_standard_library_are_told(self):
        dump = self.dump_of("""
import ctypes, io, mmap
class Frame(ctypes.Structure):
    _fields_ = [("pixels", ctypes.c_ubyte * 100000), ("n", ctypes.c_int)]
frames = [Frame() for _ in range(3)]
small = ctypes.c_int(7)
lent = (ctypes.c_char * 5000).from_buffer(bytearray(5000))
nowhere = (ctypes.c_char * (1 << 40)).from_address(4096)
pages = mmap.mmap(-1, 50000)
closed = mmap.mmap(-1, 60000)
closed.close()
put = io.StringIO()
put.write("p" * 70000)
read = io.StringIO()
read.write("r" * 80000)
read.seek(0)
read.read(1)
ouroboros_dump.dump(OUT)
""")
        found = by_type(dump)
        self.assertEqual(found["__main__.Frame"], [100004] * 3)
        self.assertEqual(found["mmap.mmap"], [50000])
        self.assertNotIn("ctypes.c_int", found)
        self.assertFalse([name for name in found if name.endswith("c_char_Array_5000") or "_1099511627776" in name])
        put, read = sorted(size for size in found["_io.StringIO"] if size >= 70000)
        self.assertTrue(70000 <= put < 150000, put)
        self.assertTrue(320000 <= read < 500000, read)

    def test_types_whose_memory_nobody_knows_are_marked(self):
        dump = self.dump_of("""
import bz2, lzma, zlib
held = [zlib.compressobj(), bz2.BZ2Compressor(), lzma.LZMACompressor()]
try:
    import sqlite3, ssl
    held += [sqlite3.connect(":memory:"), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)]
except ImportError:
    pass
ouroboros_dump.dump(OUT)
""")
        unknown = [name for name, sizes in by_type(dump).items() if sizes[0] == 0]
        marks = {marks for rows in native_of(dump).values() for _, size, marks in rows if size == 0}
        self.assertEqual(marks, {UNKNOWN})
        for wanted in ("Compress", "BZ2Compressor", "LZMACompressor", "Connection", "SSLContext"):
            self.assertTrue([name for name in unknown if name.endswith(wanted)], (wanted, unknown))

    def test_hostile_subclasses_run_no_code_and_unfinished_objects_do_no_harm(self):
        dump = self.dump_of("""
import ctypes, io, mmap
def fail(*words):
    os.write(2, b"code of the program ran\\n")
    os._exit(9)
names = ("__getattribute__", "__len__", "__sizeof__", "__buffer__", "__hash__", "__eq__", "__repr__")
class Pages(mmap.mmap):
    pass
class Text(io.StringIO):
    pass
class Frame(ctypes.Structure):
    _fields_ = [("a", ctypes.c_char * 3000)]
held = [Pages(-1, 9000), Text("x" * 3000), Frame(), io.StringIO.__new__(io.StringIO), Text.__new__(Text)]
for cls in (Pages, Text, Frame):
    for name in names:
        setattr(cls, name, fail)
ouroboros_dump.dump(OUT)
os._exit(0)
""")
        found = by_type(dump)
        self.assertEqual(found["__main__.Pages"], [9000])
        self.assertEqual(found["__main__.Frame"], [3000])

    def test_dumps_leave_no_garbage_behind(self):
        libraries = [name for name in ("numpy", "pandas", "pyarrow", "polars", "PIL.Image", "torch") if has(name.split(".")[0])]
        done = self.program("""
import mmap, io, sqlite3
for name in sys.argv[2:]:
    __import__(name)
held = [io.StringIO("x"), mmap.mmap(-1, 10)]
if "polars" in sys.modules:
    held.append(sys.modules["polars"].DataFrame({"a": [1, 2]}))
gc.collect()
gc.disable()
for _ in range(2):
    ouroboros_dump.dump(OUT)
gc.set_debug(gc.DEBUG_SAVEALL)
gc.collect()
print([type(o).__name__ for o in gc.garbage])
os._exit(0) if sys.stdout.flush() else os._exit(0)
""", self.path("clean.ouro"), *libraries)
        self.assertEqual(done.stdout.strip(), "[]")

    def test_ranges_that_overlap_are_one_storage_and_counted_ones_do_not_count_again(self):
        native = ouroboros_dump._Native(True)
        native.add(1, 1000, 100)
        native.add(2, 1050, 100)
        native.add(3, 1150, 10)
        native.add(4, 5000, 50)
        native.add(5, 0, 30)
        native.add(6, 0, 30)
        native.add(7, 1050, 7, ouroboros_dump.N_NAMED)
        native.add(8, 4096, 900, ouroboros_dump.N_DEVICE)
        storages = ouroboros_dump._Storages(native, [(4990, 100)])
        self.assertEqual(list(storages.name), [1000, 1000, 1150, 4990, 0, 0, 1050, 4096])
        self.assertEqual(list(storages.size), [150, 150, 10, 100, 30, 30, 7, 900])
        self.assertEqual(list(storages.mark), [0, 0, 0, SHALLOW, 0, 0, 0, 2])
        pages = ouroboros_dump._Pages()
        self.addCleanup(pages.close)
        totals = storages.totals(pages)
        self.assertEqual((totals["bytes"], totals["deviceBytes"]), (150 + 10 + 30 + 30 + 7, 900))

    def test_a_dump_always_says_that_it_knows_of_native_memory(self):
        self.assertIn("native", self.dump_of("ouroboros_dump.dump(OUT)").tables)


class Parsing(unittest.TestCase):
    LINES = b"""\
55d0-55e0 r-xp 00000000 08:01 131 /usr/bin/python3
Rss:                  40 kB
Pss:                  20 kB
Shared_Clean:         40 kB
600000-700000 rw-p 00000000 00:00 0 [heap]
Rss:                 100 kB
Private_Dirty:       100 kB
7000000-7001000 ---p 00000000 00:00 0 
Rss:                   0 kB
7001000-7801000 rw-p 00000000 00:00 0 
Rss:                  16 kB
8000000-8100000 rw-s 00000000 00:01 2049 /dev/zero (deleted)
Rss:                   8 kB
9000000-9100000 rw-p 00000000 00:00 0 [anon:arena]
Rss:                   4 kB
Swap:                 12 kB
a000000-a100000 r--s 00000000 08:01 77 /data/my table.arrow
Rss:                   2 kB
b000000-b001000 r-xp 00000000 00:00 0 [vdso]
Rss:                   1 kB
""".splitlines(True)

    def test_mappings_are_told_apart(self):
        found = ouroboros_dump._Mappings(self.LINES)
        kinds = dict(zip(ouroboros_dump._MAPPING_KINDS, (size // 1024 for size in found.resident)))
        self.assertEqual(kinds, {"heap": 100, "anonymous": 4, "file": 42, "shared": 8, "stack": 16, "other": 1})
        self.assertEqual(found.totals[b"Swap:"], 12 * 1024)
        self.assertEqual(found.kind_at(0x8000010), ouroboros_dump.M_SHARED)
        self.assertIsNone(found.kind_at(0x8500000))
        self.assertIsNone(found.kind_at(1))

    def test_lines_that_are_no_mappings_are_refused(self):
        for lines in ([], [b"nonsense\n"], [b"Rss: many kB\n"]):
            with self.assertRaises((ValueError, IndexError)):
                ouroboros_dump._Mappings(lines)

    def test_what_is_not_told_is_absent_and_never_zero(self):
        kept = ouroboros_dump._lines_of, ouroboros_dump.ctypes
        ouroboros_dump._lines_of, ouroboros_dump.ctypes = (lambda path: []), None
        try:
            found = ouroboros_dump._process_memory()
        finally:
            ouroboros_dump._lines_of, ouroboros_dump.ctypes = kept
        self.assertEqual(found, {})

    def test_a_library_without_the_functions_asked_for_is_no_error(self):
        kept = ouroboros_dump._malloc_account
        try:
            ouroboros_dump._malloc_account = functools.partial(ouroboros_dump._c_function, "no_such_function_at_all", None)
            self.assertNotIn("malloc", ouroboros_dump._process_memory().get("account", {}))
        finally:
            ouroboros_dump._malloc_account = kept

    def test_figures_of_pymalloc_are_taken_only_when_all_are_there(self):
        text = ("# arenas allocated current         =                    6\n"
                "6 arenas * 262144 bytes/arena      =            1,572,864\n"
                "# bytes in allocated blocks        =            1,437,136\n"
                "# bytes in available blocks        =               66,816\n"
                "8 unused pools * 4096 bytes        =               32,768\n")
        self.assertEqual(ouroboros_dump._pymalloc_figures(text), {
            "arenas": 6, "arenaBytes": 1572864, "inUseBytes": 1437136, "freeBytes": 99584})
        self.assertIsNone(ouroboros_dump._pymalloc_figures(text[:150]))
        self.assertIsNone(ouroboros_dump._pymalloc_figures(""))

    def test_the_control_group_of_either_version_is_read(self):
        files = {
            "2": {"/proc/self/cgroup": "0::/app\n", "/sys/fs/cgroup/app/memory.max": "1000\n",
                  "/sys/fs/cgroup/app/memory.current": "700\n",
                  "/sys/fs/cgroup/app/memory.stat": "anon 500\nfile 90\nshmem 5\nkernel 30\nslab 3\n"},
            "unlimited": {"/proc/self/cgroup": "0::/app\n", "/sys/fs/cgroup/app/memory.max": "max\n",
                          "/sys/fs/cgroup/app/memory.current": "700\n", "/sys/fs/cgroup/app/memory.stat": ""},
            "1": {"/proc/self/cgroup": "9:cpu:/a\n4:memory:/app\n",
                  "/sys/fs/cgroup/memory/app/memory.limit_in_bytes": "9223372036854771712\n",
                  "/sys/fs/cgroup/memory/app/memory.usage_in_bytes": "800\n",
                  "/sys/fs/cgroup/memory/app/memory.stat": "cache 1\ntotal_cache 40\ntotal_rss 600\ntotal_shmem 2\n"},
        }
        wanted = {
            "2": {"limitBytes": 1000, "currentBytes": 700, "anonymousBytes": 500, "fileBytes": 90, "sharedBytes": 5,
                  "kernelBytes": 30},
            "unlimited": {"currentBytes": 700},
            "1": {"currentBytes": 800, "anonymousBytes": 600, "fileBytes": 40, "sharedBytes": 2},
        }
        kept = ouroboros_dump._lines_of, ouroboros_dump.os.path.exists
        try:
            for name, there in files.items():
                def text(path):
                    return there.get(path.decode() if type(path) is bytes else path)
                ouroboros_dump._lines_of = lambda path: (text(path) or "").encode().splitlines(True)
                ouroboros_dump.os.path.exists = lambda path: text(path) is not None
                self.assertEqual(ouroboros_dump._control_group_account(), wanted[name], name)
        finally:
            ouroboros_dump._lines_of, ouroboros_dump.os.path.exists = kept


class Libraries(FolderTestCase):
    """What of these is there; run with a Python that has them to try all."""

    @unittest.skipUnless(has("numpy") and LINUX, "numpy is not here")
    def test_arrays_on_foreign_memory_are_told_and_those_on_python_objects_are_not(self):
        dump = self.dump_of("""
import ctypes, numpy
own = numpy.ones(300000)
view = own[10:]
lent = numpy.frombuffer(bytearray(5000), dtype="u1")
def capsule(address, size):
    class Lender:
        __array_interface__ = {"data": (address, False), "shape": (size,), "typestr": "|u1", "version": 3}
    return numpy.asarray(Lender())
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = (ctypes.c_size_t,)
address = libc.malloc(100000)
foreign = [capsule(address, 60000), capsule(address + 50000, 50000)]
back = foreign[0][::-1]
ouroboros_dump.dump(OUT)
""")
        rows = [(row, dump.index[address]) for address, rows in native_of(dump).items() for row in rows
                if dump.types[dump.type[dump.index[address]]][0] == "numpy.ndarray"]
        self.assertEqual([size for (_, size, _), _ in rows], [100000, 100000])
        self.assertEqual(len({storage for (storage, _, _), _ in rows}), 1)

    @unittest.skipUnless(has("pandas") and has("pyarrow"), "pandas and pyarrow are not here")
    def test_frames_tell_the_names_and_bytes_of_columns_in_objects_and_in_arrow(self):
        dump = self.dump_of("""
import pandas as pd, pyarrow as pa
texts = ["some text %d" % i for i in range(10000)]
frame = pd.DataFrame({
    "number": range(10000),
    "objects": pd.Series(texts, dtype=object),
    "strings": pd.Series(texts, dtype=pd.ArrowDtype(pa.large_string())),
    "letters": pd.Series(["é", None] * 5000, dtype=pd.ArrowDtype(pa.string())),
})
frame.columns = frame.columns.astype(pd.ArrowDtype(pa.string()))
print(int(frame["strings"].memory_usage(index=False, deep=True)))
ouroboros_dump.dump(OUT)
""")
        frame = [facts for facts in dump.infos.values() if facts.get("columnCount") == 4]
        self.assertEqual(len(frame), 1)
        columns = {column["name"]: column["bytes"] for column in frame[0]["columns"]}
        self.assertEqual(list(columns), ["number", "objects", "strings", "letters"])
        self.assertEqual((columns["number"], columns["objects"]), (80000, 80000))
        truth = 10001 * 8 + sum(len("some text %d" % i) for i in range(10000))
        self.assertTrue(truth <= columns["strings"] < truth + 4096, (truth, columns))
        self.assertTrue(10001 * 4 + 10000 <= columns["letters"] < 10001 * 4 + 10000 + 1250 + 4096, columns)
        blocks = {tuple(facts["places"]): [column["name"] for column in facts["columns"]]
                  for facts in dump.infos.values() if "places" in facts and len(facts["places"]) < 4}
        for place, name in enumerate(columns):
            self.assertEqual(blocks[(place,)], [name])
        for i, references in enumerate(dump.references):
            name = dump.types[dump.type[i]][0]
            if name.startswith("pandas.core.internals.blocks.") and name.endswith("Block"):
                self.assertIn("values", [reference.label for reference in references])

    @unittest.skipUnless(has("PIL"), "PIL is not here")
    def test_images_are_told(self):
        dump = self.dump_of("""
from PIL import Image
images = [Image.new(mode, (1001, 700), 1) for mode in ("L", "RGB", "1", "I;16", "F")]
ouroboros_dump.dump(OUT)
""")
        self.assertEqual(sorted(by_type(dump)["ImagingCore" if "ImagingCore" in by_type(dump) else
                                              "PIL._imaging.ImagingCore"]),
                         [1004 * 700, 1004 * 700, 2004 * 700, 4004 * 700, 4004 * 700])

    @unittest.skipUnless(has("torch"), "torch is not here")
    def test_tensors_and_what_their_graphs_keep_are_told_once(self):
        dump = self.dump_of("""
import numpy, torch
plain = torch.ones(1000000)
view = plain.view(1000, 1000)[5:]
array = plain.numpy()
held = numpy.ones(200000)
lent = torch.from_numpy(held)
meta = torch.empty(10**9, device="meta")
weight = torch.ones(1000, 1000, requires_grad=True)
loss = (torch.ones(500, 1000) @ weight).softmax(1).sum()
loss.backward(retain_graph=True)
ouroboros_dump.dump(OUT)
""")
        rows = {(storage, size) for rows in native_of(dump).values() for storage, size, marks in rows if not marks & 7}
        sizes = sorted(size for _, size in rows if size >= MB)
        # plain, weight and its gradient; the factor and the result of softmax (2 MB each) in the graph.
        self.assertEqual(sizes, [2 * MB, 2 * MB, 4 * MB, 4 * MB, 4 * MB])
        counted = [size for rows in native_of(dump).values() for _, size, marks in rows if marks == SHALLOW]
        self.assertEqual(counted, [1600000])

    @unittest.skipUnless(has("torch") and has("torch.utils._device"), "a torch with function modes is not here")
    def test_a_program_that_stands_between_torch_and_its_functions_is_not_asked(self):
        self.program("""
import torch
from torch.overrides import TorchFunctionMode
class Mode(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        os.write(2, b"code of the program ran\\n")
        os._exit(9)
held = torch.ones(5)
with Mode():
    ouroboros_dump.dump(OUT)
    os._exit(0)
""", self.path("mode.ouro"))

    @unittest.skipUnless(has("pyarrow"), "pyarrow is not here")
    def test_arrow_data_is_told_and_shared_buffers_are_one_storage(self):
        dump = self.dump_of("""
import pyarrow as pa
text = b"x" * 4000000
buffer = pa.py_buffer(text)
hidden = pa.py_buffer(b"y" * 3000000)
numbers = pa.array(range(500000))
table = pa.table({"n": numbers, "twice": numbers})
part = table.slice(7)
column = table.column(0)
batch = table.to_batches()[0]
nested = pa.StructArray.from_arrays([numbers], names=["inside"])
words = pa.array(["a" * 40, "b"] * 50000).dictionary_encode()
ouroboros_dump.dump(OUT)
""")
        storages = {}
        for address, rows in native_of(dump).items():
            for storage, size, marks in rows:
                storages.setdefault((storage, size, marks), set()).add(dump.types[dump.type[dump.index[address]]][0])
        holders = [names for (_, size, _), names in storages.items() if 4 * MB <= size < 4.1 * MB and "pyarrow.lib.Table" in names]
        self.assertEqual(len(holders), 1)
        self.assertLessEqual({"pyarrow.lib.Int64Array", "pyarrow.lib.Table", "pyarrow.lib.ChunkedArray",
                              "pyarrow.lib.RecordBatch", "pyarrow.lib.StructArray"}, holders[0])
        marks = [marks for (_, size, marks), names in storages.items() if "pyarrow.lib.Buffer" in names and size >= 4 * MB]
        self.assertEqual(marks, [SHALLOW])
        # Bytes that only C++ holds are in no list of the collector's: they are the buffer's.
        self.assertEqual([marks for (_, size, marks), _ in storages.items() if size == 3 * MB], [0])
        self.assertIn("pyarrow.lib.DictionaryArray", by_type(dump))

    @unittest.skipUnless(has("polars"), "polars is not here")
    def test_frames_and_series_are_told_and_shared_columns_are_one_storage(self):
        dump = self.dump_of("""
import polars as pl
frame = pl.DataFrame({"n": pl.int_range(0, 500000, eager=True), "t": ["a text of more than twelve %d" % (i % 7) for i in range(100000)] * 5})
same = frame.select("n")
constant = frame.with_columns(pl.lit(7).alias("k"))
one = frame["n"]
ouroboros_dump.dump(OUT)
""")
        sizes = {}
        for rows in native_of(dump).values():
            for storage, size, marks in rows:
                if not marks:
                    sizes[storage] = size
        self.assertEqual(len([size for size in sizes.values() if 4 * MB <= size < 4.1 * MB]), 1)
        self.assertEqual(len([size for size in sizes.values() if 8 * MB <= size < 8.1 * MB]), 1)
        if LINUX:
            self.assertLess(remainder(dump), 40 * MB)


if __name__ == "__main__":
    unittest.main()
