# ---------------------------------------------------------------------------------------------
# Columns: arrays as bytes
# ---------------------------------------------------------------------------------------------


def _u32(values):
    data = array.array("I", values)
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


def _u64(values):
    data = array.array("Q", values)
    if sys.byteorder == "big":
        data.byteswap()
    return data.tobytes()


_SHORT = 1 << 64


def _nones(n):
    return array.array("I", (NONE,)) * n


def _scalar_text(o, cls, limit):
    if cls is bool or cls is type(None):
        return repr(True if o is True else False if o is False else None)
    if cls is int:
        return _int_text(o)
    if cls is str:
        return str.__getitem__(o, slice(0, limit))
    if cls is bytes:
        return repr(bytes.__getitem__(o, slice(0, limit >> 2)))
    return cls.__repr__(o)


def _module_name(namespace):
    name = namespace.get("__name__") if type(namespace) is dict else None
    return name if type(name) is str else None
