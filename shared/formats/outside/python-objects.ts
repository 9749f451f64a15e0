import { ADDRESS_END } from './address-space.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { HotOffsets, PythonLayout } from './python-layout.ts';

/** Bits of `tp_flags`. */
export const TypeFlag = {
  inlineValues: 2 ** 2,
  managedWeakref: 2 ** 3,
  managedDict: 2 ** 4,
  heapType: 2 ** 9,
  ready: 2 ** 12,
  haveGc: 2 ** 14,
  longSubclass: 2 ** 24,
  listSubclass: 2 ** 25,
  tupleSubclass: 2 ** 26,
  bytesSubclass: 2 ** 27,
  unicodeSubclass: 2 ** 28,
  dictSubclass: 2 ** 29,
  exceptionSubclass: 2 ** 30,
  typeSubclass: 2 ** 31,
} as const;

/** Whether a bit of `tp_flags`, which has more than 32, is set. */
export function hasFlag(flags: number, bit: number): boolean {
  return Math.floor(flags / bit) % 2 === 1;
}

/** Reference count of an object that is never freed. */
export const IMMORTAL = -1;
const FROZEN_COUNT_3_11 = 900_000_000;
const MAX_METACLASS_STEPS = 5;
const MAX_BASIC_SIZE = 2 ** 20;
const MAX_ITEM_SIZE = 2 ** 16;
const LOWEST = 4096;

/** Where the entries of a dict's table of keys are. */
export interface KeysTable {
  readonly entries: number;
  /** Bytes from one entry to the next, and of the key within it; the value follows the key. */
  readonly step: number;
  readonly keyAt: number;
  readonly count: number;
  readonly bytes: number;
  /** The collector is not told of the keys: all of them are strings. */
  readonly hasOnlyTexts: boolean;
}

const MAX_ENTRIES = 2 ** 28;

/** Reads single objects, which may be anything: nothing here trusts a count or follows a pointer twice. */
export class PythonObjects {
  readonly memory: ProcessMemory;
  readonly layout: PythonLayout;
  readonly hot: HotOffsets;
  private readonly types = new Set<number>();
  private readonly notTypes = new Set<number>();
  private readonly flagsAt: number;
  private readonly keysAt: number;
  private readonly valuesAt: number;
  private readonly lookupOfTexts = new Set<number>();
  private textLookupsKnown = false;
  private typeOfTypes = 0;

  constructor(memory: ProcessMemory, layout: PythonLayout) {
    this.memory = memory;
    this.layout = layout;
    this.hot = layout.hot;
    this.flagsAt = layout.at('PyTypeObject.tp_flags');
    this.keysAt = layout.at('PyDictObject.ma_keys');
    this.valuesAt = layout.at('PyDictObject.ma_values');
  }

  /** Type of the object at an address; whatever word is there. */
  typeOf(address: number): number {
    return this.memory.word(address + 8);
  }

  flagsOf(type: number): number {
    return this.memory.word(type + this.flagsAt);
  }

  /** `type` itself, by the type of the type of a known object. False when it is not its own type. */
  learnType(known: number): boolean {
    const type = this.typeOf(this.typeOf(known));
    if (type < LOWEST || this.typeOf(type) !== type) return false;
    if (!hasFlag(this.flagsOf(type), TypeFlag.typeSubclass)) return false;
    this.typeOfTypes = type;
    return true;
  }

  get type(): number {
    return this.typeOfTypes;
  }

  /** Whether a type is at an address: its metaclasses lead to `type`, and its sizes can be. */
  isType(address: number): boolean {
    if (this.types.has(address)) return true;
    if (address % 8 !== 0 || !(address >= LOWEST && address < ADDRESS_END)) return false;
    if (this.notTypes.has(address)) return false;
    const is = this.looksLikeType(address);
    if (is) this.types.add(address);
    else if (this.notTypes.size < MAX_NOT_TYPES) this.notTypes.add(address);
    return is;
  }

  private looksLikeType(address: number): boolean {
    const { memory, layout } = this;
    let at = address;
    for (let step = 0; step < MAX_METACLASS_STEPS; step++) {
      const meta = memory.word(at + 8);
      if (meta % 8 !== 0 || !hasFlag(memory.word(meta + this.flagsAt), TypeFlag.typeSubclass)) {
        return false;
      }
      if (meta === this.typeOfTypes) break;
      if (meta === at || step === MAX_METACLASS_STEPS - 1) return false;
      at = meta;
    }
    const basicSize = memory.word(address + layout.at('PyTypeObject.tp_basicsize'));
    const itemSize = memory.word(address + layout.at('PyTypeObject.tp_itemsize'));
    if (!(basicSize >= 16 && basicSize < MAX_BASIC_SIZE && itemSize < MAX_ITEM_SIZE)) return false;
    if (hasFlag(this.flagsOf(address), TypeFlag.ready)) return true;
    // 3.8 and 3.9 never make the type of a cache's links ready.
    const dealloc = memory.word(address + layout.at('PyTypeObject.tp_dealloc'));
    return layout.minor <= 9 && basicSize < 200 && dealloc !== 0;
  }

