# ---------------------------------------------------------------------------------------------
# Kinds of which any program has thousands, a group at a time
#
# Each gives True when it has written the whole group, and False, with nothing written, where something
# is not as it expects: then the group goes the slow way, one object after the other.
# ---------------------------------------------------------------------------------------------


def _code_getters():
    """C getters of the members of code objects, in the order in which they lie in memory."""
    memory = _get_memory()
    found = [(memory.member(value, _Code), value) for value in _type_dict(_Code).values() if type(value) is _Member]
    return [value.__get__ for _, value in sorted([pair for pair in found if pair[0] is not None],
                                                 key=lambda pair: pair[0])]


def _codes(walk, group, plan):
    """Code objects: as many hidden references as there are members, a column at a time."""
    n = len(group)
    row = len(walk.count)
    if walk.memory.members is None:
        return False
    getters = _code_getters() if walk.code else []
    members = plan.members if walk.code else []
    if len(members) != len(getters):
        return False
    nothing = id(None)
    columns = []
    for get in getters:
        values = list(map(get, group))
        columns.append(array.array("Q", walk.memory.ids(values)))
        if nothing in columns[-1]:  # perhaps NULL
            return False
    if walk.statements is not None:
        walk.statements.look(walk, group)
    for get in getters:
        values = list(map(get, group))
        walk.scan(values)
    values = None
    width = len(columns)
    edges = array.array("Q", bytes(8 * n * width))
    for i, column in enumerate(columns):
        edges[i::width] = column
    walk.edge.extend(edges)
    walk.count.extend(array.array("I", (width,)) * n)
    layout = walk.slots_layout([(INTERNAL | HIDDEN, name) for _, name in members])
    if layout == NONE:
        for _ in range(n):
            walk.kind += bytes((INTERNAL | HIDDEN,)) * width
            walk.label.extend([name for _, name in members])
    walk.lay.extend(array.array("I", (layout,)) * n)
    if width:
        for at in range(row, row + n):
            walk.flag[at] |= F_OPAQUE
    _seldom_same(walk, ["%s:%d in %s" % texts for texts in
                        zip(map(_code_file, group), map(_code_line, group), map(_code_name, group))])
    return True


def _seldom_same(walk, texts):
    """Previews that are rarely the same: not worth a look in the cache."""
    start = walk.string_count
    walk.strings_new += [str.encode(text, "utf-8", "backslashreplace") for text in texts]
    walk.string_count = start + len(texts)
    walk.preview.extend(range(start, walk.string_count))


def _functions(walk, group, plan):
    """Functions: their fields read as one slice of memory each.

    Which fields are reported, and in which order, is learnt per pattern of empty fields; what comes
    out is proved against the referents of the whole group, every time.
    """
    memory = walk.memory
    fields, view = memory.function, memory.view
    if fields is None or view is None:
        return False
    first = fields[0][0] >> 3
    last = (fields[-1][0] >> 3) + 1
    places = [((offset >> 3) - first, walk.string(name)) for offset, name in fields]
    flat = _referents(*group)
    found = array.array("Q", memory.ids(flat))
    words = [view[at + first:at + last].tolist() for at in [id(o) >> 3 for o in group]]
    patterns = [bytes(map(bool, own)) for own in words]
    known = plan.layouts
    try:
        for pattern, o, own in zip(patterns, group, words):
            if pattern not in known:
                known[pattern] = _learn_function(walk, o, own, places)
        for _ in range(8):
            entries = [known[pattern] for pattern in patterns]
            expected = array.array("Q")
            for entry, own in zip(entries, words):
                expected.extend(entry[0](own))
            if expected == found:
                break
            # A pattern was learnt from a function with two equal fields: learn from those that differ.
            for pattern, o, own in zip(patterns, group, words):
                if list(known[pattern][0](own)) != list(map(id, _referents(o))):
                    known[pattern] = _learn_function(walk, o, own, places)
        else:
            return False
    except LookupError as error:  # something is reported that is in no field known
        _pass_on(error)
        return False
    walk.edge.extend(expected)
    for _, count, layout, slots in entries:
        walk.count.append(count)
        walk.lay.append(layout)
        if layout == NONE:
            walk.kind += bytes([kind for kind, _ in slots])
            walk.label.extend([name for _, name in slots])
    walk.scan(flat)
    _seldom_same(walk, list(map(_function_name, group)))
    return True


