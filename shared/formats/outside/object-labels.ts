import { GrowableUint32 } from '../../base/growable.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { FoundObjects } from './found-objects.ts';
import { decodeUnits, hasFlag, type PythonObjects, TypeFlag } from './python-objects.ts';

/** Characters of a text in a preview, of a key in a label, of a name, of bytes in a label. */
const MAX_PREVIEW = 80;
const MAX_KEY = 60;
const MAX_NAME = 200;
const MAX_BYTES = 30;
const MAX_TUPLE_ITEMS = 4;
const MAX_TUPLE_DEPTH = 2;
const SCRATCH_BYTES = 1024;
const MAX_REMEMBERED = 1 << 16;

/** What the labels of an object that is no scalar are made of. */
export interface TypeNames {
  /** Qualified name of a type; "?" of what is none. */
  nameOfType(type: number): string;
}

/** Texts of objects, as the collector's dumps have them: labels of references and previews. */
export class ObjectLabels {
  readonly strings: StringInterner;
  private readonly objects: PythonObjects;
  private readonly found: FoundObjects;
  private readonly types: TypeNames;
  /** By number of the object: its label as a key, and as a name, plus 1; 0 where not known yet. */
  private readonly keys = new GrowableUint32(1 << 10);
  private readonly names = new GrowableUint32(1 << 10);
  private readonly texts = new Map<string, number>();
  private readonly scratch = new Uint8Array(SCRATCH_BYTES);

  constructor(
    strings: StringInterner,
    objects: PythonObjects,
    found: FoundObjects,
    types: TypeNames,
  ) {
    this.strings = strings;
    this.objects = objects;
    this.found = found;
    this.types = types;
  }

  /** A text of ours, or one that comes again and again. */
  text(text: string): number {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const label = this.ascii(text) ?? this.strings.internText(text);
    if (this.texts.size < MAX_REMEMBERED) this.texts.set(text, label);
    return label;
  }

  /** A text that is not likely to come again, such as a number's. */
  rareText(text: string): number {
    return this.ascii(text) ?? this.strings.internText(text);
  }

