# ---------------------------------------------------------------------------------------------
# The process's account: where its resident memory is, as the system and the allocators tell
#
# What cannot be had is left out: unknown is never zero. All of it is asked before the walk, since
# system calls let other threads run.
# ---------------------------------------------------------------------------------------------

M_HEAP, M_ANONYMOUS, M_FILE, M_SHARED, M_STACK, M_OTHER = range(6)
_MAPPING_KINDS = ("heap", "anonymous", "file", "shared", "stack", "other")
_SHARED_PATHS = (b"/dev/shm/", b"/dev/zero", b"/SYSV", b"/memfd:", b"/anon_hugepage", b"[anon_shmem:")
_GUARD = 1 << 16  # a mapping without rights, no longer than this, lies below the stack of a thread


class _Mappings:
    """The mappings of this process as they were: bounds and kinds, ascending, and what was resident in each kind."""

    __slots__ = ("start", "end", "kind", "resident", "totals")

    def __init__(self, lines):
        """From the lines of /proc/self/smaps. Raises ValueError or IndexError where they are not as they should be."""
        self.start, self.end, self.kind = array.array("Q"), array.array("Q"), bytearray()
        self.resident = [0] * len(_MAPPING_KINDS)
        self.totals = {}
        totals = self.totals
        kind = M_OTHER
        guard = 0
        for line in lines:
            name = line[:line.find(b" ")]
            if name[-1:] != b":":  # 7f12…-7f13… rw-p 00000000 00:00 0   [heap]
                words = line.split(None, 5)
                start, _, end = name.partition(b"-")
                start, end = int(start, 16), int(end, 16)
                rights, path = words[1], words[5].strip() if len(words) > 5 else b""
                kind = _mapping_kind(rights, words[4], path)
                if kind == M_ANONYMOUS and guard == start:
                    kind = M_STACK
                guard = end if rights[:3] == b"---" and end - start <= _GUARD else 0
                self.start.append(start)
                self.end.append(end)
                self.kind.append(kind)
            elif name in _SMAPS:
                size = int(line.split()[1]) * 1024
                if size:
                    totals[name] = totals.get(name, 0) + size
                    if name == b"Rss:":
                        self.resident[kind] += size
        if not self.start:
            raise ValueError("no mappings")

    def kind_at(self, address):
        """Kind of the mapping that an address is in; None where there is none."""
        low, high = 0, len(self.start)
        while low < high:
            middle = (low + high) >> 1
            if self.start[middle] <= address:
                low = middle + 1
            else:
                high = middle
        return self.kind[low - 1] if low and address < self.end[low - 1] else None


_SMAPS = (b"Rss:", b"Pss:", b"Shared_Clean:", b"Shared_Dirty:", b"Private_Clean:", b"Private_Dirty:",
          b"Private_Hugetlb:", b"Shared_Hugetlb:", b"Swap:")


def _mapping_kind(rights, inode, path):
    if not path or path.startswith(b"[anon:"):
        return M_SHARED if rights[3:] == b"s" else M_ANONYMOUS
    if path == b"[heap]":
        return M_HEAP
    if path == b"[stack]":
        return M_STACK
    if path.startswith(_SHARED_PATHS):
        return M_SHARED if rights[3:] == b"s" else M_ANONYMOUS
    if path.startswith(b"[") or inode == b"0" or path.startswith(b"/dev/"):
        return M_OTHER
    return M_FILE


_mappings = None  # of the dump being taken


def _process_memory():
    """Memory facts of META, where the system tells: resident, proportional and unique bytes, and the account."""
    global _mappings
    _mappings = None
    found, account = {}, {}
    try:
        _mappings = _Mappings(_lines_of("/proc/self/smaps"))
        totals = _mappings.totals
        found["rssBytes"] = totals.get(b"Rss:", 0)
        found["pssBytes"] = totals.get(b"Pss:", 0)
        found["ussBytes"] = sum([totals.get(name, 0) for name in _SMAPS[4:7]])
        account["resident"] = dict(zip(_MAPPING_KINDS, _mappings.resident))
        account["sharedBytes"] = sum([totals.get(name, 0) for name in (b"Shared_Clean:", b"Shared_Dirty:", b"Shared_Hugetlb:")])
        account["swappedBytes"] = totals.get(b"Swap:", 0)
    except (ValueError, IndexError) as error:
        _pass_on(error)
        _mappings = None
        _resident_elsewhere(found)
    for part, ask in (("malloc", _malloc_account), ("pymalloc", _pymalloc_account),
                      ("controlGroup", _control_group_account), ("accelerators", _accelerator_accounts)):
        try:
            told = ask()
        except Exception as error:  # a library unlike those known: this part stays unknown
            _pass_on(error)
            told = None
        if told:
            account[part] = told
    if account:
        found["account"] = account
    return found