def _learn_function(walk, o, own, places):
    """(getter of the words in the order of the referents, how many, layout, kinds and labels)"""
    table = {}
    for at, name in reversed(places):
        if own[at]:
            table.setdefault(own[at], []).append((at, name))
    order, slots = [], []
    for address in map(id, _referents(o)):
        at, name = table[address].pop()
        order.append(at)
        slots.append((INTERNAL, name))
    if len(order) < 2:
        raise LookupError("a function without code or globals")
    return _itemgetter(*order), len(order), walk.slots_layout(slots), slots


def _arrays(walk, group, plan):
    """Exact numpy arrays: dtype, base and elements, none of which is traversed; previews and facts."""
    kinds = walk.array_type
    if plan.heap or plan.members or plan.getters or walk.memory.view is None:
        return False
    dtypes = list(map(kinds["dtype"], group))
    bases = list(map(kinds["base"], group))
    flags = list(map(kinds["flags_num"], map(kinds["flags"], group)))
    shapes = list(map(kinds["shape"], group))
    sizes = list(map(kinds["nbytes"], group))
    walk.scan(dtypes)
    walk.scan([base for base in bases if base is not None])
    known = {}  # by the address of a dtype: its text, the same as JSON, whether it holds objects
    for dtype in dtypes:
        if id(dtype) not in known:
            text = _dtype_text(walk, dtype)
            known[id(dtype)] = text, _json(text), kinds["hasobject"](dtype)
    slot, base_slot = (SLOT | HIDDEN, walk.string("dtype")), (INTERNAL | HIDDEN, walk.string("base"))
    layouts = walk.slots_layout([slot]), walk.slots_layout([slot, base_slot]), walk.layout(ELEMENT | HIDDEN, slot)
    if NONE in layouts or layouts[2] is None:
        return False
    owned, view_of, elements = layouts
    row = len(walk.count)
    previews = []
    for o, dtype, base, flag, shape, size in zip(group, dtypes, bases, flags, shapes, sizes):
        text, quoted, holds = known[id(dtype)]
        walk.flag[row] |= F_OPAQUE
        row += 1
        previews.append("%s %s" % ("×".join(map(str, shape)) or "scalar", text))
        walk.edge.append(id(dtype))
        count, layout = 1, owned
        if base is not None:
            walk.edge.append(id(base))
            count, layout = 2, view_of
        if holds and flag & 4:
            found = _elements(walk, o, dtype, flag) if base is None else None
            if found is None:
                labels = [slot[1]] if base is None else [slot[1], base_slot[1]]
                walk.kind += bytes((slot[0], base_slot[0])[:count])
                walk.label.extend(labels)
                found = _elements_one_by_one(walk, o, dtype)
                layout = NONE
            else:
                layout = elements
            count += found
        walk.count.append(count)
        walk.lay.append(layout)
        fact = '{"shape":[%s],"dtype":%s,"dataBytes":%d,"ownsData":%s' % (
            ",".join(map(str, shape)), quoted, size, "true" if flag & 4 else "false")
        if not flag & 4:
            owner = _owner_of(walk, o)
            if owner is not o:
                fact += ',"owner":"0x%x"' % id(owner)
            owner = None
        walk.infos.append((id(o), fact + "}"))
    walk.preview.extend(walk.string_indices(previews))
    return True


def _elements(walk, o, dtype, flag):
    """Writes the elements of a contiguous array of objects and queues them; how many, None if it is none of those."""
    kinds, memory = walk.array_type, walk.memory
    if not flag & 1 or kinds["kind"](dtype) != "O":
        return None
    pointer = _data_pointer(walk, o)
    if pointer is None:
        return None if kinds["size"](o) else 0
    mark, n = len(walk.edge), 0
    try:
        for start in range(0, kinds["size"](o), BATCH):
            part = memory.objects_behind(pointer, (start,), map(min, (start + BATCH,), map(kinds["size"], (o,))))
            walk.edge.frombytes(memory.ids(part))
            n += len(part)
            walk.scan(part)
            part = None
    except ValueError as error:  # an element that was never set
        _pass_on(error)
        del walk.edge[mark:]
        return None
    return n