  /** Null where the text is not ASCII, or too long for it. */
  private ascii(text: string): number | null {
    const { scratch } = this;
    if (text.length > SCRATCH_BYTES) return null;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 0x7e) return null;
      scratch[at] = code;
    }
    return this.strings.intern(scratch, 0, text.length);
  }

  /** Bytes of what is remembered; the strings are counted by their owner. */
  get bytes(): number {
    return 4 * (this.keys.length + this.names.length);
  }

  /** A key as a label: texts in quotes. */
  key(address: number): number {
    const number = this.found.numberOf(address);
    const known = this.remembered(this.keys, number);
    if (known !== NO_STRING) return known;
    const label = this.keyLabel(address);
    if (number >= 0) this.keys.values[number] = label + 1;
    return label;
  }

  /** A text object as a name. */
  name(address: number): number {
    const number = this.found.numberOf(address);
    const known = this.remembered(this.names, number);
    if (known !== NO_STRING) return known;
    const label = this.textLabel(address, MAX_NAME);
    if (number >= 0 && label !== NO_STRING) this.names.values[number] = label + 1;
    return label;
  }

  /** What is remembered of an object; `NO_STRING` where nothing is, with room for it made. */
  private remembered(cache: GrowableUint32, number: number): number {
    if (number >= cache.length) {
      cache.reserve(number + 1);
      cache.values.fill(0, cache.length, number + 1);
      cache.length = number + 1;
    }
    return number < 0 || cache.values[number] === 0 ? NO_STRING : cache.values[number] - 1;
  }

  private keyLabel(address: number): number {
    if (!this.objects.isText(address)) return this.rareText(this.keyText(address, 0));
    const length = this.asciiInto(address, MAX_KEY, 1);
    if (length >= 0) {
      const { scratch } = this;
      scratch[0] = QUOTE;
      scratch[length + 1] = QUOTE;
      if (isPlain(scratch, 1, length + 1)) return this.strings.intern(scratch, 0, length + 2);
    }
    return this.rareText(this.keyText(address, 0));
  }

  /** A text's characters as a string; `NO_STRING` of what is no text. */
  textLabel(address: number, limit: number): number {
    return this.objects.isText(address) ? this.certainText(address, limit) : NO_STRING;
  }

  private certainText(address: number, limit: number): number {
    const length = this.asciiInto(address, limit, 0);
    if (length >= 0) return this.strings.intern(this.scratch, 0, length);
    return this.rareText(cut(this.objects.text(address, limit + 1), limit));
  }

  /** The beginning of what is a text object, or nothing of what is none. */
  preview(address: number): number {
    return this.textLabel(address, MAX_PREVIEW);
  }

  /** The beginning of a text object. */
  previewOfText(address: number): number {
    return this.certainText(address, MAX_PREVIEW);
  }

  /** Puts a short ASCII text into the scratch array; its length, or −1 where it is another one. */
  private asciiInto(address: number, limit: number, offset: number): number {
    const { memory, hot } = this.objects;
    const length = memory.low(address + hot.textLength);
    const isAscii = (memory.low(address + hot.textState) & COMPACT_ASCII) === COMPACT_ASCII;
    if (!isAscii || length > limit || memory.low(address + hot.textLength + 4) !== 0) return -1;
    memory.copyInto(address + hot.asciiData, this.scratch, offset, length);
    return length;
  }

  /** As the collector writes keys: plain scalars and tuples of them shown, others by their type. */
  keyText(address: number, depth: number): string {
    const { objects } = this;
    const type = objects.typeOf(address);
    if (!objects.isType(type)) return '?';
    const flags = objects.flagsOf(type);
    if (hasFlag(flags, TypeFlag.unicodeSubclass)) {
      return pythonRepr(cut(objects.text(address, MAX_KEY + 1), MAX_KEY));
    }
    const name = this.types.nameOfType(type);
    const scalar = this.scalarText(address, name);
    if (scalar !== null) return scalar;
    if (hasFlag(flags, TypeFlag.tupleSubclass) && depth < MAX_TUPLE_DEPTH) {
      return this.tupleText(address, depth);
    }
    if (hasFlag(flags, TypeFlag.typeSubclass)) return this.types.nameOfType(address);
    return `<${name}>`;
  }

  /** The text of a number, bytes, `None`, `True` or `False`; null of anything else. */
  scalarText(address: number, typeName: string): string | null {
    const { objects } = this;
    switch (typeName) {
      case 'bool':
        return objects.integer(address) === 0 ? 'False' : 'True';
      case 'int':
        return objects.integerText(address);
      case 'float':
        return floatText(objects.float(address));
      case 'complex': {
        const real = objects.float(address);
        return complexText(real, objects.float(address + 8));
      }
      case 'NoneType':
        return 'None';
      case 'ellipsis':
        return 'Ellipsis';
      case 'bytes':
        return this.bytesText(address);
      default:
        return null;
    }
  }

  private bytesText(address: number): string {
    const length = this.objects.sizeOf(address, false);
    const bytes = new Uint8Array(Math.min(length, MAX_BYTES));
    this.objects.memory.copy(address + this.objects.layout.at('PyBytesObject.ob_sval'), bytes);
    return `b${pythonRepr(decodeUnits(bytes, 1), true)}`;
  }

  private tupleText(address: number, depth: number): string {
    const { objects } = this;
    const length = objects.sizeOf(address, false);
    const items = address + objects.layout.at('PyTupleObject.ob_item');
    const parts: string[] = [];
    for (let index = 0; index < Math.min(length, MAX_TUPLE_ITEMS); index++) {
      parts.push(this.keyText(objects.memory.word(items + 8 * index), depth + 1));
    }
    const rest = length > MAX_TUPLE_ITEMS ? ', …' : length === 1 ? ',' : '';
    return `(${parts.join(', ')}${rest})`;
  }
}

/** Bits of a text's state: its characters follow it, and are ASCII. */
const COMPACT_ASCII = 0x60;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;

/** Whether `repr` shows the bytes as they are, between single quotes. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte < 0x20 || byte > 0x7e || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
}

function cut(text: string, limit: number): string {
  const characters = text.length <= limit ? null : [...text];
  return characters === null || characters.length <= limit
    ? text
    : `${characters.slice(0, limit).join('')}…`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text as Python's `repr` writes it; of bytes, whatever is not ASCII is escaped. */
export function pythonRepr(text: string, isBytes = false): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const unsafe = isBytes ? /[^\x20-\x7e]|[\\'"]/g : /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|[\\'"]/gu;
  const inner = text.replace(unsafe, (character) => {
    if (character === '\\') return '\\\\';
    if (character === "'" || character === '"') {
      return character === quote ? `\\${character}` : character;
    }
    const code = character.codePointAt(0) ?? 0;
    return ESCAPES[character] ?? (code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
  });
  return quote + inner + quote;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** A double as Python writes it. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = `${value}`;
  return text.includes('.') ? text : `${text}.0`;
}

function complexText(real: number, imaginary: number): string {
  const part = (value: number): string => floatText(value).replace(/\.0$/, '');
  if (real === 0 && !Object.is(real, -0)) return `${part(imaginary)}j`;
  const text = part(imaginary);
  return `(${part(real)}${text.startsWith('-') ? '' : '+'}${text}j)`;
}
