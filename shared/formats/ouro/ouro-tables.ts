import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import { isPositionKind } from '../../heap/edge-kind.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { LayoutInterner } from '../../heap/layout-interner.ts';
import { NO_STRING, StringTable } from '../../heap/string-table.ts';
import { asUint32 } from './ouro-layout.ts';
import { readKind } from './read-kinds.ts';

/**
 * The tables that objects refer to by number: strings, types, layouts.
 *
 * A number means "the n-th in the file", so a lost section makes all later numbers meaningless:
 * once a table `isBroken`, what stands beyond its count is unknown, never somebody else's name.
 * `add` returns false and adds nothing when the payload does not fit its own counts.
 */
export class StringsRead {
  isBroken = false;
  private readonly bytes = new GrowableUint8(1 << 16);
  private readonly offset = new GrowableUint32(1024);

  constructor() {
    this.offset.push(0);
  }

  get count(): number {
    return this.offset.length - 1;
  }

  get byteLength(): number {
    return this.bytes.values.byteLength + this.offset.values.byteLength;
  }

  add(payload: Uint8Array): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    if (count > payload.length / 4 - 1) return false;
    const lengths = asUint32(payload.subarray(4, 4 + 4 * count));
    const text = payload.subarray(4 + 4 * count);
    let total = 0;
    for (const length of lengths) total += length;
    if (total !== text.length || this.bytes.length + total > 0xffff_fff0) return false;
    let end = this.bytes.length;
    this.bytes.append(text);
    this.offset.reserve(this.offset.length + count);
    for (const length of lengths) {
      end += length;
      this.offset.push(end);
    }
    return true;
  }

  /** `index`, or `NO_STRING` where there is no such string. */
  checked(index: number): number {
    return index < this.count ? index : NO_STRING;
  }

  /** One more string, at the end; for names that stand in for lost ones. */
  append(text: string): number {
    this.bytes.append(new TextEncoder().encode(text));
    this.offset.push(this.bytes.length);
    return this.count - 1;
  }

  finish(): StringTable {
    return new StringTable(this.bytes.toArray(), this.offset.toArray());
  }
}

export class TypesRead {
  isBroken = false;
  readonly names = new GrowableUint32(256);
  /** Per type, the object flags that all its instances have. */
  readonly instanceFlags = new GrowableUint32(256);
  /** Some type has such flags. */
  hasInstanceFlags = false;

  get count(): number {
    return this.names.length;
  }

  get byteLength(): number {
    return this.names.values.byteLength + this.instanceFlags.values.byteLength;
  }

  add(payload: Uint8Array, strings: StringsRead): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    if (payload.length !== 4 + 16 * count) return false;
    const names = asUint32(payload.subarray(4, 4 + 4 * count));
    const flags = asUint32(payload.subarray(4 + 4 * count, 4 + 8 * count));
    for (let type = 0; type < count; type++) {
      this.names.push(strings.checked(names[type]));
      const ofInstances = instanceFlags(flags[type]);
      if (ofInstances !== 0) this.hasInstanceFlags = true;
      this.instanceFlags.push(ofInstances);
    }
    return true;
  }
}

function instanceFlags(typeFlags: number): number {
  return (
    (typeFlags & 1 ? NodeFlag.isUserInstance : 0) |
    (typeFlags & 2 ? NodeFlag.hasFinalizer : 0) |
    (typeFlags & 4 ? NodeFlag.hidesReferences : 0)
  );
}

export class LayoutsRead {
  isBroken = false;
  /** Labels of the layouts in the graph: those of the file and those made for single objects. */
  readonly interner = new LayoutInterner();
  /** Per layout of the file, its number in `interner`. */
  readonly layoutOf = new GrowableUint32(256);
  readonly tail = new GrowableUint8(256);
  /** Per layout of the file, its first slot in `slotKind`; one longer than there are layouts. */
  readonly firstSlot = new GrowableUint32(256);
  readonly slotKind = new GrowableUint8(1024);

  constructor() {
    this.firstSlot.push(0);
  }

  get count(): number {
    return this.layoutOf.length;
  }

  get byteLength(): number {
    return (
      this.interner.byteLength +
      this.layoutOf.values.byteLength +
      this.tail.values.byteLength +
      this.firstSlot.values.byteLength +
      this.slotKind.values.byteLength
    );
  }

  add(payload: Uint8Array, strings: StringsRead): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    const countsAt = 4 + toMultipleOf4(count);
    const kindsAt = countsAt + 4 * count;
    if (kindsAt > payload.length) return false;
    const tails = payload.subarray(4, 4 + count);
    const slotCounts = asUint32(payload.subarray(countsAt, kindsAt));
    let slots = 0;
    for (const slotCount of slotCounts) slots += slotCount;
    const labelsAt = kindsAt + toMultipleOf4(slots);
    if (payload.length !== labelsAt + 4 * slots) return false;
    const kinds = payload.subarray(kindsAt, kindsAt + slots);
    const labels = asUint32(payload.subarray(labelsAt));
    let first = 0;
    for (let layout = 0; layout < count; layout++) {
      const end = first + slotCounts[layout];
      const checked = labels.slice(first, end);
      for (let slot = 0; slot < checked.length; slot++) {
        const kind = readKind(kinds[first + slot]);
        if (!isPositionKind(kind)) checked[slot] = strings.checked(checked[slot]);
        this.slotKind.push(kind);
      }
      this.layoutOf.push(this.interner.intern(checked, checked.length));
      this.tail.push(readKind(tails[layout]));
      this.firstSlot.push(this.slotKind.length);
      first = end;
    }
    return true;
  }
}

function toMultipleOf4(length: number): number {
  return Math.ceil(length / 4) * 4;
}