def _data_pointer(walk, o):
    """Address of the pointer to an array's memory, if that is aligned; None where it cannot be read, or nothing is there."""
    if walk.memory.view is None or not walk.array_type["size"](o):
        return None
    at = walk.memory.view[(id(o) + 16) >> 3]
    return id(o) + 16 if at and not at & 7 and at == walk.array_type["interface"](o)["data"][0] else None


def _elements_one_by_one(walk, o, dtype):
    found = []
    for i, value in _array_elements(walk, o, dtype):
        walk.edge.append(id(value))
        walk.label.append(i)
        found.append(value)
    value = None
    walk.kind += bytes((ELEMENT | HIDDEN,)) * len(found)
    walk.scan(found)
    return len(found)


# Built-in types whose instances are as large as the type says, and keep their references at fixed places.
_FIXED_TYPES = frozenset(map(id, (
    types.GetSetDescriptorType, types.MemberDescriptorType, types.MethodDescriptorType, types.WrapperDescriptorType,
    types.MethodWrapperType, types.ClassMethodDescriptorType, itertools.count)))


def _fixed(walk, group, plan, names):
    """Objects whose references lie at fixed places: where, is learnt from one and proved on each other.

    One whose referents are not, in number and order, the words at the places that an earlier one
    taught goes the slow way, and teaches in its turn. So nothing is labelled by a pattern alone.
    """
    memory, special = walk.memory, plan.special
    view = memory.view
    if special is _tuple_edges or special is _dict_edges:
        return _derived(walk, group, plan, names, len(walk.count))
    if view is None or plan.chooses or plan.info is not None or plan.scalar is not None and plan.scalar is not str:
        return False
    if special is None:
        if id(type(group[0])) not in _FIXED_TYPES and not plan.flags & F_INSTANCE:
            return False
    elif special is _cell_edges:
        return _cells(walk, group)
    elif special not in (_internal_members, _method_edges, _builtin_edges, _weakref_edges) \
            or plan.heap and not plan.flags & F_INSTANCE:
        return False
    if special is _weakref_edges and memory.weak_target is None:
        return False
    weak_at = memory.weak_target >> 3 if special is _weakref_edges else None
    cls = type(group[0])
    own = array.array("Q", (id(cls),)).tobytes()
    hides = plan.heap and not plan.flags & F_CLASS
    flat = list(map(_referents, group))
    lengths = list(map(len, flat))
    flat = list(_chain(flat))
    found = memory.ids(flat)
    walk.scan(flat)
    flat = None
    before, after = -(plan.before >> 3), plan.basicsize >> 3
    if plan.full is None:
        plan.full = []
    entries = plan.full  # (words in the order of the referents, bytes of them, mark, layout)
    edge, count, lay = walk.edge, walk.count, walk.lay
    nothing = id(None)
    reach = []
    row = len(walk.count)
    end = 0
    for o, n in zip(group, lengths):
        at = id(o) >> 3
        start = end
        end += n << 3
        referents = found[start:end]
        window = view[at + before:at + after].tobytes()
        mark = target = 0
        if weak_at is not None:
            target = view[at + weak_at]
            # The count is 0 while the target is being destroyed and has not let go of its references yet.
            if target and target != nothing and view[target >> 3] & 0xFFFFFFFF:
                mark = 1
        if hides and not referents.endswith(own) and not _has_word(referents, own):
            mark |= 2
        for words, size, known, layout in entries:
            if size == n and known == mark and words(window) == referents:
                edge.frombytes(referents)
                if mark & 1:
                    edge.append(target)
                    reach.append(memory.item[at + weak_at])
                    n += 1
                if mark & 2:
                    edge.append(id(cls))
                    n += 1
                count.append(n)
                lay.append(layout)
                break
        else:
            addresses, slots, more, _, reported = walk.described(o, plan, names, row, False)
            reach += more
            edge.extend(addresses)
            count.append(len(addresses))
            layout = walk.layout_of(slots)
            lay.append(layout)
            if layout != NONE and len(entries) < 64 and reported == n:
                places = _places_of(slots, array.array("Q", referents), array.array("Q", window), plan, -before)
                if places is not None:
                    entries.insert(0, (_words_at(places), n, mark, layout))
        row += 1
    if hides:
        reach.append(cls)
    walk.scan(reach)
    if special is _builtin_edges:
        walk.preview.extend(walk.string_indices(list(map(_builtin_name, group))))
    elif special is _method_edges:
        for function in map(_method_function, group):
            walk.preview.append(walk.string(_function_name(function)) if type(function) is _Function else NONE)
    elif plan.scalar is not None and walk.show:
        walk.preview.extend([walk.string(_scalar_text(o, plan.scalar, walk.text)) for o in group])
    else:
        walk.preview.extend(_nones(len(group)))
    return True


