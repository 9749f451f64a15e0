import { GrowableUint8 } from '../../base/growable.ts';
import { NO_COUNT, NO_STRING, NodeFlag } from '../../heap/heap-graph.ts';
import type { HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { Decimal } from './decimal.ts';
import { JsonText } from './json-text.ts';

/**
 * Reads the objects of a meliae dump out of a byte buffer into a builder.
 *
 * No JSON value, JavaScript string or array is made; a line costs what its digits cost. The caller
 * guarantees a line break at the end of the buffer: every loop stops there, so no position is
 * compared with an end.
 */
export class MeliaeParser {
  /** Objects whose text held an escape that is not JSON. */
  repairedLines = 0;
  private readonly builder: HeapGraphBuilder;
  private readonly text = new JsonText();
  private readonly number = new Decimal();
  /** Per type, what its name makes of it; 255 where not looked at yet. */
  private readonly roles = new GrowableUint8(256);
  // The object being read.
  private hasAddress = false;
  private low = 0;
  private high = 0;
  private type = NO_STRING;
  private size = 0;
  private length = NO_COUNT;
  private name = NO_STRING;
  private value = NO_STRING;
  private repaired = false;

  constructor(builder: HeapGraphBuilder) {
    this.builder = builder;
  }

  /**
   * Reads the object whose `{` stands at `at` and adds it; the position behind its `}`, or −1 when
   * the line is not a whole object of a meliae dump, and nothing was added.
   */
  readObject(buffer: Uint8Array, at: number): number {
    this.hasAddress = false;
    this.type = NO_STRING;
    this.size = 0;
    this.length = NO_COUNT;
    this.name = NO_STRING;
    this.value = NO_STRING;
    this.repaired = false;
    this.builder.beginNode();
    const end = this.readMembers(buffer, at + 1);
    if (end < 0 || !this.hasAddress || this.type === NO_STRING) {
      this.builder.abandonNode();
      return -1;
    }
    if (this.repaired) this.repairedLines++;
    const type = this.builder.typeNamed(this.type);
    this.builder.endNode(
      this.low,
      this.high,
      type,
      this.size,
      this.flagsOf(type, this.type),
      this.length,
      this.name === NO_STRING ? this.value : this.name,
    );
    return end;
  }

  private readMembers(buffer: Uint8Array, at: number): number {
    for (;;) {
      let byte = buffer[at];
      while (byte === SPACE || byte === COMMA || byte === TAB || byte === RETURN) {
        byte = buffer[++at];
      }
      if (byte === CLOSE_BRACE) return at + 1;
      if (byte !== QUOTE) return -1;
      const keyStart = at + 1;
      at = this.text.scan(buffer, keyStart);
      if (at < 0) return -1;
      const key = keyOf(buffer, keyStart, at);
      at++;
      while (isBlank(buffer[at])) at++;
      if (buffer[at] !== COLON) return -1;
      at++;
      while (isBlank(buffer[at])) at++;
      at = this.readMember(key, buffer, at);
      if (at < 0) return -1;
    }
  }

  private readMember(key: number, buffer: Uint8Array, at: number): number {
    switch (key) {
      case Key.address: {
        const end = this.number.read(buffer, at);
        this.hasAddress = end >= 0;
        this.low = this.number.low;
        this.high = this.number.high;
        return end;
      }
      case Key.refs:
        return buffer[at] === OPEN_BRACKET
          ? this.readReferences(buffer, at + 1)
          : this.skipValue(buffer, at);
      case Key.size: {
        const end = this.number.read(buffer, at);
        if (end < 0) return this.skipValue(buffer, at);
        this.size = this.number.value;
        return end;
      }
      case Key.length: {
        const end = this.number.read(buffer, at);
        if (end < 0) return this.skipValue(buffer, at);
        this.length = Math.min(this.number.value, NO_COUNT - 2);
        return end;
      }
      case Key.type:
        if (buffer[at] !== QUOTE) return -1;
        at = this.readText(buffer, at + 1);
        this.type = this.textRead;
        return at;
      case Key.name:
        if (buffer[at] !== QUOTE) return this.skipValue(buffer, at);
        at = this.readText(buffer, at + 1);
        this.name = this.textRead;
        return at;
      case Key.value:
        if (buffer[at] === QUOTE) {
          at = this.readText(buffer, at + 1);
          this.value = this.textRead;
          return at;
        }
        return this.readScalar(buffer, at);
      default:
        return this.skipValue(buffer, at);
    }
  }

  /** The targets behind `[`. Of a key that stands twice the last one counts, as in JSON. */
  private readReferences(buffer: Uint8Array, at: number): number {
    const { builder, number } = this;
    builder.abandonNode();
    for (;;) {
      let byte = buffer[at];
      while (byte === SPACE || byte === COMMA || byte === TAB || byte === RETURN) {
        byte = buffer[++at];
      }
      if (byte === CLOSE_BRACKET) return at + 1;
      at = number.read(buffer, at);
      if (at < 0) return -1;
      builder.addReferenceToAddress(number.low, number.high);
    }
  }

  private textRead = NO_STRING;

  /** The string whose text begins at `at` into `textRead`; the position behind its quote. */
  private readText(buffer: Uint8Array, at: number): number {
    const { text } = this;
    const end = text.scan(buffer, at);
    if (end < 0) return -1;
    if (text.hasEscapes) {
      text.unescape(buffer, at, end);
      this.repaired ||= text.wasRepaired;
      this.textRead = this.builder.strings.intern(text.bytes, 0, text.length);
    } else {
      this.textRead = this.builder.strings.intern(buffer, at, end);
    }
    return end + 1;
  }

  /** A `value` that is no string: a number is kept as it is written, null as nothing. */
  private readScalar(buffer: Uint8Array, at: number): number {
    const end = this.skipValue(buffer, at);
    const first = buffer[at];
    if (end > 0 && (first === MINUS || (first >= DIGIT_0 && first <= DIGIT_9))) {
      this.value = this.builder.strings.intern(buffer, at, end);
    }
    return end;
  }

  /** The position behind any JSON value, however nested, or −1 when the line ends within it. */
  private skipValue(buffer: Uint8Array, at: number): number {
    let depth = 0;
    for (;;) {
      const byte = buffer[at];
      if (byte === NEWLINE) return -1;
      if (byte === QUOTE) {
        at = this.text.scan(buffer, at + 1);
        if (at < 0) return -1;
      } else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) {
        depth++;
      } else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
        if (depth === 0) return at;
        depth--;
      } else if (depth === 0 && (byte === COMMA || byte === SPACE || byte === RETURN)) {
        return at;
      }
      at++;
    }
  }

  /**
   * meliae writes a `name` for functions, modules and types alone, instances of metaclasses and of
   * subclasses of `module` included. Those two differ in size: no type object is below 200 bytes
   * even on 32-bit systems, no module near it.
   */
  private flagsOf(type: number, typeName: number): number {
    const { roles } = this;
    while (roles.length <= type) roles.push(UNKNOWN_ROLE);
    let role = roles.values[type];
    if (role === UNKNOWN_ROLE) {
      role = this.roleNamed(typeName);
      roles.values[type] = role;
    }
    if (role === Role.other) {
      if (this.name === NO_STRING) return 0;
      return this.size >= SMALLEST_TYPE_OBJECT ? NodeFlag.isType : NodeFlag.isModule;
    }
    if (role === Role.type) return NodeFlag.isType;
    if (role === Role.module) return NodeFlag.isModule;
    return role === Role.frame ? NodeFlag.isFrame : 0;
  }

  private roleNamed(typeName: number): number {
    const { strings } = this.builder;
    for (const [text, role] of ROLE_NAMES) {
      if (strings.internText(text) === typeName) return role;
    }
    return Role.other;
  }
}

