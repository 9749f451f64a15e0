import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { AddressTable } from '../../heap/address-table.ts';
import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph, ThreadFacts } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import type { BuiltColumns, HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { RecordWindow } from '../bytes/record-window.ts';
import { HprofNames } from './hprof-names.ts';

/** Bytes of a value by its type; 2 is a reference. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  4: 1,
  5: 2,
  6: 4,
  7: 8,
  8: 1,
  9: 2,
  10: 4,
  11: 8,
};
const REFERENCE = 2;
const ARRAY_NAMES: Readonly<Record<number, string>> = {
  4: 'boolean[]',
  5: 'char[]',
  6: 'float[]',
  7: 'double[]',
  8: 'byte[]',
  9: 'short[]',
  10: 'int[]',
  11: 'long[]',
};
const CHAR = 5;
const BYTE = 8;

/** Of arrays of bytes and characters, what a text's beginning needs. */
const TEXT_BYTES = 200;
const TEXT_LETTERS = 100;
const MAX_THREADS_TOLD = 4096;
/** No chain of superclasses is longer. */
const MAX_SUPERS = 1024;

interface JavaClass {
  readonly name: StringIndex;
  readonly type: number;
  readonly superLow: number;
  readonly superHigh: number;
  /** Names and types of its own fields. */
  readonly fields: readonly Field[];
}

interface Field {
  readonly name: StringIndex;
  readonly type: number;
}

/** All fields of an instance, its own first, and how it treats its referent. */
interface Shape {
  readonly type: number;
  readonly fields: readonly Field[];
  readonly bytes: number;
  readonly isWeak: boolean;
  readonly isString: boolean;
}

const ROOT_NAMES: Readonly<Record<number, string>> = {
  255: 'unknown',
  1: 'JNI global',
  2: 'JNI local',
  3: 'Java frame',
  4: 'native stack',
  5: 'system class',
  6: 'thread block',
  7: 'monitor in use',
  8: 'thread',
};

/** The objects of a Java heap dump, and the roots that hold them. */
export class HprofObjects {
  readonly names: HprofNames;
  unreadableInstances = 0;
  /** A tag that HPROF does not have; nothing can be read behind it. */
  unknownTag: number | null = null;
  private readonly window: RecordWindow;
  private readonly builder: HeapGraphBuilder;
  private readonly classIds = new AddressTable();
  private readonly classes: (JavaClass | undefined)[] = [];
  private readonly shapes: (Shape | undefined)[] = [];
  private readonly texts = new GrowableUint8(1024);
  /** Node, offset of its text in `texts`, bytes, whether of two bytes a letter. */
  private readonly textOf = new GrowableUint32(256);
  /** Nodes that are strings, and their coder: 1 for two bytes a letter. */
  private readonly stringNode = new GrowableUint32(256);
  private readonly stringCoder = new GrowableUint8(256);
  /** Instances whose class comes after them. */
  private deferred: DeferredInstance[] = [];
  private deferredBytes = 0;
  private idSize = 8;
  private readonly threads: ThreadFacts[] = [];

  constructor(window: RecordWindow, builder: HeapGraphBuilder) {
    this.window = window;
    this.builder = builder;
    this.names = new HprofNames(builder.strings);
  }

  /** Bytes held beside the graph's own. */
  get bytes(): number {
    return (
      this.names.bytes +
      this.texts.length +
      4 * this.textOf.length +
      5 * this.stringNode.length +
      this.deferredBytes +
      200 * this.classes.length
    );
  }

  /** Takes back what was read of an object that broke off. */
  abandon(): void {
    this.builder.abandonNode();
  }

  /** One object or root; false at a tag that is not known. */
  readObject(idSize: number): boolean {
    const { window, builder } = this;
    this.idSize = idSize;
    builder.beginNode();
    const tag = window.u8();
    switch (tag) {
      case 0x20:
        return this.readClass();
      case 0x21:
        return this.readInstance();
      case 0x22:
        return this.readReferenceArray();
      case 0x23:
        return this.readValueArray();
      default:
        if (Object.hasOwn(ROOT_NAMES, tag)) return this.readRoot(tag);
        this.unknownTag = tag;
        return false;
    }
  }

  /** The graph; classes that never came leave their instances without references. */
  finish(takenAt: string | null, job: Job): HeapGraph {
    for (const instance of this.deferred) this.addDeferred(instance);
    this.deferred = [];
    const { builder } = this;
    return builder.finish(
      {
        runtime: 'JVM',
        ...(takenAt === null ? {} : { takenAt }),
        ...(this.threads.length === 0 ? {} : { threads: this.threads }),
      },
      (columns) => {
        this.previewStrings(columns);
        return columns.edgeLabel === null ? null : { form: 'perEdge', label: columns.edgeLabel };
      },
      job,
    );
  }

  private readRoot(tag: number): true {
    const { window, builder, names } = this;
    window.id(this.idSize);
    const { low, high } = window;
    let stack: readonly string[] = [];
    if (tag === 1) window.id(this.idSize);
    else if (tag === 2 || tag === 3) {
      stack = names.stackOfThread(window.u32());
      const frame = window.u32();
      stack = frame < stack.length ? stack.slice(frame) : stack;
    } else if (tag === 8) {
      window.u32();
      stack = names.stackOfTrace(window.u32());
      this.keepThread(stack);
    } else if (tag === 4 || tag === 6) window.u32();
    const where = stack.length === 0 ? '' : `: ${stack[0]}`;
    const label = builder.strings.internText(`${ROOT_NAMES[tag]}${where}`);
    builder.addRoot(low, high, RootKind.runtime, label);
    return true;
  }

  private keepThread(stack: readonly string[]): void {
    if (this.threads.length >= MAX_THREADS_TOLD) return;
    this.threads.push({ name: `thread ${this.threads.length + 1}`, stack });
  }

  private readClass(): true {
    const { window, builder, names, idSize } = this;
    window.id(idSize);
    const { low, high } = window;
    window.u32();
    const isSuper = window.id(idSize);
    const superLow = isSuper ? window.low : 0;
    const superHigh = isSuper ? window.high : 0;
    if (isSuper) this.reference(EdgeKind.internal, 'super');
    for (const role of ['classLoader', 'signers', 'protectionDomain', '', '']) {
      if (window.id(idSize) && role !== '') this.reference(EdgeKind.internal, role);
    }
    const instanceBytes = window.u32();
    for (let left = window.u16(); left > 0; left--) {
      window.u16();
      this.readValue('constant');
    }
    const statics = window.u16();
    for (let left = statics; left > 0; left--) {
      window.id(idSize);
      this.readValue(names.textOf(window.low, window.high));
    }
    const fields: Field[] = [];
    for (let left = window.u16(); left > 0; left--) {
      window.id(idSize);
      const name = names.textOf(window.low, window.high);
      fields.push({ name, type: window.u8() });
    }
    const key = this.classIds.intern(low, high);
    const name = this.nameOfClass(low, high);
    this.classes[key] ??= {
      name,
      type: builder.typeNamed(name),
      superLow,
      superHigh,
      fields,
    };
    const type = builder.typeNamed(builder.strings.internText('java.lang.Class'));
    const size = rounded(instanceBytes === 0 ? 8 + idSize : 8 + idSize + 8 * statics);
    builder.endNode(low, high, type, size, NodeFlag.isType, NO_COUNT, name);
    return true;
  }

  private readInstance(): true {
    const { window, builder, idSize } = this;
    window.id(idSize);
    const { low, high } = window;
    window.u32();
    window.id(idSize);
    const classLow = window.low;
    const classHigh = window.high;
    const length = window.u32();
    const bytes = window.take(length);
    const shape = this.shapeOf(classLow, classHigh);
    const instance = { low, high, classLow, classHigh };
    if (shape === null) {
      this.deferred.push({ ...instance, bytes: bytes.slice() });
      this.deferredBytes += bytes.length + 64;
      return true;
    }
    builder.beginNode();
    this.addInstance(instance, bytes, shape);
    return true;
  }

  private addDeferred(instance: DeferredInstance): void {
    this.builder.beginNode();
    const shape = this.shapeOf(instance.classLow, instance.classHigh) ?? {
      type: this.builder.typeNamed(this.nameOfClass(instance.classLow, instance.classHigh)),
      fields: [],
      bytes: -1,
      isWeak: false,
      isString: false,
    };
    this.addInstance(instance, instance.bytes, shape);
  }

  private addInstance(instance: InstanceIds, bytes: Uint8Array, shape: Shape): void {
    const { builder, idSize } = this;
    builder.addReferenceToAddress(instance.classLow, instance.classHigh);
    builder.describeReference(EdgeKind.class, NO_STRING);
    let coder = 0;
    if (shape.bytes === bytes.length) coder = this.addFields(bytes, shape);
    else this.unreadableInstances++;
    const node = builder.endNode(
      instance.low,
      instance.high,
      shape.type,
      rounded(8 + idSize + bytes.length),
      NodeFlag.isUserInstance,
      NO_COUNT,
      NO_STRING,
    );
    if (node === NO_NODE || !shape.isString) return;
    this.stringNode.push(node);
    this.stringCoder.push(coder);
  }

  /** References of the fields; the value of `coder`, which only strings have. */
  private addFields(bytes: Uint8Array, shape: Shape): number {
    const { builder, idSize } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    let coder = 0;
    for (const { name, type } of shape.fields) {
      if (type !== REFERENCE) {
        if (shape.isString && type === BYTE) coder = bytes[at];
        at += VALUE_BYTES[type];
        continue;
      }
      const high = idSize === 8 ? view.getUint32(at) : 0;
      const low = view.getUint32(at + idSize - 4);
      at += idSize;
      if ((low | high) === 0) continue;
      builder.addReferenceToAddress(low, high);
      const isWeak = shape.isWeak && this.builder.strings.get(name) === 'referent';
      builder.describeReference(
        isWeak ? EdgeKind.weakTarget | EdgeMark.weak | EdgeMark.borrowed : EdgeKind.attribute,
        name,
      );
    }
    return coder;
  }

  private readReferenceArray(): true {
    const { window, builder, idSize } = this;
    window.id(idSize);
    const { low, high } = window;
    window.u32();
    const length = window.u32();
    window.id(idSize);
    const type = builder.typeNamed(this.nameOfClass(window.low, window.high));
    builder.addReferenceToAddress(window.low, window.high);
    builder.describeReference(EdgeKind.class, NO_STRING);
    window.need(length * idSize);
    for (let index = 0; index < length; index++) {
      if (!window.id(idSize)) continue;
      builder.addReferenceToAddress(window.low, window.high);
      builder.describeReference(EdgeKind.index, index);
    }
    const size = rounded(12 + idSize + length * idSize);
    builder.endNode(low, high, type, size, 0, length, NO_STRING);
    return true;
  }

  private readValueArray(): true {
    const { window, builder, idSize } = this;
    window.id(idSize);
    const { low, high } = window;
    window.u32();
    const length = window.u32();
    const type = window.u8();
    if (!Object.hasOwn(VALUE_BYTES, type)) {
      this.unknownTag = type;
      return true;
    }
    const bytes = length * VALUE_BYTES[type];
    const isText = type === BYTE || type === CHAR;
    const kept = isText ? Math.min(bytes, TEXT_BYTES) : 0;
    window.need(kept);
    const name = builder.strings.internText(ARRAY_NAMES[type]);
    const size = rounded(12 + idSize + bytes);
    const node = builder.endNode(low, high, builder.typeNamed(name), size, 0, length, NO_STRING);
    if (node !== NO_NODE && kept > 0) {
      for (const word of [node, this.texts.length, kept, type === CHAR ? 1 : 0]) {
        this.textOf.push(word);
      }
      this.texts.append(window.take(kept));
      window.skip(bytes - kept);
    } else {
      window.skip(bytes);
    }
    return true;
  }

  /** A value of a class: a reference becomes one of the class. */
  private readValue(label: string | StringIndex): void {
    const { window } = this;
    const type = window.u8();
    if (type === REFERENCE) {
      if (!window.id(this.idSize)) return;
      this.reference(typeof label === 'string' ? EdgeKind.internal : EdgeKind.attribute, label);
      return;
    }
    window.take(Object.hasOwn(VALUE_BYTES, type) ? VALUE_BYTES[type] : 0);
  }

  private reference(kind: number, label: string | StringIndex): void {
    const { window, builder } = this;
    builder.addReferenceToAddress(window.low, window.high);
    const text = typeof label === 'string' ? builder.strings.internText(label) : label;
    builder.describeReference(kind, text);
  }

  /** Null while one of its classes has not come. */
  private shapeOf(low: number, high: number): Shape | null {
    const key = this.classIds.find(low, high);
    if (key < 0) return null;
    const known = this.shapes[key];
    if (known !== undefined) return known;
    const own = this.classes[key];
    if (own === undefined) return null;
    const fields: Field[] = [];
    let isWeak = false;
    let next: JavaClass | undefined = own;
    for (let depth = 0; next !== undefined; depth++) {
      for (const field of next.fields) fields.push(field);
      const name = this.builder.strings.get(next.name);
      isWeak ||= WEAK_CLASSES.has(name);
      if ((next.superLow | next.superHigh) === 0) break;
      const above = this.classIds.find(next.superLow, next.superHigh);
      next = above < 0 ? undefined : this.classes[above];
      if (next === undefined || depth > MAX_SUPERS) return null;
    }
    const isKnown = fields.every(
      ({ type }) => type === REFERENCE || Object.hasOwn(VALUE_BYTES, type),
    );
    const bytes = fields.reduce(
      (sum, { type }) => sum + (type === REFERENCE ? this.idSize : (VALUE_BYTES[type] ?? 0)),
      0,
    );
    const isString = this.builder.strings.get(own.name) === 'java.lang.String';
    const shape = { type: own.type, fields, bytes: isKnown ? bytes : -1, isWeak, isString };
    this.shapes[key] = shape;
    return shape;
  }

  private nameOfClass(low: number, high: number): StringIndex {
    const name = this.names.classNamed(low, high);
    return name === NO_STRING ? this.builder.strings.internText('unnamed class') : name;
  }

  /** A string's text is its array's. */
  private previewStrings(columns: BuiltColumns): void {
    const { strings } = this.builder;
    const rowOf = new Map<number, number>();
    for (let row = 0; row < this.textOf.length; row += 4) rowOf.set(this.textOf.values[row], row);
    for (let index = 0; index < this.stringNode.length; index++) {
      const node = this.stringNode.values[index];
      for (let edge = columns.firstEdge[node]; edge < columns.firstEdge[node + 1]; edge++) {
        const row = rowOf.get(columns.edgeTarget[edge]);
        if (row === undefined) continue;
        const isWide = this.textOf.values[row + 3] === 1 || this.stringCoder.values[index] === 1;
        const isLittle = this.textOf.values[row + 3] === 0;
        const start = this.textOf.values[row + 1];
        const bytes = this.texts.values.subarray(start, start + this.textOf.values[row + 2]);
        columns.preview[node] = strings.internText(javaText(bytes, isWide, isLittle));
        const letters = columns.length[columns.edgeTarget[edge]];
        columns.length[node] = isWide && isLittle ? letters >>> 1 : letters;
        break;
      }
    }
  }
}

const WEAK_CLASSES: ReadonlySet<string> = new Set([
  'java.lang.ref.WeakReference',
  'java.lang.ref.PhantomReference',
]);

interface InstanceIds {
  readonly low: number;
  readonly high: number;
  readonly classLow: number;
  readonly classHigh: number;
}

interface DeferredInstance extends InstanceIds {
  readonly bytes: Uint8Array;
}

function rounded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Latin-1 or UTF-16, whose arrays of bytes lie in the order of the processor, nearly always little. */
function javaText(bytes: Uint8Array, isWide: boolean, isLittle: boolean): string {
  const decoder = new TextDecoder(isWide ? (isLittle ? 'utf-16le' : 'utf-16be') : 'latin1');
  return decoder.decode(bytes.subarray(0, bytes.length & ~(isWide ? 1 : 0))).slice(0, TEXT_LETTERS);
}