def _derived(walk, group, plan, names, row):
    """Instances of classes that derive from `dict` or `tuple`: their own fields as `_fixed` has them, then the items.

    The items must be the last of the referents, in the order in which the container has them.
    """
    memory, view = walk.memory, walk.memory.view
    cls = type(group[0])
    is_dict = plan.special is _dict_edges
    if view is None or memory.items is None or plan.chooses or plan.info is not None or plan.getters \
            or not plan.flags & F_INSTANCE or plan.flags & F_CLASS or is_dict and _ordered(cls):
        return False
    lengths = list(map(dict.__len__ if is_dict else tuple.__len__, group))
    if sum(lengths) > 1 << 20 and len(group) > 1:
        middle = len(group) >> 1
        for part, first in ((group[:middle], row), (group[middle:], row + middle)):
            if not _derived(walk, part, plan, names, first):
                return False
        return True
    flat = list(map(_referents, group))
    reported = list(map(len, flat))
    flat = list(_chain(flat))
    found = memory.ids(flat)
    walk.scan(flat)
    flat = keys = fields = None
    if is_dict:
        keys = memory.ids(list(_chain(map(dict.__iter__, group))))
        items = memory.ids(list(_chain(map(dict.values, group))))
    else:
        start = _tuple_items >> 3
        items = b"".join([view[at + n - 1:at - 1:-1].tobytes() for at, n in  # reported from the last to the first
                          zip([(id(o) >> 3) + start for o in group], lengths)])
        fields = _own(_type_dict(cls), "_fields")
    own = array.array("Q", (id(cls),)).tobytes()
    if plan.full is None:
        plan.full = []
    entries, layouts = plan.full, plan.layouts
    edge, count, lay = walk.edge, walk.count, walk.lay
    before, after = -(plan.before >> 3), plan.basicsize >> 3
    at = end = 0
    hides = False
    for o, n, m in zip(group, lengths, reported):
        start, at = at, at + (n << 3)
        first, end = end, end + (m << 3)
        split = end - (n << 3)
        known = None
        if split >= first and found[split:end] == items[start:at]:
            head = found[first:split]
            window = view[(id(o) >> 3) + before:(id(o) >> 3) + after].tobytes()
            for entry in entries:
                if entry[1] == m - n and entry[0](window) == head:
                    known = entry[2]
                    break
            else:
                known = _learn_head(walk, o, plan, names, head, window, entries)
        if known is None:
            addresses, slots, more, _, _ = walk.described(o, plan, names, row, False)
            walk.scan(more)
            edge.extend(addresses)
            count.append(len(addresses))
            lay.append(walk.layout_of(slots))
            row += 1
            continue
        edge.frombytes(found[first:end])
        if is_dict:
            edge.frombytes(keys[start:at])
            m += n
        hidden = not _has_word(found[first:end], own)
        if hidden:
            edge.append(id(cls))
            hides = True
            m += 1
        key = known, hidden, keys[start:at] if is_dict else n
        layout = layouts.get(key)
        if layout is None:
            slots = list(known)
            if is_dict:
                walk.scan(list(dict.__iter__(o)))
                texts = [walk.string(_key_text(k)) if walk.show else NONE for k in dict.__iter__(o)]
                slots += [(VALUE, text) for text in texts] + [(KEY | HIDDEN, text) for text in texts]
            elif type(fields) is tuple and len(fields) == n:
                slots += [(SLOT, walk.string(name)) if type(name) is str else (INDEX, i)
                          for i, name in enumerate(fields)][::-1]
            else:
                slots += [(INDEX, i) for i in range(n)][::-1]
            if hidden:
                slots.append((CLASS | HIDDEN, NONE))
            if len(slots) != m:  # `_Walk.consistent` begins anew
                raise RuntimeError("the container changed its size")
            layout = walk.layout_of(slots)
            if layout != NONE and len(layouts) < CACHE >> 4:
                layouts[key] = layout
        count.append(m)
        lay.append(layout)
        row += 1
    if hides:
        walk.scan([cls])
    walk.preview.extend(_nones(len(group)))
    return True


