# ---------------------------------------------------------------------------------------------
# Waits: where tasks, coroutines and generators stand, and what they await
# ---------------------------------------------------------------------------------------------

_NOT_STARTED, _SUSPENDED, _RUNNING, _ENDED = range(1, 5)

# C getters of what a suspended one awaits, and of its frame: asked for only where it exists already.
_GENERATORS = {
    id(cls): (cls.__dict__[awaits].__get__, cls.__dict__[frame].__get__)
    for cls, awaits, frame in ((types.GeneratorType, "gi_yieldfrom", "gi_frame"),
                               (types.CoroutineType, "cr_await", "cr_frame"),
                               (types.AsyncGeneratorType, "ag_await", "ag_frame"))}
_last_instruction = _Frame.__dict__["f_lasti"].__get__


def _wait_probe(inner, seen, see):
    yield 1
    seen.append(see())
    yield from inner


def _other_wait_probe(inner, seen, see):
    seen.append(see())
    yield 1
    yield from inner


class _GeneratorFrames:
    """Where a generator keeps its state and its next instruction from 3.11 on, where asking for its frame makes one.

    Raises where one byte does not tell generators that are not started, suspended, running and ended
    from one another, or the line of a suspended one does not come out right.
    """

    __slots__ = ("word", "states", "state_at", "instruction_at", "code_bytes")

    def __init__(self, memory):
        self.word = memory.word
        self.code_bytes = _type_basicsize(_Code)
        probes = (_wait_probe, _other_wait_probe)  # of different code, so that no address passes for a state
        nothing = [], int
        kinds = [(_NOT_STARTED, [probe((), *nothing) for probe in probes]),
                 (_SUSPENDED, [probe((), *nothing) for probe in probes]),
                 (_SUSPENDED, [probe([1, 2], *nothing) for probe in probes]),
                 (_ENDED, [probe((), *nothing) for probe in probes])]
        for generator in kinds[1][1]:
            next(generator)
        for generator in kinds[2][1]:
            next(generator)
            next(generator)
        for generator in kinds[3][1]:
            list(generator)
        before = memory.generator_locals
        found = [offset for offset in range(16, before) if self.tells(kinds, offset)]
        running = []
        self.state_at = found[0] if len(found) == 1 else None
        if self.state_at is not None:
            for probe in probes:
                own = []
                own.append(probe((), running, lambda: self.byte(own[0], self.state_at)))
                list(own[0])
                own.clear()
            self.states = dict((self.byte(generators[0], self.state_at), state) for state, generators in kinds)
        if self.state_at is None or running[0] != running[1] or running[0] in self.states:
            raise RuntimeError("generators laid out unlike those known")
        self.states[running[0]] = _RUNNING
        self.instruction_at = None
        one = kinds[1][1][0]
        start = id(_wait_probe.__code__) + self.code_bytes
        for offset in range(16, before, 8):
            if start <= self.word[(id(one) + offset) >> 3] < start + len(_code_bytes(_wait_probe.__code__)):
                self.instruction_at = offset
                break
        lines = [self.line(generator, probe.__code__) - _code_line(probe.__code__)
                 for generators in (kinds[1][1], kinds[2][1]) for probe, generator in zip(probes, generators)] \
            if self.instruction_at is not None else None
        for _, generators in kinds:
            for generator in generators:
                generator.close()
        if lines != [1, 2, 3, 3]:
            raise RuntimeError("generators laid out unlike those known")

    def tells(self, kinds, offset):
        """Whether the byte is equal where the state is equal, small, and different where the state differs."""
        by_value = {}
        for state, generators in kinds:
            value = self.byte(generators[0], offset)
            if value != self.byte(generators[1], offset) or 8 < value < 0xF8:
                return False
            by_value.setdefault(value, set()).add(state)
        return len(by_value) >= 3 and all(len(states) == 1 for states in by_value.values())

    def byte(self, generator, offset):
        at = id(generator) + offset
        return self.word[at >> 3] >> 8 * (at & 7) & 0xFF

    def state(self, generator):
        """0 if unknown."""
        return self.states.get(self.byte(generator, self.state_at), 0)

    def line(self, generator, code):
        """The line of the instruction at which a suspended generator stands; 0 if unknown."""
        at = self.word[(id(generator) + self.instruction_at) >> 3] - id(code) - self.code_bytes
        for start, end, line in _code_lines(code):
            if start <= at < end:
                return line or 0
        return 0