  /** Whether an object is at an address, as far as its type and its count can tell. */
  isObject(address: number): boolean {
    if (address % 8 !== 0 || !(address >= LOWEST && address < ADDRESS_END)) return false;
    const type = this.memory.word(address + 8);
    return type >= LOWEST && this.isType(type) && this.hasPlausibleCount(address);
  }

  /** Whether the first word of an object can be its count. */
  hasPlausibleCount(address: number): boolean {
    const low = this.memory.low(address);
    const high = this.memory.low(address + 4);
    if (this.layout.minor >= 14) return low !== 0 && high % 65536 === 0 && high >>> 16 < 1024;
    if ((low === 0 && high === 0) || high >= 256) return false;
    return true;
  }

  /**
   * As `isObject`, for a word that is only guessed to be a pointer: a structure of C's whose second
   * word is a type, such as a module's state, begins with an address, and no object does.
   */
  isGuessedObject(address: number): boolean {
    if (!this.isObject(address)) return false;
    const first = this.memory.word(address);
    return !(first >= 65536 && first % 8 === 0 && this.memory.isMapped(first));
  }

  /** Reference count, or `IMMORTAL`. */
  countOf(address: number): number {
    const low = this.memory.low(address);
    if (this.layout.hasImmortals) return low >= 2 ** 31 ? IMMORTAL : low;
    const count = this.memory.word(address);
    // Objects that are frozen into the executable of 3.11 begin with 999,999,999.
    return this.layout.minor === 11 && count > FROZEN_COUNT_3_11 ? IMMORTAL : count;
  }

  /** `ob_size`, without the sign that integers give it, and sign and flags off those of 3.12. */
  sizeOf(address: number, isInteger: boolean): number {
    const low = this.memory.low(address + 16);
    const high = this.memory.low(address + 20);
    if (isInteger && this.layout.hasImmortals) return Math.floor((low + high * 2 ** 32) / 8);
    if (high >>> 31 === 1) return (~high >>> 0) * 2 ** 32 + (~low >>> 0) + 1;
    return low + high * 2 ** 32;
  }

  isText(address: number): boolean {
    const type = this.typeOf(address);
    return this.isType(type) && hasFlag(this.flagsOf(type), TypeFlag.unicodeSubclass);
  }

  isDict(address: number): boolean {
    const type = this.typeOf(address);
    return (
      address % 8 === 0 &&
      address >= LOWEST &&
      this.isType(type) &&
      hasFlag(this.flagsOf(type), TypeFlag.dictSubclass)
    );
  }

  isTypeObject(address: number): boolean {
    const type = this.typeOf(address);
    return (
      this.isType(type) &&
      hasFlag(this.flagsOf(type), TypeFlag.typeSubclass) &&
      this.isType(address)
    );
  }

  /** The table of keys at an address; null where there is none that can be. */
  keysTable(keys: number): KeysTable | null {
    const { memory, layout } = this;
    if (keys % 8 !== 0 || keys < LOWEST) return null;
    const { hot } = this;
    const count = memory.word(keys + hot.keysCount);
    const usable = memory.word(keys + hot.keysUsable);
    if (!(count <= MAX_ENTRIES && usable <= MAX_ENTRIES)) return null;
    const indices = hot.keysIndices;
    if (layout.minor >= 11) {
      const kind = memory.byte(keys + hot.keysKind);
      const log2 = memory.byte(keys + hot.keysLog2);
      if (log2 > 34 || kind > 2) return null;
      const head = indices + 2 ** log2;
      const step = kind === 0 ? 24 : 16;
      return {
        entries: keys + head,
        step,
        keyAt: kind === 0 ? 8 : 0,
        count,
        bytes: head + step * (count + usable),
        hasOnlyTexts: kind !== 0,
      };
    }
    const size = memory.word(keys + layout.at('PyDictKeysObject.dk_size'));
    if (!(size <= 2 * MAX_ENTRIES && count <= size)) return null;
    const width = size <= 0xff ? 1 : size <= 0xffff ? 2 : 4;
    const head = indices + size * width;
    const lookup = memory.word(keys + layout.at('PyDictKeysObject.dk_lookup'));
    return {
      entries: keys + head,
      step: 24,
      keyAt: 8,
      count,
      bytes: head + 24 * (count + usable),
      hasOnlyTexts: this.textLookupsKnown && this.lookupOfTexts.has(lookup),
    };
  }

