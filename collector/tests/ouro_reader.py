"""Reads `.ouro` files for the tests. Written from the format's page; shares no code with the collector."""

import json
import struct
import sys
import zlib
from array import array

NONE = 0xFFFFFFFF
IMMORTAL = 0xFFFFFFFE
HIDDEN, BORROWED, WEAK = 0x20, 0x40, 0x80
KINDS = ["", "attribute", "slot", "key", "value", "index", "element", "local", "cell", "internal", "class",
         "array", "stack", "weak", "global"]
REQUIRED = (b"nADR", b"nTYP", b"nSIZ", b"nFLG", b"nCNT")


class Damaged(Exception):
    pass


class Reference:
    __slots__ = ("target", "kind", "marks", "label")

    def __init__(self, target, byte, label):
        self.target = target
        self.kind = KINDS[byte & 31]
        self.marks = byte & 0xE0
        self.label = label

    def __repr__(self):
        return "%s %r%s" % (self.kind, self.label, " marks %x" % self.marks if self.marks else "")


class References:
    """The references of each object, by index; made when asked for."""

    def __init__(self, dump):
        self.dump = dump

    def __len__(self):
        return len(self.dump.address)

    def __getitem__(self, i):
        if i >= len(self):
            raise IndexError(i)
        dump = self.dump
        first, last = dump.first[i], dump.first[i + 1]
        found = []
        for at, (target, byte) in enumerate(zip(dump.target[first:last], dump.bytes_of(i))):
            label = dump.label_of(i, at)
            if label == NONE:
                text = None
            elif byte & 31 in (5, 11):
                text = label
            else:
                text = dump.strings[label]
            found.append(Reference(target, byte, text))
        return found


