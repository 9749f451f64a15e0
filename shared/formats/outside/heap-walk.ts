import { GrowableFloat64, GrowableUint16, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { type FoundObjects, MeetingMark } from './found-objects.ts';
import { ProgramStatements } from './program-statements.ts';
import { PythonFacts } from './python-facts.ts';
import { IMMORTAL } from './python-objects.ts';
import {
  codeFile,
  codeName,
  describeFrame,
  type PythonThread,
  type StackFrame,
} from './python-threads.ts';
import type { PythonType } from './python-types.ts';
import type { VisitContext } from './visit-context.ts';
import { visitInterpreterFrame } from './visit-frames.ts';
import { ObjectVisitor } from './visit-plan.ts';

/** Columns of the objects that were visited, in that order, and where their references begin. */
export class VisitedRows {
  /** Number of the object among those found. */
  readonly number = new GrowableUint32(1 << 12);
  readonly type = new GrowableUint32(1 << 12);
  readonly size = new GrowableFloat64(1 << 12);
  readonly flags = new GrowableUint16(1 << 12);
  readonly count = new GrowableUint32(1 << 12);
  readonly length = new GrowableUint32(1 << 12);
  readonly preview = new GrowableUint32(1 << 12);
  readonly firstEdge = new GrowableUint32(1 << 12);

  /** Says how many objects there may be, so that room is made once. */
  expect(objects: number): void {
    const { number, type, size, flags, count, length, preview, firstEdge } = this;
    for (const column of [number, type, size, flags, count, length, preview, firstEdge]) {
      column.expected = objects;
    }
  }

  get bytes(): number {
    return this.number.length * 34;
  }
}

const OBJECTS_PER_CHECK = 1 << 14;
const MAX_COUNT = 0xfffffff0;

/**
 * Visits every object that was met, and what is met on the way, wave by wave: a wave in the order of
 * addresses, so that a file is read from its beginning to its end.
 */
export class HeapWalk {
  readonly rows = new VisitedRows();
  private readonly context: VisitContext;
  private readonly found: FoundObjects;
  private readonly visitor: ObjectVisitor;
  /** Details and waits of what was visited. */
  readonly facts: PythonFacts;
  /** What the program's functions do with names. */
  readonly statements: ProgramStatements;
  private readonly job: Job;
  private readonly checkMemory: () => void;
  private readonly frameIndex: number;

  constructor(context: VisitContext, job: Job, checkMemory: () => void) {
    this.context = context;
    this.found = context.found;
    this.visitor = new ObjectVisitor(context);
    this.facts = new PythonFacts(context);
    this.statements = new ProgramStatements(context);
    this.job = job;
    this.checkMemory = checkMemory;
    this.frameIndex = context.types.indexNamed('frame');
  }

  /** Adds the frames that no object stands for, as objects of their own: roots with names. */
  addFrames(threads: readonly PythonThread[]): void {
    for (const { frames } of threads) {
      frames.forEach((frame, index) => {
        if (frame.object === 0) this.addFrame(frame, frames[index + 1]);
      });
    }
  }

  private addFrame(frame: StackFrame, caller: StackFrame | undefined): void {
    const { found, context, rows } = this;
    const number = found.meet(frame.frame);
    if (number < 0 || (found.marks.values[number] & MeetingMark.visited) !== 0) return;
    found.marks.values[number] |= MeetingMark.visited;
    rows.firstEdge.push(found.target.length);
    visitInterpreterFrame(context, frame.frame, true);
    if (caller !== undefined) {
      const back = caller.object === 0 ? caller.frame : caller.object;
      const label = context.labels.text('f_back');
      found.refer(back, EdgeKind.internal | EdgeMark.hidden | EdgeMark.borrowed, label);
    }
    rows.number.push(number);
    rows.type.push(this.frameIndex);
    rows.size.push(0);
    rows.flags.push(NodeFlag.isFrame);
    rows.count.push(1);
    rows.length.push(NO_COUNT);
    rows.preview.push(context.labels.text(frame.text));
  }

  /** Visits all that has been met, until nothing new comes. */
  run(): void {
    let from = 0;
    while (from < this.found.count) {
      const to = this.found.count;
      const wave = this.found.address.values.slice(from, to);
      wave.sort();
      for (let index = 0; index < wave.length; index++) {
        if (index % OBJECTS_PER_CHECK === 0) this.check();
        this.visit(wave[index]);
      }
      from = to;
    }
  }

  private check(): void {
    this.job.report({
      phase: 'Reading objects',
      done: this.rows.number.length,
      total: 0,
      unit: 'objects',
    });
    this.job.checkpoint();
    this.checkMemory();
  }

  private visit(address: number): void {
    const { context, found, rows } = this;
    const { objects, types } = context;
    const number = found.numberOf(address);
    if ((found.marks.values[number] & MeetingMark.visited) !== 0) return;
    found.marks.values[number] |= MeetingMark.visited;
    const type = types.at(objects.typeOf(address));
    if (type === null || !objects.hasPlausibleCount(address)) return;
    this.facts.look(rows.number.length, address, type);
    rows.number.push(number);
    rows.type.push(type.index);
    rows.firstEdge.push(found.target.length);
    rows.size.push(Math.max(0, this.visitor.visit(address, type)));
    rows.flags.push(this.flagsOf(number, address, type));
    const count = objects.countOf(address);
    rows.count.push(count === IMMORTAL ? IMMORTAL_COUNT : Math.min(count, MAX_COUNT));
    this.describe(address, type);
  }

  private flagsOf(number: number, address: number, type: PythonType): number {
    const marks = this.found.marks.values[number];
    return (
      type.nodeFlags |
      ((marks & MeetingMark.tracked) !== 0 ? NodeFlag.tracked : 0) |
      ((marks & MeetingMark.frozen) !== 0 ? NodeFlag.frozen : 0) |
      (type.shape === 'dict' && this.context.namespaces.has(address)
        ? NodeFlag.isModuleNamespace
        : 0)
    );
  }

  /** Length and preview. */
  private describe(address: number, type: PythonType): void {
    const { rows, context } = this;
    const { objects, labels, layout, memory } = context;
    let length = NO_COUNT;
    let preview = NO_STRING;
    switch (type.shape) {
      case 'text':
        length = memory.word(address + layout.hot.textLength);
        preview = labels.previewOfText(address);
        break;
      case 'integer':
        preview = this.scalar(address, type.name === 'bool' ? 'bool' : 'int');
        break;
      case 'dict':
        length = memory.word(address + layout.hot.dictUsed);
        break;
      case 'list':
      case 'tuple':
      case 'bytes':
        length = objects.sizeOf(address, false);
        if (type.shape === 'bytes') preview = this.scalar(address, 'bytes');
        break;
      case 'class':
        preview = labels.text(context.types.nameOfType(address));
        break;
      default:
        length = this.sizedLength(address, type);
        preview = this.namedPreview(address, type);
    }
    rows.length.push(length <= MAX_COUNT ? length : NO_COUNT);
    rows.preview.push(preview);
  }

  private sizedLength(address: number, type: PythonType): number {
    const { memory, layout } = this.context;
    const owner = type.chain.find(({ name }) => SIZED.has(name));
    if (owner === undefined) return NO_COUNT;
    const isSet = owner.name === 'set' || owner.name === 'frozenset';
    return memory.word(address + (isSet ? layout.at('PySetObject.used') : 16));
  }

  private scalar(address: number, typeName: string): number {
    const text = this.context.labels.scalarText(address, typeName);
    return text === null ? NO_STRING : this.context.labels.rareText(text);
  }

  private namedPreview(address: number, type: PythonType): number {
    const { objects, labels, layout, memory } = this.context;
    switch (type.name) {
      case 'function':
        return labels.preview(memory.word(address + layout.at('PyFunctionObject.func_qualname')));
      case 'method': {
        const target = memory.word(address + layout.at('PyMethodObject.im_func'));
        if (this.context.types.nameOfType(objects.typeOf(target)) !== 'function') return NO_STRING;
        return labels.preview(memory.word(target + layout.at('PyFunctionObject.func_qualname')));
      }
      case 'code': {
        this.statements.meet(address);
        const line = memory.signed32(address + layout.at('PyCodeObject.co_firstlineno'));
        const text = `${codeFile(objects, address)}:${line} in ${codeName(objects, address)}`;
        return labels.text(text);
      }
      case 'frame': {
        const isOld = layout.minor < 11;
        const frame = isOld ? address : memory.word(address + layout.at('PyFrameObject.f_frame'));
        return labels.text(describeFrame(objects, frame)?.text ?? '');
      }
      case 'module':
        return labels.preview(memory.word(address + layout.at('PyModuleObject.md_name')));
      case 'generator':
      case 'coroutine':
      case 'async_generator':
        return labels.preview(memory.word(address + layout.at('PyGenObject.gi_qualname')));
      default:
        return this.scalar(address, type.name);
    }
  }
}

/** Types whose instances have a length that no flag tells of. */
const SIZED: ReadonlySet<string> = new Set(['set', 'frozenset', 'bytearray', 'collections.deque']);
