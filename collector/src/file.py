# ---------------------------------------------------------------------------------------------
# File: sections, checksums, a temporary name until it is whole
# ---------------------------------------------------------------------------------------------

_SECTION = struct.Struct("<4sBBHIIQQ")
_HEAD = struct.Struct("<HH")  # compiled here: `struct.pack` would cache them during the walk
_WORD = struct.Struct("<I")
_COUNTS = struct.Struct("<QQ")
_TOTALS = struct.Struct("<6Q")
_POINTER_BYTES = struct.calcsize("P")
_MAGIC = b"\x8fOURO\r\n\x1a"


def _crc32(data):
    return zlib.crc32(data) if zlib is not None else _slow_crc32(data)


def _slow_crc32(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0xEDB88320 if byte & 1 else 0)
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in bytes(data):
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


class _HoldingCalls:
    """`write` and `compress2` of the C library, called without letting go of the GIL.

    While other threads run, `os.write` and `zlib.compress` would give them time in the middle of the
    walk. Made once and kept: each loaded library brings a class of its own, which is a cycle.
    """

    def __init__(self):
        self.write = ctypes.PyDLL(None).write
        self.write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
        self.write.restype = ctypes.c_ssize_t
        if zlib is not None:
            library = ctypes.PyDLL(getattr(zlib, "__file__", None))
            self._bound, self._compress = library.compressBound, library.compress2
            self._bound.argtypes = (ctypes.c_ulong,)
            self._bound.restype = ctypes.c_ulong
            self._compress.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_ulong,
                                       ctypes.c_int)
            self._crc32 = library.crc32
            self._crc32.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_uint)
            self._crc32.restype = ctypes.c_ulong
            if self.checksum(b"ouroboros") != zlib.crc32(b"ouroboros"):
                raise OSError("not the zlib it should be")
        if self.write(-1, b"", 0) != -1 or zlib is not None and zlib.decompress(self.deflate(b"ab" * 40, 1)) != b"ab" * 40:
            raise OSError("the C library does not do as it should")

    def checksum(self, data):
        return self._crc32(0, data, len(data)) & 0xFFFFFFFF if zlib is not None else _slow_crc32(data)

    def deflate(self, data, level):
        bound = self._bound(len(data))
        out = bytearray(bound)
        room = array.array("L", [bound])
        # The address of a bytearray's bytes without a ctypes array type per length, which would be a cycle.
        at = _bytes_address(out)
        if self._compress(at, room.buffer_info()[0], data, len(data), level) != 0:
            return data
        return bytes(memoryview(out)[:room[0]])


_holding_calls = None
_bytes_address = None


def _get_holding_calls():
    """None where the calls cannot be had: then other threads may run during the walk."""
    global _holding_calls, _bytes_address
    if _holding_calls is None:
        _holding_calls = False
        if ctypes is not None and os.name == "posix":
            try:
                _bytes_address = ctypes.pythonapi.PyByteArray_AsString
                _bytes_address.argtypes = (ctypes.py_object,)
                _bytes_address.restype = ctypes.c_void_p
                _holding_calls = _HoldingCalls()
            except Exception as error:
                _pass_on(error)
    return _holding_calls or None


class _Target:
    """Where a dump goes: a descriptor of our own, or the `write` of a file object that has none.

    A regular file is written under a temporary name beside it, which nobody can foresee, and renamed.
    """

    __slots__ = ("name", "descriptor", "temporary", "final", "regular", "sink", "owner")

    def __init__(self, name):
        self.name = name  # for people
        self.descriptor = -1
        self.temporary = self.final = self.sink = None
        self.regular = False
        self.owner = os.getpid()

    def spools(self, alone):
        """Whether the dump is kept in memory during the walk: a full pipe would stop every thread of the process."""
        return self.sink is not None or not self.regular and not alone

    def leave_to_child(self):
        """After a fork: the file is the child's work now."""
        self.temporary = None
        self.close()

    def close(self):
        descriptor, self.descriptor = self.descriptor, -1  # first: never closed twice
        if _dumping[1] == descriptor:
            _dumping[1] = -1
        if descriptor >= 0:
            os.close(descriptor)

    def finish(self):
        """Close the file and give it its name."""
        self.close()
        if self.temporary is not None:
            os.replace(self.temporary, self.final)
            self.temporary = None

    def abandon(self):
        """Close the file and remove what there is of it, as far as that can be done."""
        raised = None
        try:
            self.close()
        except OSError as error:
            raised = error
        temporary, self.temporary = self.temporary, None
        if temporary is not None and os.getpid() == self.owner:
            try:
                os.unlink(temporary)
            except OSError as error:
                raised = error
        if raised is not None:
            _pass_on(raised)


