import { AddressTable } from '../../heap/address-table.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { RecordWindow } from '../bytes/record-window.ts';

/** Names are kept up to this length: no class has a longer one. */
const MAX_NAME_BYTES = 4096;
/** Frames of a stack that are kept. */
const MAX_FRAMES = 64;

/** The texts of a dump and what they name: classes, and the methods on the stacks of threads. */
export class HprofNames {
  private readonly strings: StringInterner;
  private readonly ids = new AddressTable();
  private readonly text: StringIndex[] = [];
  private readonly className = new Map<number, StringIndex>();
  private readonly classOfSerial = new Map<number, StringIndex>();
  private readonly methodOfFrame = new Map<number, string>();
  private readonly framesOfTrace = new Map<number, readonly string[]>();
  private readonly traceOfThread = new Map<number, number>();

  constructor(strings: StringInterner) {
    this.strings = strings;
  }

  /** Bytes held, about. */
  get bytes(): number {
    return (
      this.ids.bytes + 8 * this.text.length + 64 * (this.className.size + this.framesOfTrace.size)
    );
  }

  keepText(low: number, high: number, bytes: Uint8Array): void {
    this.text[this.ids.intern(low, high)] = this.strings.intern(
      bytes,
      0,
      Math.min(bytes.length, MAX_NAME_BYTES),
    );
  }

  /** The text of an id; `NO_STRING` where there is none. */
  textOf(low: number, high: number): StringIndex {
    const number = this.ids.find(low, high);
    return number < 0 ? NO_STRING : (this.text[number] ?? NO_STRING);
  }

  readLoadClass(window: RecordWindow, idSize: number): void {
    const serial = window.u32();
    window.id(idSize);
    const key = this.ids.intern(window.low, window.high);
    window.u32();
    window.id(idSize);
    const text = this.textOf(window.low, window.high);
    if (text === NO_STRING) return;
    const name = this.strings.internText(javaName(this.strings.get(text)));
    this.className.set(key, name);
    this.classOfSerial.set(serial, name);
  }

  /** The name of the class whose object has this id, as Java writes it; `NO_STRING` if unknown. */
  classNamed(low: number, high: number): StringIndex {
    const number = this.ids.find(low, high);
    return number < 0 ? NO_STRING : (this.className.get(number) ?? NO_STRING);
  }

  readFrame(window: RecordWindow, idSize: number): void {
    window.id(idSize);
    const frame = this.ids.intern(window.low, window.high);
    window.id(idSize);
    const method = this.textOf(window.low, window.high);
    window.id(idSize);
    window.id(idSize);
    const file = this.textOf(window.low, window.high);
    const owner = this.classOfSerial.get(window.u32());
    const line = window.u32() | 0;
    const name = `${owner === undefined ? '' : `${this.strings.get(owner)}.`}${this.nameOr(method, '?')}`;
    const place = line > 0 ? `${this.nameOr(file, '?')}:${line}` : this.nameOr(file, '?');
    this.methodOfFrame.set(frame, `${place} in ${name}`);
  }

  readTrace(window: RecordWindow, idSize: number, length: number): void {
    const serial = window.u32();
    const thread = window.u32();
    const count = Math.min(window.u32(), Math.floor((length - 12) / idSize));
    const frames: string[] = [];
    for (let index = 0; index < count; index++) {
      window.id(idSize);
      const method = this.methodOfFrame.get(this.ids.find(window.low, window.high));
      if (method !== undefined && index < MAX_FRAMES) frames.push(method);
    }
    window.skip(length - 12 - count * idSize);
    this.framesOfTrace.set(serial, frames);
    if (thread !== 0) this.traceOfThread.set(thread, serial);
  }

  /** A thread's stack, innermost first: "Leak.java:41 in Leak.main". */
  stackOfTrace(serial: number): readonly string[] {
    return this.framesOfTrace.get(serial) ?? [];
  }

  stackOfThread(thread: number): readonly string[] {
    const trace = this.traceOfThread.get(thread);
    return trace === undefined ? [] : this.stackOfTrace(trace);
  }

  private nameOr(text: StringIndex, other: string): string {
    return text === NO_STRING ? other : this.strings.get(text);
  }
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  Z: 'boolean',
  C: 'char',
  F: 'float',
  D: 'double',
  B: 'byte',
  S: 'short',
  I: 'int',
  J: 'long',
};

/** `java/util/Map$Entry` → `java.util.Map$Entry`, `[[Ljava/lang/Object;` → `java.lang.Object[][]`. */
export function javaName(internal: string): string {
  const dimensions = /^\[*/.exec(internal)?.[0].length ?? 0;
  const element = internal.slice(dimensions);
  const name =
    dimensions === 0
      ? element
      : element.startsWith('L') && element.endsWith(';')
        ? element.slice(1, -1)
        : Object.hasOwn(PRIMITIVES, element)
          ? PRIMITIVES[element]
          : element;
  return name.replaceAll('/', '.') + '[]'.repeat(Math.min(dimensions, 255));
}