  /** Until 3.10 the function that looks keys up tells; that of `sys.modules` and of a class's keys do not report them. */
  learnTextLookup(dict: number): void {
    const keys = this.memory.word(dict + this.keysAt);
    this.lookupOfTexts.add(this.memory.word(keys + this.layout.at('PyDictKeysObject.dk_lookup')));
    this.textLookupsKnown = true;
  }

  /** Calls `visit` with key and value of each entry, in order; until it returns false. */
  eachEntry(dict: number, visit: (key: number, value: number) => boolean | undefined): void {
    const { memory, layout } = this;
    const table = this.keysTable(memory.word(dict + this.keysAt));
    if (table === null) return;
    const split = memory.word(dict + this.valuesAt);
    const valuesAt = split === 0 ? 0 : split + Math.max(0, layout.at('PyDictValues.values'));
    for (let index = 0; index < table.count; index++) {
      const entry = table.entries + table.step * index + table.keyAt;
      const key = memory.word(entry);
      const value = split === 0 ? memory.word(entry + 8) : memory.word(valuesAt + 8 * index);
      if (value !== 0 && key !== 0 && visit(key, value) === false) return;
    }
  }

  /** The value of a key that is a text; 0 where there is none. */
  entry(dict: number, name: string): number {
    let found = 0;
    this.eachEntry(dict, (key, value) => {
      if (this.isText(key) && this.text(key, name.length + 1) === name) found = value;
      return found === 0;
    });
    return found;
  }

  /** Characters of a text object, at most `limit`. */
  text(address: number, limit: number): string {
    const { at, kind, length } = this.textParts(address);
    const count = Math.min(length, limit);
    const bytes = new Uint8Array(count * kind);
    this.memory.copy(at, bytes);
    return decodeUnits(bytes, kind);
  }

  /** Where a text's characters are, how many bytes each has, and how many there are. */
  textParts(address: number): TextParts {
    const { memory, layout, hot } = this;
    const state = memory.low(address + hot.textState);
    const kind = (state >>> 2) & 7;
    const isCompact = (state & 0x20) !== 0;
    const isAscii = (state & 0x40) !== 0;
    const at = !isCompact
      ? memory.word(address + layout.at('PyUnicodeObject.data'))
      : address + (isAscii ? hot.asciiData : hot.otherData);
    const length = memory.word(address + hot.textLength);
    const isKnown = kind === 1 || kind === 2 || kind === 4;
    return {
      at,
      kind: isKnown ? kind : 1,
      length: isKnown && length < ADDRESS_END ? length : 0,
      isAscii,
      isCompact,
    };
  }

  /** An integer as text; of long ones the number of bits. */
  integerText(address: number): string {
    const digits = this.sizeOf(address, true);
    if (digits <= 1) return `${this.integer(address)}`;
    const at = address + this.hot.digits;
    if (!(digits <= MAX_DIGITS)) {
      const top = digits < 2 ** 32 ? this.memory.low(at + 4 * (digits - 1)) : 0;
      return `int of ${30 * (digits - 1) + 32 - Math.clz32(top)} bits`;
    }
    let value = 0n;
    for (let index = digits - 1; index >= 0; index--) {
      value = (value << 30n) | BigInt(this.memory.low(at + 4 * index));
    }
    return `${this.isNegative(address) ? -value : value}`;
  }

  private isNegative(address: number): boolean {
    if (this.layout.hasImmortals) return (this.memory.low(address + 16) & 3) === 2;
    return this.memory.low(address + 20) >>> 31 === 1;
  }

  /** An integer that fits a double; NaN for others. */
  integer(address: number): number {
    const digits = this.sizeOf(address, true);
    if (digits > 2) return Number.NaN;
    const at = address + this.hot.digits;
    let value = 0;
    for (let index = digits - 1; index >= 0; index--) {
      value = value * 2 ** 30 + this.memory.low(at + 4 * index);
    }
    return this.isNegative(address) ? -value : value;
  }

  float(address: number): number {
    const at = address + this.hot.float;
    DOUBLE.setUint32(0, this.memory.low(at), true);
    DOUBLE.setUint32(4, this.memory.low(at + 4), true);
    return DOUBLE.getFloat64(0, true);
  }
}

export interface TextParts {
  readonly at: number;
  readonly kind: number;
  readonly length: number;
  readonly isAscii: boolean;
  readonly isCompact: boolean;
}

const DOUBLE = new DataView(new ArrayBuffer(8));
/** More than 256 bits are not shown. */
const MAX_DIGITS = 8;
const MAX_NOT_TYPES = 1 << 20;

/** Text of units of 1, 2 or 4 bytes; what is no character becomes U+FFFD. */
export function decodeUnits(bytes: Uint8Array, kind: number): string {
  if (kind === 1) return String.fromCharCode(...bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points: number[] = [];
  for (let at = 0; at + kind <= bytes.length; at += kind) {
    const point = kind === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    points.push(point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 0xfffd : point);
  }
  return String.fromCodePoint(...points);
}
