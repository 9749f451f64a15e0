# ---------------------------------------------------------------------------------------------
# Greenlets, and other objects that the collector lists but does not ask
#
# A type may say of one object that it is not to be collected (`tp_is_gc`), as greenlet does of one that
# has begun and not ended. `gc.get_referents` then tells nothing of it, though every collection asks it.
# ---------------------------------------------------------------------------------------------

def _traversed(walk, o):
    """What the collector itself would be told by such an object; [] where that cannot be asked.

    Only for an object that the collector lists.
    """
    memory = walk.memory
    if memory.traversals is None:
        return []
    found = memory.told_by(o)
    at = found.buffer_info()[0] >> 3
    return memory.item[at:at + len(found)]


def _find_greenlets(walk, objects):
    """The frames of each suspended greenlet, which is where the interpreter does not look; queued to be visited."""
    cls = _loaded("greenlet", "greenlet")
    if not _is_class(cls):
        return
    top = _own(_type_dict(cls), "gr_frame")
    if type(top) is not _Getset or _descriptor_class(top) is not cls:
        return
    walk.greenlet_class = id(cls)
    classes, kinds = [cls], {}
    while classes:
        one = classes.pop()
        if id(one) not in kinds:
            kinds[id(one)] = True
            classes += type.__subclasses__(one)
    one = cls = None
    is_greenlet = map(kinds.__contains__, map(id, map(type, objects)))
    first = []
    for o in itertools.compress(objects, is_greenlet):
        frame, frames = top.__get__(o), []
        while frame is not None and len(frames) < MAX_FRAMES:
            frames.append(id(frame))
            if not _tracked(frame):
                first.append(frame)
            back = _frame_back(frame)
            if back is not None:
                walk.backs[id(frame)] = id(back)
            frame = back
        if frames:
            walk.greenlets[id(o)] = frames
            if frames[0] in map(id, _referents(o)):
                walk.asked_frames.update(frames)
    o = frame = back = None
    walk.scan(first)
    del first[:]


MAX_FRAMES = 10_000  # of one greenlet
_frame_back = _Frame.__dict__["f_back"].__get__


def _greenlet_edges(walk, o, a, refs, named, extra, reach, row):
    """A suspended greenlet keeps its stack, and that one count of each frame on it.

    On 3.15 greenlet tells the collector of the frames and of all that is in them.
    """
    frames = walk.greenlets.get(a, ())
    if frames and frames[0] in walk.asked_frames:
        for frame in refs:
            if type(frame) is _Frame and id(frame) in walk.asked_frames:
                named.append((INTERNAL, walk.string("gr_frame"), id(frame)))
                named += [entry[:3] for entry in _running_variables(walk, frame)[0]]
        return
    for address in frames:
        extra.append((INTERNAL | HIDDEN, walk.string("gr_frame"), address))