class _Waits:
    """The table `waits`, filled while generators and tasks are visited."""

    def __init__(self, frames):
        self.frames = frames
        self.object = array.array("Q")
        self.awaits = array.array("Q")
        self.state = bytearray()
        self.place = array.array("I")  # function, file, line of each

    def add(self, walk, o, generator, awaited):
        """A row for `o`, which stands where this generator or coroutine stands, and awaits `awaited`."""
        where = self.where(walk, generator)
        if where is None:
            return
        state, line, code = where
        if o is generator and state == _SUSPENDED:
            awaited = _GENERATORS[id(type(o))][0](o)
        name = _generator_names[id(type(generator))](generator)
        self.object.append(id(o))
        self.state.append(state)
        self.place.extend((walk.string(name) if type(name) is str else NONE,
                           NONE if code is None else walk.string(_code_file(code)), line))
        self.awaits.append(0 if awaited is None else id(awaited))

    def where(self, walk, generator):
        """(state, line, code), or None where that cannot be told."""
        if PY < (3, 11):
            frame = _GENERATORS[id(type(generator))][1](generator)
            if frame is None:
                return _ENDED, 0, None
            state = _RUNNING if id(frame) in walk.backs else \
                _NOT_STARTED if _last_instruction(frame) < 0 else _SUSPENDED
            return state, _line_number(frame) or 0, _frame_code(frame)
        state = self.frames.state(generator) if self.frames is not None else 0
        if not state:
            return None
        if state == _ENDED:
            return state, 0, None
        for target in _referents(generator):
            if type(target) is _Code:
                line = _code_line(target) if state == _NOT_STARTED else self.frames.line(generator, target)
                return state, line, target
        return state, 0, None

    def write(self, walk):
        if self.object:
            place = self.place
            walk.table("waits", (
                ("object", ADDRESS, self.object), ("state", U8, bytes(self.state)), ("function", STRING, place[0::3]),
                ("file", STRING, place[1::3]), ("line", U32, place[2::3]), ("awaits", ADDRESS, self.awaits)))


def _task_edges(walk, o, a, refs, named, extra, reach, row):
    """A task written in C: where its coroutine stands; its labels come from its getters."""
    coroutine = waiter = None
    for base in _type_mro(type(o)):
        if id(base) == walk.task_class:
            space = _type_dict(base)
            coroutine, waiter = _own(space, "_coro"), _own(space, "_fut_waiter")
            break
    if type(coroutine) is _Getset and type(waiter) is _Getset:
        coroutine = coroutine.__get__(o)
        if id(type(coroutine)) in _GENERATORS:
            walk.waits.add(walk, o, coroutine, waiter.__get__(o))
        for before, name, behind in zip(refs, refs[1:] + [None], refs[2:] + [None, None]):
            if name is coroutine:  # visited between the context it runs in and its name
                named.append((SLOT, walk.string("_context"), id(before)))
                if type(behind) is str or type(behind) is int:  # a number before it is asked for
                    named.append((SLOT, walk.string("_name"), id(behind)))
    coroutine = waiter = before = name = behind = None
    _future_edges(walk, o, a, refs, named, extra, reach, row)


def _future_edges(walk, o, a, refs, named, extra, reach, row):
    """A future written in C: its callbacks, which no getter hands out as they are; the first is kept apart from the others.

    They are visited after the loop: the first, the context that it runs in, and the list of the others.
    """
    known = {address for _, _, address in named}
    loop = [address for _, name, address in named if name == walk.string("_loop")]
    behind = list(map(id, refs)).index(loop[0]) + 1 if loop and loop[0] in map(id, refs) else len(refs)
    if behind + 1 < len(refs) and _qualified_name(type(refs[behind + 1])) in _CONTEXTS:
        named.append((SLOT, walk.string("_callback0"), id(refs[behind])))
        named.append((SLOT, walk.string("_context0"), id(refs[behind + 1])))
        behind += 2
    if behind < len(refs) and type(refs[behind]) is list and id(refs[behind]) not in known:
        named.append((SLOT, walk.string("_callbacks"), id(refs[behind])))
        behind += 1
    for target in refs[behind:] if PY >= (3, 14) else ():  # a task, or a set of them
        if id(target) not in known and (type(target) is set or walk.future_class in map(id, _type_mro(type(target)))):
            named.append((SLOT, walk.string("_awaited_by"), id(target)))
            break


_CONTEXTS = ("Context", "_contextvars.Context")