def _open_target(path):
    """The `_Target` of what `dump` was given: a name, a descriptor or an open binary file."""
    if type(path) is _Target:
        path.owner = os.getpid()
        return path
    if isinstance(path, int):
        return _duplicate("descriptor %d" % path, path)
    if not isinstance(path, (str, bytes)) and not hasattr(path, "__fspath__"):
        write = getattr(path, "write", None)
        if write is None:
            raise TypeError("a dump goes to a path, a descriptor or an open binary file, not to a %s" %
                            type(path).__name__)
        flush, number = getattr(path, "flush", None), None
        if flush is not None:
            flush()
        try:
            number = path.fileno()
        except (AttributeError, OSError, ValueError):  # io.UnsupportedOperation is both of the last
            pass
        name = "an open %s" % type(path).__name__
        if number is not None:
            return _duplicate(name, number)
        target = _Target(name)
        target.sink = write
        return target
    target = _Target(os.fsdecode(path))
    flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        mode = os.stat(target.name).st_mode
    except OSError as error:
        _pass_on(error)
        mode = stat.S_IFREG
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        # A FIFO that nobody reads is an error at once, not a wait.
        target.descriptor = os.open(target.name, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
        if hasattr(os, "set_blocking"):
            os.set_blocking(target.descriptor, True)
        return target
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target.name)
    final = os.path.realpath(target.name) if os.path.islink(target.name) else os.path.abspath(target.name)
    flags |= os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    temporary = "%s.%d.%s.partial" % (final, os.getpid(), os.urandom(6).hex())
    try:
        target.descriptor = os.open(temporary, flags, 0o600)  # readable to its owner only: it shows values
    except OSError as error:
        error.filename = target.name
        raise
    target.temporary, target.final, target.regular = temporary, final, True
    return target


def _duplicate(name, descriptor):
    target = _Target(name)
    target.descriptor = os.dup(descriptor)
    target.regular = stat.S_ISREG(os.fstat(target.descriptor).st_mode)
    return target


class _File:
    """Writes sections to a `_Target`. With `hold`, never lets go of the GIL."""

    def __init__(self, target, compress, hold):
        self.target = target
        self.compress = int(compress) if zlib is not None else 0  # True is level 1
        self.written = 0
        self.hold = _get_holding_calls() if hold else None
        self.holds = self.hold is not None
        self.spool = [] if target.spools(not hold) else None
        head = _MAGIC + _HEAD.pack(1, 0)
        self._write(head + _WORD.pack(_crc32(head)))

    def tell(self, text):
        """To stderr, without letting other threads run if they are held off."""
        if self.hold is not None:
            data = text.encode("utf-8", "replace")
            self.hold.write(2, data, len(data))
        else:
            _say(text[:-1])

    def _write(self, data):
        if os.getpid() != self.target.owner:
            raise RuntimeError("the process was forked in the middle of the dump")
        self.written += len(data)
        if self.spool is not None:
            self.spool.append(data)
            return
        done = 0
        if self.hold is not None:
            done = max(0, self.hold.write(self.target.descriptor, data, len(data)))
            if done == len(data):
                return
        self._write_plainly(data, done)  # a short write or an error: the plain call tells which

    def _write_plainly(self, data, done=0):
        view = memoryview(data)[done:]
        sink = self.target.sink
        while view:
            count = os.write(self.target.descriptor, view) if sink is None else sink(view)
            view = view[count:] if type(count) is int else view[len(view):]

    def _deflate(self, data):
        if self.hold is None:
            return zlib.compress(data, self.compress)
        return self.hold.deflate(data, self.compress)

    def section(self, tag, data, batch=0, raw=False):
        if type(data) is not bytes:
            if sys.byteorder == "big":
                data.byteswap()
            data = data.tobytes()
        stored, codec = data, 0
        if self.compress and not raw and len(data) > 64:
            packed = self._deflate(data)
            if len(packed) < len(data):
                stored, codec = packed, 1
        checksum = _crc32(stored) if self.hold is None else self.hold.checksum(stored)
        head = _SECTION.pack(tag, codec, 0, 0, batch, checksum, len(stored), len(data))
        self._write(head + stored + bytes(-len(stored) % 8))

    def finish(self):
        if self.spool is not None:
            for data in self.spool:
                self._write_plainly(data)
            self.spool = None
        self.target.finish()


def _json(value):
    """JSON text of plain values; a module that imports nothing it does not need has no `json`."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if type(value) in (int, float):
        return repr(value) if value == value and value not in (float("inf"), float("-inf")) else "null"
    if type(value) is str:
        out = ['"']
        for char in value:
            if char in '"\\':
                out.append("\\" + char)
            elif " " <= char <= "~":
                out.append(char)
            else:
                code = ord(char)
                if code > 0xFFFF:
                    code -= 0x10000
                    out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
                else:
                    out.append("\\u%04x" % code)
        out.append('"')
        return "".join(out)
    if type(value) is dict:
        return "{%s}" % ",".join("%s:%s" % (_json(k), _json(v)) for k, v in value.items())
    return "[%s]" % ",".join([_json(v) for v in value])
