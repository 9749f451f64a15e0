# ---------------------------------------------------------------------------------------------
# Containers of C: by what their own iteration gives
# ---------------------------------------------------------------------------------------------


def _lru_cache_edges(walk, o, a, refs, named, extra, reach, row):
    own = [entry[2] for entry in named]
    for target in refs:
        if type(target) is dict and id(target) not in own:
            named.append((INTERNAL, walk.string("cache"), id(target)))
        elif type(target) is dict:
            for name, value in target.items():
                if type(name) is str and name == "__wrapped__":
                    named.append((INTERNAL, walk.string("__wrapped__"), id(value)))


def _mapping_proxy_edges(walk, o, a, refs, named, extra, reach, row):
    if refs:
        named.append((INTERNAL, walk.string("mapping"), id(refs[0])))


def _tell_bound(walk, o):
    bound = _deque_bound(o)
    if bound is not None:
        walk.infos.append((id(o), '{"maxlen": %d}' % bound))


def _deque_edges(walk, o, a, refs, named, extra, reach, row):
    _tell_bound(walk, o)
    for i, item in enumerate(_deque_iter(o)):
        named.append((INDEX, i, id(item)))


def _item_words(memory, o):
    """Addresses of the items of a list or tuple (or a subclass's), 0 where C code has not set one yet.

    Iterating such a list would take a reference to NULL: `xml.etree.ElementTree.TreeBuilder` keeps one,
    and `tuple(generator)` has one in the making while the generator runs. Empty where memory is not read.
    """
    if memory.word is None:
        return ()
    if _has_base(o, list):
        if memory.items is None:
            return ()
        return array.array("Q", memory.behind(id(o) + memory.items, (0,), map(list.__len__, (o,))))
    start = (id(o) + _tuple_items) >> 3
    return memory.word[start:start + tuple.__len__(o)]


_tuple_items = tuple.__basicsize__  # what lies before the first


def _filled_places(memory, o):
    """Positions of a list or tuple that are set; None where memory is not read."""
    if memory.word is None:
        return None
    return [i for i, address in enumerate(_item_words(memory, o)) if address]


def _list_edges(walk, o, a, refs, named, extra, reach, row):
    for i, address in enumerate(_item_words(walk.memory, o)):
        if address:
            named.append((INDEX, i, address))


def _tuple_edges(walk, o, a, refs, named, extra, reach, row):
    names = _own(_type_dict(type(o)), "_fields")
    if type(names) is not tuple or len(names) != tuple.__len__(o):
        names = None
    for i, address in enumerate(_item_words(walk.memory, o)):
        if not address:
            continue
        if names is not None and type(names[i]) is str:
            named.append((SLOT, walk.string(names[i]), address))
        else:
            named.append((INDEX, i, address))


def _set_edges(kind):
    def edges(walk, o, a, refs, named, extra, reach, row):
        for item in kind.__iter__(o):
            named.append((MEMBER, NONE, id(item)))
    return edges


def _dict_edges(walk, o, a, refs, named, extra, reach, row):
    reported = {}
    for address in map(id, refs):
        reported[address] = reported.get(address, 0) + 1
    keys = []
    for k, v in dict.items(o):
        text = walk.string(_key_text(k)) if walk.show else NONE
        named.append((VALUE, text, id(v)))
        reported[id(v)] = reported.get(id(v), 0) - 1
        keys.append((text, k))
    ordered = _ordered(type(o))
    for text, k in keys:
        for _ in range(1 + ordered):  # its linked list owns each key once more
            if reported.get(id(k), 0) > 0:
                reported[id(k)] -= 1
                named.append((KEY, text, id(k)))
            else:
                extra.append((KEY | HIDDEN, text, id(k)))
                reach.append(k)


def _ordered(cls):
    ordered = _ORDERED[0]
    for base in _type_mro(cls):
        if base is ordered:
            return True
    return False
