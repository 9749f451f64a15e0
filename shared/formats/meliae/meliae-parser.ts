import { GrowableUint8 } from '../../base/growable.ts';
import { NO_COUNT, NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { JsonText } from './json-text.ts';
import {
  createLineModule,
  FULL,
  LINE_INPUT_AT,
  LINE_SLACK,
  LINE_STATE,
  MAX_REFERENCES,
  POWERS_AT,
  REFERENCES_AT,
} from './line-kernel.ts';

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readObject(at: number, isWithin: number): number;
}

let compiled: WebAssembly.Module | null = null;

/** References that may wait before they are looked up together. */
const ENOUGH_WAITING = MAX_REFERENCES / 2;

/**
 * Reads the objects of a meliae dump out of lines of bytes into a builder.
 *
 * The lines are taken apart in WebAssembly (`line-kernel.ts`), which leaves numbers and places of
 * texts behind; no JSON value, JavaScript string or array is made.
 */
export class MeliaeParser {
  /** Objects whose text held an escape that is not JSON. */
  repairedLines = 0;
  /** Objects whose size was no number of 64 bits; it is 0 here. */
  oddSizes = 0;
  private readonly builder: HeapGraphBuilder;
  private readonly kernel: Kernel;
  private readonly text = new JsonText();
  /** Per type, what its name makes of it; 255 where not looked at yet. */
  private readonly roles = new GrowableUint8(256);
  private lines = new Uint8Array(0);
  // The module's state and the addresses that wait in it; see `look`.
  private words = new Uint32Array(0);
  private numbers = new Float64Array(0);
  private references = new Uint32Array(0);
  private isRepaired = false;

  constructor(builder: HeapGraphBuilder) {
    this.builder = builder;
    compiled ??= createLineModule();
    // The module has just been made to export exactly this.
    this.kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
    this.look();
    const powers = new BigUint64Array(this.kernel.memory.buffer, POWERS_AT, 9);
    for (let exponent = 0; exponent < powers.length; exponent++) {
      powers[exponent] = 10n ** BigInt(exponent);
    }
  }

  /** Bytes held. */
  get bytes(): number {
    return this.kernel.memory.buffer.byteLength;
  }

  /** Takes lines to read objects from; the last of them ends with a line break. */
  load(lines: Uint8Array): void {
    const { memory } = this.kernel;
    const missing = LINE_INPUT_AT + lines.length + LINE_SLACK - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    this.look();
    this.lines = new Uint8Array(memory.buffer, LINE_INPUT_AT, lines.length);
    this.lines.set(lines);
  }

  /**
   * Reads the object whose `{` stands at `at` and adds it; the position behind its `}`, or −1 when
   * the line is not a whole object of a meliae dump, and nothing was added.
   */
  readObject(at: number): number {
    const { builder, kernel, words } = this;
    builder.beginNode();
    let hasHandedOver = false;
    let end = kernel.readObject(LINE_INPUT_AT + at, 0);
    while (end === FULL) {
      // Those that were handed over are void when `refs` began anew since.
      if (hasHandedOver && words[RESTARTED] !== 0) builder.abandonNode();
      this.handOver();
      hasHandedOver = true;
      end = kernel.readObject(words[RESUME_AT], 1);
    }
    if (end < 0 || words[HAS_ADDRESS] === 0 || words[TYPE] === 0) {
      this.abandon();
      return -1;
    }
    if (hasHandedOver && words[RESTARTED] !== 0) builder.abandonNode();
    builder.heldBack = words[WAITING];
    this.addObject();
    if (words[WAITING] >= ENOUGH_WAITING) this.handOver();
    return end - LINE_INPUT_AT;
  }

  /** Gives the builder what still waits. */
  finish(): void {
    this.handOver();
  }