def _pass_on(error):
    """Raises again what a signal handler of the program raised meanwhile, but nothing of a library's own."""
    if _raised_by_the_program(error):
        raise error


def _resident_elsewhere(found):
    """Resident bytes where there is no /proc/self/smaps: what the system counts as such, never a peak."""
    for line in _lines_of("/proc/self/status"):
        if line.startswith(b"VmRSS:"):
            found["rssBytes"] = int(line.split()[1]) * 1024
            return
    if ctypes is None:
        return
    try:
        if sys.platform == "darwin":
            found["rssBytes"] = _resident_on_mac()
        elif os.name == "nt":
            found["rssBytes"] = _resident_on_windows()
    except (AttributeError, OSError) as error:
        _pass_on(error)


def _resident_on_mac():
    """task_info(MACH_TASK_BASIC_INFO): virtual_size, resident_size … (untried)."""
    info, count = array.array("I", bytes(48)), array.array("I", [12])
    task = ctypes.c_uint32.in_dll(ctypes.pythonapi, "mach_task_self_").value
    ask = _c_function("task_info", ctypes.c_int, ctypes.c_uint32, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    if ask(task, 20, info.buffer_info()[0], count.buffer_info()[0]) != 0:
        raise OSError("task_info")
    return info[2] | info[3] << 32


def _resident_on_windows():
    """GetProcessMemoryInfo: WorkingSetSize (untried)."""
    info = array.array("Q", bytes(72))
    info[0] = 72
    if not _c_functions:  # a library brings a class of its own, which is a cycle: made once
        library = ctypes.WinDLL("kernel32")
        _c_functions["process"], _c_functions["ask"] = library.GetCurrentProcess, library.K32GetProcessMemoryInfo
        _c_functions["process"].restype = ctypes.c_void_p
        _c_functions["ask"].argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32)
    if not _c_functions["ask"](_c_functions["process"](), info.buffer_info()[0], 72):
        raise OSError("GetProcessMemoryInfo")
    return info[2]


_c_functions = {}


def _c_function(name, result, *arguments):
    """A function of the C library or the interpreter, called with the GIL held; made once, since each is a cycle.

    Raises AttributeError where there is none of that name.
    """
    found = _c_functions.get(name)
    if found is None:
        found = ctypes.pythonapi[name]
        found.restype, found.argtypes = result, arguments
        _c_functions[name] = found
    return found


_MallInfo = None if ctypes is None else type("_MallInfo", (ctypes.Structure,), {"_fields_": [
    (name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
                                         "fordblks", "keepcost")]})


def _malloc_account():
    """glibc's mallinfo2 (2.33 and later): all arenas; it takes each arena's lock as malloc does."""
    if ctypes is None or os.name != "posix":
        return None
    info = _c_function("mallinfo2", _MallInfo)()
    if info.uordblks + info.fordblks != info.arena:  # another allocator's, with its own idea of it
        return None
    return {"systemBytes": info.arena, "inUseBytes": info.uordblks, "freeBytes": info.fordblks,
            "mappedBytes": info.hblkhd}


_POOL_LINE = "unused pools * "