class Dump:
    """A whole file in memory: columns by object index, references by object."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = file.read()
        self.strings, self.types, self.layouts = [], [], []
        self.roots, self.infos, self.meta = [], {}, {}
        self.tables = {}
        self.address, self.type, self.size, self.flags = [], [], [], []
        self.refcount, self.length, self.preview, self.layout = [], [], [], []
        self.first, self.target, self.kinds, self.labels = [0], array("Q"), {}, {}
        self.references = References(self)
        self.warnings = []
        self.complete = False
        self._read()
        self.index = {a: i for i, a in enumerate(self.address)}

    # -- bytes

    def _sections(self):
        data = self.data
        if data[:8] != b"\x8fOURO\r\n\x1a":
            raise Damaged("not an .ouro file")
        version, flags, crc = struct.unpack_from("<HHI", data, 8)
        if version != 1 or flags or crc != zlib.crc32(data[:12]):
            raise Damaged("header")
        at = 16
        while at < len(data):
            if at + 32 > len(data):
                raise Damaged("cut in a section's head at %d" % at)
            tag, codec, flags, reserved, batch, crc, stored, raw = struct.unpack_from("<4sBBHIIQQ", data, at)
            if flags or reserved or codec > 1 or at % 8:
                raise Damaged("section head at %d" % at)
            start = at + 32
            payload = data[start:start + stored]
            if len(payload) != stored:
                raise Damaged("cut in section %r at %d" % (tag, at))
            if zlib.crc32(payload) != crc:
                raise Damaged("checksum of %r at %d" % (tag, at))
            if codec:
                payload = zlib.decompress(payload)
            if len(payload) != raw:
                raise Damaged("raw length of %r at %d" % (tag, at))
            padding = -stored % 8
            if data[start + stored:start + stored + padding] != bytes(padding):
                raise Damaged("padding at %d" % at)
            yield tag, batch, payload
            at = start + stored + padding

    def _read(self):
        batch, parts, expected = 0, {}, 1
        try:
            for tag, number, payload in self._sections():
                if self.complete:
                    raise Damaged("section after END")
                if number == 0:
                    if parts:
                        raise Damaged("section %r inside batch %d" % (tag, batch))
                    self._plain(tag, payload)
                    continue
                if parts and number != batch or not parts and number != expected:
                    raise Damaged("batch %d out of order" % number)
                batch = number
                parts.setdefault(tag, []).append(payload)
                if tag == b"nEND":
                    self._batch({t: p[0] if len(p) == 1 else b"".join(p) for t, p in parts.items()})
                    parts, expected = {}, expected + 1
        except Damaged as error:
            self.warnings.append(str(error))
        if not self.complete and not self.warnings:
            self.warnings.append("no END")
        self.batches = expected - 1

    def _table(self, payload):
        """Rows as dictionaries; texts as such, addresses as they are."""
        rows, columns, names, zero = struct.unpack_from("<4I", payload)
        assert columns and not zero, "TABL header"
        at = 16 + 4 * columns
        forms = struct.unpack_from("<%dI" % columns, payload, 16)
        name, *labels = payload[at:at + names].decode("utf-8").split("\0")
        assert len(labels) == columns, "names of TABL"
        at += names
        values = []
        for form in forms:
            assert not any(payload[at:at + -at % 8]), "padding in TABL"
            at += -at % 8
            kind, width = {1: ("B", 1), 2: ("I", 4), 3: ("Q", 8), 4: ("I", 4), 5: ("Q", 8)}[form]
            column = struct.unpack_from("<%d%s" % (rows, kind), payload, at)
            values.append([None if n == NONE else self.strings[n] for n in column] if form == 4 else column)
            at += width * rows
        assert at + -at % 8 == len(payload), "TABL length"
        self.tables.setdefault(name, []).extend(dict(zip(labels, row)) for row in zip(*values))

    def _plain(self, tag, payload):
        if tag == b"META":
            facts = json.loads(payload.decode("utf-8"))
            account = dict(self.meta.get("account", {}), **facts.get("account", {}))
            self.meta.update(facts)
            if account:
                self.meta["account"] = account
        elif tag == b"STRS":
            (n,) = struct.unpack_from("<I", payload)
            at = 4 + 4 * n
            for length in struct.unpack_from("<%dI" % n, payload, 4):
                self.strings.append(payload[at:at + length].decode("utf-8", "replace"))
                at += length
            assert at == len(payload), "STRS length"
        elif tag == b"TABL":
            self._table(payload)
        elif tag == b"TYPE":
            (n,) = struct.unpack_from("<I", payload)
            names = struct.unpack_from("<%dI" % n, payload, 4)
            flags = struct.unpack_from("<%dI" % n, payload, 4 + 4 * n)
            addresses = struct.unpack_from("<%dQ" % n, payload, 4 + 8 * n)
            assert len(payload) == 4 + 16 * n, "TYPE length"
            self.types += [(self.strings[s], f, a) for s, f, a in zip(names, flags, addresses)]
        elif tag == b"LAYT":
            self._layouts(payload)
        elif tag == b"ROOT":
            (n,) = struct.unpack_from("<I", payload)
            addresses = struct.unpack_from("<%dQ" % n, payload, 4)
            labels = struct.unpack_from("<%dI" % n, payload, 4 + 8 * n)
            assert len(payload) == 4 + 13 * n, "ROOT length"
            self.roots += [(a, self.strings[s], k) for a, s, k in zip(addresses, labels, payload[4 + 12 * n:])]
        elif tag == b"INFO":
            (n,) = struct.unpack_from("<I", payload)
            addresses = struct.unpack_from("<%dQ" % n, payload, 4)
            texts = struct.unpack_from("<%dI" % n, payload, 4 + 8 * n)
            for a, s in zip(addresses, texts):
                self.infos[a] = json.loads(self.strings[s])
        elif tag == b"SITE":
            (n,) = struct.unpack_from("<I", payload)
            self.sites = dict(zip(struct.unpack_from("<%dQ" % n, payload, 4),
                                  [self.strings[s] for s in struct.unpack_from("<%dI" % n, payload, 4 + 8 * n)]))
        elif tag == b"END ":
            totals = struct.unpack("<6Q", payload)
            mine = (len(self.address), len(self.target), len(self.strings), len(self.types),
                    len(self.layouts))
            assert totals[:5] == mine, "totals %r, found %r" % (totals, mine)
            self.complete = True
        else:
            self.warnings.append("unknown section %r" % tag)

    def _layouts(self, payload):
        (n,) = struct.unpack_from("<I", payload)
        tails = payload[4:4 + n]
        at = 4 + n + -n % 4
        counts = struct.unpack_from("<%dI" % n, payload, at)
        at += 4 * n
        total = sum(counts)
        kinds = payload[at:at + total]
        at += total + -total % 4
        labels = struct.unpack_from("<%dI" % total, payload, at)
        assert at + 4 * total == len(payload), "LAYT length"
        first = 0
        for tail, count in zip(tails, counts):
            self.layouts.append((tail, kinds[first:first + count], labels[first:first + count]))
            first += count

    def _batch(self, parts):
        n, m = struct.unpack("<QQ", parts[b"nEND"])
        for tag in REQUIRED:
            if tag not in parts:
                raise Damaged("batch without %r" % tag)

        def column(tag, code, count):
            if tag not in parts:
                return None
            values = array(code)
            values.frombytes(parts[tag])
            if sys.byteorder == "big":
                values.byteswap()
            assert len(values) == count, "%r has %d rows, not %d" % (tag, len(values), count)
            return values

        counts = column(b"nCNT", "I", n)
        targets = column(b"eADR", "Q", m)
        kinds, labels = column(b"eKND", "B", m), column(b"eLBL", "I", m)
        layouts = column(b"nLAY", "I", n)
        assert sum(counts) == m
        self.address += column(b"nADR", "Q", n)
        self.type += column(b"nTYP", "I", n)
        self.size += column(b"nSIZ", "Q", n)
        self.flags += column(b"nFLG", "H", n)
        self.refcount += column(b"nRFC", "I", n)
        self.length += column(b"nLEN", "I", n)
        self.preview += [None if s == NONE else self.strings[s] for s in column(b"nPRV", "I", n)]
        edge = 0
        for i, (count, layout) in enumerate(zip(counts, layouts), len(self.layout)):
            if layout != NONE:
                assert len(self.layouts[layout][1]) <= count, "layout %d has %d slots, %d references" % (
                    layout, len(self.layouts[layout][1]), count)
            elif count:
                self.kinds[i] = kinds[edge:edge + count].tobytes() if kinds else bytes(count)
                self.labels[i] = labels[edge:edge + count] if labels else None
            edge += count
            self.first.append(self.first[-1] + count)
        self.layout += layouts
        self.target += targets

    def bytes_of(self, i):
        """Kind bytes of an object's references."""
        layout, count = self.layout[i], self.first[i + 1] - self.first[i]
        if layout == NONE:
            return self.kinds[i] if count else b""
        tail, slots, _ = self.layouts[layout]
        return slots + bytes([tail]) * (count - len(slots))

    def label_of(self, i, at):
        layout = self.layout[i]
        if layout == NONE:
            return self.labels[i][at] if self.labels[i] else NONE
        tail, slots, labels = self.layouts[layout]
        if at < len(slots):
            return labels[at]
        return at - len(slots) if tail & 31 in (5, 11) else NONE

    def targets(self, i, without):
        """Addresses an object refers to, but for references with any of the marks `without`."""
        targets = self.target[self.first[i]:self.first[i + 1]]
        layout = self.layout[i]
        if layout != NONE:
            tail, slots, _ = self.layouts[layout]
            if not tail & without and not any(byte & without for byte in slots):
                return targets
        return [target for target, byte in zip(targets, self.bytes_of(i)) if not byte & without]

    # -- questions

    def type_name(self, i):
        return self.types[self.type[i]][0]

    def collectable(self):
        """Indices of what CPython's collector would find unreachable, by refcount arithmetic."""
        tracked = [i for i, f in enumerate(self.flags) if f & 1]
        inside = dict.fromkeys(tracked, 0)
        follow = {}
        for i in tracked:
            follow[i] = out = []
            for target in self.targets(i, HIDDEN | BORROWED | WEAK):
                j = self.index.get(target)
                if j in inside:
                    inside[j] += 1
                    out.append(j)
        held = [i for i in tracked if self.refcount[i] >= IMMORTAL or self.refcount[i] > inside[i]]
        self.overcounted = [i for i in tracked if self.refcount[i] < inside[i]]
        seen = set(held)
        while held:
            for j in follow[held.pop()]:
                if j not in seen:
                    seen.add(j)
                    held.append(j)
        return {i for i in tracked if i not in seen}

    def unreachable(self):
        """Indices of everything no root and nothing outside the dump leads to."""
        inside = [0] * len(self.address)
        for i in range(len(self.address)):
            for target in self.targets(i, BORROWED):
                j = self.index.get(target)
                if j is not None:
                    inside[j] += 1
        roots = {a for a, _, _ in self.roots}
        held = [i for i, c in enumerate(self.refcount)
                if c >= IMMORTAL or c > inside[i] or self.address[i] in roots]
        seen = set(held)
        while held:
            for target in self.targets(held.pop(), WEAK):
                j = self.index.get(target)
                if j is not None and j not in seen:
                    seen.add(j)
                    held.append(j)
        return set(range(len(self.address))) - seen

    def dangling(self):
        """(object, position) of references to addresses that are not in the file."""
        index = self.index
        return [(i, at) for i in range(len(self.address))
                for at, target in enumerate(self.target[self.first[i]:self.first[i + 1]]) if target not in index]