def _learn_head(walk, o, plan, names, head, window, entries):
    """Kinds and labels of the referents of one instance before its items; None where one of them is in no field known."""
    referents = array.array("Q", head)
    word = walk.memory.word
    named = [(SLOT, name, word[(id(o) + offset) >> 3]) for offset, name in plan.members]
    named += walk.attributes(id(o), plan, names)
    named.append((CLASS, NONE, id(type(o))))
    slots = tuple(walk.match(referents, named))
    if (0, NONE) in slots:
        return None
    if len(entries) < 64:
        places = _places_of(slots, referents, array.array("Q", window), plan, plan.before >> 3)
        if places is not None:
            entries.insert(0, (_words_at(places), len(referents), slots))
    return slots


_method_function = types.MethodType.__dict__["__func__"].__get__


def _has_word(words, own):
    """Whether one of the words given as bytes is `own`."""
    at = words.find(own)
    while at >= 0 and at & 7:
        at = words.find(own, at + 1)
    return at >= 0


def _places_of(slots, referents, window, plan, zero):
    """Places of the referents in the window of an object's words, by name where that tells; None if that is not sure.

    Each has a place of its own: two at one place would be found again in an object that has the same thing
    twice, under other names.
    """
    offsets = {}
    for offset, name in plan.members:  # a class and its base may both have a slot of that name
        offsets.setdefault(name, []).append((offset >> 3) + zero)
    window = window.tolist()
    places, guessed = [], []
    for (kind, name), address in zip(slots, referents):
        for at in (1 + zero,) if kind == CLASS else offsets.get(name, ()):
            if window[at] == address and at not in places:
                break
        else:
            at = -1
            for _ in range(window.count(address)):
                at = window.index(address, at + 1)
                if at not in places:
                    break
            else:
                return None
            guessed.append(address)
        places.append(at)
    for address in guessed:
        if window.count(address) != sum(window[at] == address for at in places):
            return None
    return places


def _words_at(places):
    """What takes the words at these places out of a window given as bytes."""
    if not places:
        return lambda window: b""
    if places == list(range(places[0], places[0] + len(places))):
        return _itemgetter(slice(places[0] * 8, (places[0] + len(places)) * 8))
    take = _itemgetter(*[slice(at * 8, at * 8 + 8) for at in places])
    return lambda window: b"".join(take(window))


def _cells(walk, group):
    """Cells: one reference or none, by the name of the variable."""
    layouts = {}
    flat = []
    for cell in group:
        refs = _referents(cell)
        count = len(refs)
        walk.count.append(count)
        if not count:
            walk.lay.append(walk.empty_layout)
            continue
        name = walk.cells.get(id(cell), NONE)
        layout = layouts.get(name)
        if layout is None or layout == NONE:
            layout = layouts[name] = walk.layout_of([(CELL, name)])
        walk.lay.append(layout)
        flat += refs
    walk.edge.frombytes(walk.memory.ids(flat))
    walk.scan(flat)
    walk.preview.extend(_nones(len(group)))
    return True