def _pymalloc_account():
    """What `sys._debugmallocstats` prints of the allocator for small objects, read from memory instead of stderr.

    The C function behind it walks the headers of the pools; it runs no Python code and allocates no object.
    """
    if ctypes is None or os.name != "posix":
        return None
    pointer = ctypes.c_void_p
    open_stream = _c_function("open_memstream", pointer, pointer, pointer)
    write_stats, close, free = [_c_function(name, ctypes.c_int, pointer)
                                for name in ("_PyObject_DebugMallocStats", "fclose", "free")]
    place = array.array("Q", [0, 0])  # where the text will be, and its length
    at = place.buffer_info()[0]
    stream = open_stream(at, at + 8)
    if not stream:
        return None
    write_stats(stream)
    close(stream)
    text = ctypes.string_at(place[0], min(place[1], 1 << 20)).decode("ascii", "replace") if place[0] else ""
    free(place[0])
    return _pymalloc_figures(text)


def _pymalloc_figures(text):
    figures = {}
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        value = value.replace(",", "").strip()
        if not equals or not value.isdigit():
            continue
        name = name.strip()
        if name == "# arenas allocated current":
            figures["arenas"] = int(value)
        elif " arenas * " in name:
            figures["arenaBytes"] = int(value)
        elif name == "# bytes in allocated blocks":
            figures["inUseBytes"] = int(value)
        elif name == "# bytes in available blocks" or _POOL_LINE in name:
            figures["freeBytes"] = figures.get("freeBytes", 0) + int(value)
    return figures if len(figures) == 4 else None


def _control_group_files():
    """(folder of version 2 or None, folder of version 1 or None) of the group that this process is in."""
    second = first = None
    for line in _lines_of("/proc/self/cgroup"):
        number, _, rest = line.strip().partition(b":")
        names, _, path = rest.partition(b":")
        if number == b"0" and not names:
            second = b"/sys/fs/cgroup" + (b"" if path == b"/" else path)
        elif b"memory" in names.split(b","):
            first = b"/sys/fs/cgroup/memory" + (b"" if path == b"/" else path)
    # Within a container the group's own folder is often mounted as the root of all.
    if second is not None and not os.path.exists(second + b"/memory.current"):
        second = b"/sys/fs/cgroup" if os.path.exists(b"/sys/fs/cgroup/memory.current") else None
    if first is not None and not os.path.exists(first + b"/memory.stat"):
        first = b"/sys/fs/cgroup/memory" if os.path.exists(b"/sys/fs/cgroup/memory/memory.stat") else None
    return second, first


_UNLIMITED = 1 << 60  # version 1 says "no limit" by a number near 2⁶³


def _control_group_account():
    second, first = _control_group_files()
    found = {}
    if second is not None:
        files = ((b"/memory.max", "limitBytes"), (b"/memory.current", "currentBytes"))
        keys = {b"anon": "anonymousBytes", b"file": "fileBytes", b"shmem": "sharedBytes", b"kernel": "kernelBytes"}
        folder = second
    elif first is not None:
        files = ((b"/memory.limit_in_bytes", "limitBytes"), (b"/memory.usage_in_bytes", "currentBytes"),
                 (b"/memory.kmem.usage_in_bytes", "kernelBytes"))
        keys = {b"total_rss": "anonymousBytes", b"total_cache": "fileBytes", b"total_shmem": "sharedBytes"}
        folder = first
    else:
        return None
    for name, key in files:
        for line in _lines_of(folder + name):
            if line.strip().isdigit() and int(line) < _UNLIMITED:
                found[key] = int(line)
    for line in _lines_of(folder + b"/memory.stat"):
        words = line.split()
        if len(words) == 2 and words[0] in keys and words[1].isdigit():
            found[keys[words[0]]] = int(words[1])
    return found


def _accelerator_accounts():
    """Memory on GPUs, from torch's own allocator, once the program has initialised it (untried)."""
    if _copied is not None or _loaded("torch.cuda", "_initialized") is not True:
        return None
    count, ask = _loaded("torch._C", "_cuda_getDeviceCount"), _loaded("torch._C", "_cuda_memoryStats")
    if type(count) is not types.BuiltinFunctionType or type(ask) is not types.BuiltinFunctionType:
        return None
    found = []
    for device in range(count()):
        stats = ask(device)
        found.append({"name": "cuda:%d" % device, "allocatedBytes": stats["allocated_bytes"]["all"]["current"],
                      "reservedBytes": stats["reserved_bytes"]["all"]["current"]})
    return found