  private addObject(): void {
    const { builder, words, numbers } = this;
    this.isRepaired = false;
    const typeName = this.intern(TYPE);
    const name = builder.keepsTexts ? this.intern(NAME) : NO_STRING;
    const value = builder.keepsTexts ? this.intern(VALUE) : NO_STRING;
    if (this.isRepaired) this.repairedLines++;
    const type = builder.typeNamed(typeName);
    const size = Math.max(0, numbers[LINE_STATE.size / 8]);
    if (numbers[LINE_STATE.size / 8] < 0) this.oddSizes++;
    const length = numbers[LINE_STATE.length / 8];
    const node = builder.endNode(
      words[ADDRESS],
      words[ADDRESS + 1],
      type,
      size,
      this.flagsOf(type, typeName, name !== NO_STRING, size),
      length < 0 ? NO_COUNT : Math.min(length, NO_COUNT - 2),
      name === NO_STRING ? value : name,
    );
    if (node === NO_NODE) words[WAITING] = builder.heldBack;
  }

  private abandon(): void {
    const { builder, words } = this;
    builder.heldBack = words[WAITING];
    builder.abandonNode();
    words[WAITING] = builder.heldBack;
  }

  private handOver(): void {
    const { builder, words } = this;
    const count = words[WAITING];
    builder.heldBack = 0;
    builder.addReferencesToAddresses(this.references, count);
    words[WAITING] = 0;
    words[WAITING_BEFORE] = 0;
    words[RESTARTED] = 0;
  }

  /** The text whose begin, end and escapes stand in `words` from `place` on. */
  private intern(place: number): number {
    const { words, text, builder } = this;
    const start = words[place];
    if (start === 0) return NO_STRING;
    const from = start - LINE_INPUT_AT;
    const end = words[place + 1] - LINE_INPUT_AT;
    if (words[place + 2] === 0) return builder.strings.intern(this.lines, from, end);
    text.unescape(this.lines, from, end);
    this.isRepaired ||= text.wasRepaired;
    return builder.strings.intern(text.bytes, 0, text.length);
  }

  /** Whenever the module's memory grows, it is another buffer. */
  private look(): void {
    const { buffer } = this.kernel.memory;
    if (buffer === this.words.buffer) return;
    this.words = new Uint32Array(buffer, 0, POWERS_AT / 4);
    this.numbers = new Float64Array(buffer, 0, POWERS_AT / 8);
    this.references = new Uint32Array(buffer, REFERENCES_AT, 2 * MAX_REFERENCES);
  }

  /**
   * meliae writes a `name` for functions, modules and types alone, instances of metaclasses and of
   * subclasses of `module` included. Those two differ in size: no type object is below 200 bytes
   * even on 32-bit systems, no module near it.
   */
  private flagsOf(type: number, typeName: number, hasName: boolean, size: number): number {
    const { roles } = this;
    while (roles.length <= type) roles.push(UNKNOWN_ROLE);
    let role = roles.values[type];
    if (role === UNKNOWN_ROLE) {
      role = this.roleNamed(typeName);
      roles.values[type] = role;
    }
    if (role === Role.other) {
      if (!hasName) return 0;
      return size >= MIN_TYPE_OBJECT_BYTES ? NodeFlag.isType : NodeFlag.isModule;
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

// The module's state as indices of `words`.
const ADDRESS = LINE_STATE.address / 4;
const HAS_ADDRESS = LINE_STATE.hasAddress / 4;
const TYPE = LINE_STATE.type / 4;
const NAME = LINE_STATE.name / 4;
const VALUE = LINE_STATE.value / 4;
const WAITING = LINE_STATE.waiting / 4;
const WAITING_BEFORE = LINE_STATE.waitingBefore / 4;
const RESTARTED = LINE_STATE.isRestarted / 4;
const RESUME_AT = LINE_STATE.resumeAt / 4;

const MIN_TYPE_OBJECT_BYTES = 200;

const Role = { other: 0, type: 1, module: 2, frame: 3, function: 4 } as const;
const UNKNOWN_ROLE = 255;
const ROLE_NAMES: readonly (readonly [string, number])[] = [
  ['type', Role.type],
  ['classobj', Role.type],
  ['module', Role.module],
  ['frame', Role.frame],
  ['function', Role.function],
];