const SMALLEST_TYPE_OBJECT = 200;

const Role = { other: 0, type: 1, module: 2, frame: 3, function: 4 } as const;
const UNKNOWN_ROLE = 255;
const ROLE_NAMES: readonly (readonly [string, number])[] = [
  ['type', Role.type],
  ['classobj', Role.type],
  ['module', Role.module],
  ['frame', Role.frame],
  ['function', Role.function],
];

const NEWLINE = 0x0a;
const TAB = 0x09;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

const Key = {
  other: 0,
  address: 1,
  type: 2,
  size: 3,
  name: 4,
  length: 5,
  value: 6,
  refs: 7,
} as const;

/** Which of the known keys buffer[start … end − 1] is. */
function keyOf(buffer: Uint8Array, start: number, end: number): number {
  for (const [bytes, key] of KEYS_BY_LENGTH[end - start] ?? []) {
    let same = 0;
    while (same < bytes.length && buffer[start + same] === bytes[same]) same++;
    if (same === bytes.length) return key;
  }
  return Key.other;
}

const KEYS_BY_LENGTH: (readonly [Uint8Array, number])[][] = [];
for (const [name, key] of [
  ['address', Key.address],
  ['refs', Key.refs],
  ['size', Key.size],
  ['type', Key.type],
  ['len', Key.length],
  ['name', Key.name],
  ['value', Key.value],
] as const) {
  const bytes = new TextEncoder().encode(name);
  KEYS_BY_LENGTH[bytes.length] ??= [];
  KEYS_BY_LENGTH[bytes.length]?.push([bytes, key]);
}
