import { DumpFormatError } from '../../base/errors.ts';
import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { formatCount } from '../../base/units.ts';
import type { FactTables } from '../../heap/fact-table.ts';
import {
  type HeapGraph,
  NO_NODE,
  NodeFlag,
  type ProcessFacts,
  RootKind,
  type SparseStrings,
} from '../../heap/heap-graph.ts';
import { refuseBeyond, refuseBeyondColumns } from '../../heap/memory.ts';
import { StringInterner } from '../../heap/string-interner.ts';
import type { DumpWarning } from '../importer.ts';
import { findInterpreter, type Interpreter, withoutFlags } from './find-interpreter.ts';
import { FoundObjects, MeetingMark, NO_ROW } from './found-objects.ts';
import { GuessBlocks } from './guess-blocks.ts';
import { HeapWalk, type VisitedRows } from './heap-walk.ts';
import type { MemoryImage } from './memory-image.ts';
import { ObjectLabels } from './object-labels.ts';
import { ProcessMemory } from './process-memory.ts';
import { IMMORTAL, PythonObjects } from './python-objects.ts';
import { type PythonThread, pythonThreads } from './python-threads.ts';
import { PythonTypes } from './python-types.ts';
import { type SettledGuesses, settleGuesses } from './settle-guesses.ts';
import { staticTypeStates } from './static-types.ts';
import type { VisitContext } from './visit-context.ts';

export interface ReadHeapOptions {
  readonly job: Job;
  /** Bytes this may use; beyond it the image is refused with the numbers. */
  readonly memoryLimitBytes: number;
  warn(warning: DumpWarning): void;
}

/** Blocks of the image that are kept: half of what there is to use, and no more than this. */
const MAX_CACHED_BYTES = 512 * 1024 * 1024;
const MAX_LISTED = 2 ** 31;
/** Words of the interpreter's state around `modules`, and of a thread's, that hold objects. */
const STATE_BEFORE = 16;
const STATE_BYTES = 1024;
const THREAD_WORDS = 40;
/** A layout under which more objects than this share have too many references is not the right one. */
const MAX_OVERCOUNTED = 0.02;
/** For each object in the collector's lists there are one or two that are not. */
const OBJECTS_PER_LISTED = 2.5;
const NOTHING = new Uint32Array(0);

/**
 * The object graph in the memory of a CPython process, 3.8 to 3.15.
 *
 * Nothing is believed before it has proved itself: the interpreter by structures that lead back to
 * where they came from, the layout by known objects, and in the end by counts that no object's
 * references exceed. Words of unknown types are guesses, settled by reference counts.
 *
 * Throws `dump-unsupported` with the reason, `dump-too-large`, `CancelledError`. Time and memory:
 * about a second and 60 bytes per million objects, 9 per reference, and half a gigabyte of cache.
 */
export function readHeap(image: MemoryImage, options: ReadHeapOptions): HeapGraph {
  const { job } = options;
  job.report({ phase: 'Finding the interpreter', done: 0, total: 0, unit: 'objects' });
  const budget = Math.min(MAX_CACHED_BYTES, options.memoryLimitBytes / 2);
  const memory = new ProcessMemory(image, budget);
  const interpreter = findInterpreter(memory);
  const objects = new PythonObjects(memory, interpreter.layout);
  proveLayout(objects, interpreter);
  const strings = new StringInterner();
  const found = new FoundObjects(memory);
  const states = staticTypeStates(objects, interpreter);
  const types = new PythonTypes(objects, interpreter, strings, states);
  const threads = pythonThreads(objects, types, interpreter);
  const labels = new ObjectLabels(strings, objects, found, types);
  const blocks = new GuessBlocks(memory, objects, found);
  const context = makeContext({
    memory,
    objects,
    types,
    found,
    labels,
    interpreter,
    threads,
    blocks,
  });
  const checkMemory = (): void => {
    const held = memory.bytes + found.bytes + strings.byteLength + labels.bytes + walk.rows.bytes;
    refuseBeyond(options.memoryLimitBytes, held, 'This heap');
    refuseBeyondColumns(found.count, found.target.length);
  };
  const walk = new HeapWalk(context, job, checkMemory);
  const roots = new RootList();
  walk.addFrames(threads);
  const listed = meetListed(context, interpreter, job);
  const expected = Math.ceil(found.count * OBJECTS_PER_LISTED);
  found.expect(expected);
  walk.rows.expect(expected);
  addRoots(context, interpreter, threads, roots);
  walk.run();
  const settled = settle(found, walk.rows);
  if (settled.overcounted > settled.counted * MAX_OVERCOUNTED) {
    throw unproved(
      interpreter,
      `${formatCount(settled.overcounted)} of ${formatCount(settled.counted)} objects have more references than their counts say`,
    );
  }
  const rowOf = rowsByNumber(found, walk.rows);
  const rowAt = (address: number): number => {
    const number = found.numberOf(address);
    return number < 0 ? NO_NODE : rowOf[number];
  };
  const waits = walk.facts.waits(rowAt);
  const tables = new Map(walk.statements.tables(rowAt, job));
  if (waits !== null) tables.set('waits', waits);
  memory.forgetBytes();
  warnOf({ image, interpreter, types, listed, settled, warn: options.warn });
  return makeGraph({
    image,
    interpreter,
    threads,
    found,
    strings,
    types,
    rows: walk.rows,
    roots,
    rowOf,
    details: walk.facts.details(),
    tables,
  });
}

function unproved({ layout }: Interpreter, why: string): DumpFormatError {
  return new DumpFormatError(
    'dump-unsupported',
    `The memory of this ${layout.name} is not laid out as in releases: ${why}. Nothing is read of it, as it would be wrong; take a dump inside the process instead.`,
  );
}

/** Known objects must look as they do in every process of the version. */
function proveLayout(objects: PythonObjects, interpreter: Interpreter): void {
  const { modules, layout } = interpreter;
  const { memory } = objects;
  if (modules === 0 || !objects.learnType(modules)) {
    throw unproved(interpreter, '`type` is not its own type');
  }
  if (!objects.isDict(modules)) throw unproved(interpreter, '`sys.modules` is no dict');
  const sys = objects.entry(modules, 'sys');
  const builtins = objects.entry(modules, 'builtins');
  if (sys === 0 || builtins === 0) {
    throw unproved(interpreter, '`sys.modules` has neither `sys` nor `builtins`');
  }
  const names = memory.word(builtins + layout.at('PyModuleObject.md_dict'));
  const none = objects.isDict(names) ? objects.entry(names, 'None') : 0;
  if (none === 0 || !objects.isObject(none))
    throw unproved(interpreter, '`builtins` has no `None`');
  if (objects.entry(names, 'type') !== objects.type) {
    throw unproved(interpreter, '`builtins.type` is another type');
  }
  const system = memory.word(sys + layout.at('PyModuleObject.md_dict'));
  if (objects.isDict(system) && objects.entry(system, 'getobjects') !== 0) {
    throw unproved(interpreter, 'it was built with --with-trace-refs');
  }
  objects.learnTextLookup(modules);
}

interface Parts {
  readonly memory: ProcessMemory;
  readonly objects: PythonObjects;
  readonly types: PythonTypes;
  readonly found: FoundObjects;
  readonly labels: ObjectLabels;
  readonly interpreter: Interpreter;
  readonly threads: readonly PythonThread[];
  readonly blocks: GuessBlocks;
}

function makeContext(parts: Parts): VisitContext {
  const { memory, objects, types, found, labels, interpreter, threads, blocks } = parts;
  const { layout, modules } = interpreter;
  const builtins = objects.entry(modules, 'builtins');
  const names = memory.word(builtins + layout.at('PyModuleObject.md_dict'));
  let isNumpy2: boolean | null = null;
  const namespaces = new Set<number>();
  types.eachModule((_name, dict) => namespaces.add(dict));
  return {
    memory,
    layout,
    objects,
    types,
    found,
    labels,
    namespaces,
    none: objects.entry(names, 'None'),
    running: new Set(threads.flatMap(({ frames }) => frames.map(({ frame }) => frame))),
    sharedKeys: new Set(),
    cellNames: new Map(),
    variables: new Map(),
    isTracked: (address) => {
      const number = found.numberOf(address);
      return number >= 0 && (found.marks.values[number] & MeetingMark.tracked) !== 0;
    },
    isNumpy2: () => {
      isNumpy2 ??= askNumpy(objects, modules);
      return isNumpy2;
    },
    isGuess: (address) => address !== 0 && objects.isGuessedObject(address),
    guessBlock: (owner, block, kind) => blocks.look(owner, block, kind),
  };
}

function askNumpy(objects: PythonObjects, modules: number): boolean {
  const numpy = objects.entry(modules, 'numpy');
  if (numpy === 0) return false;
  const dict = objects.memory.word(numpy + objects.layout.at('PyModuleObject.md_dict'));
  const version = objects.isDict(dict) ? objects.entry(dict, '__version__') : 0;
  return version !== 0 && objects.isText(version) && !/^[01]\./.test(objects.text(version, 8));
}

interface Listed {
  readonly isTorn: boolean;
}

/** Meets all objects in the collector's lists; a list that was torn is followed as far as it goes. */
function meetListed({ memory, found }: VisitContext, interpreter: Interpreter, job: Job): Listed {
  let isTorn = false;
  interpreter.generations.forEach((head, generation) => {
    const mark =
      generation === interpreter.generations.length - 1 ? MeetingMark.frozen : MeetingMark.tracked;
    const end = withoutFlags(head);
    let at = withoutFlags(memory.word(head));
    let steps = 0;
    for (; at !== end && steps < MAX_LISTED; steps++) {
      if (steps % 65536 === 0) job.checkpoint();
      const number = found.meet(at + 16);
      // A list that leads into itself, or nowhere.
      if (
        number < 0 ||
        (found.marks.values[number] & (MeetingMark.tracked | MeetingMark.frozen)) !== 0
      )
        break;
      found.marks.values[number] |= mark;
      at = withoutFlags(memory.word(at));
    }
    if (at !== end) isTorn = true;
  });
  return { isTorn };
}

/** What holds objects from outside, by address. */
class RootList {
  readonly addresses: number[] = [];
  readonly kinds = new GrowableUint8(64);
  readonly labels = new GrowableUint32(64);

  add(address: number, kind: number, label: number): void {
    this.addresses.push(address);
    this.kinds.push(kind);
    this.labels.push(label);
  }
}

function addRoots(
  context: VisitContext,
  interpreter: Interpreter,
  threads: readonly PythonThread[],
  roots: RootList,
): void {
  const { memory, objects, found, labels, types } = context;
  const { strings } = labels;
  const add = (address: number, kind: number, label: string): void => {
    if (found.meet(address) >= 0) roots.add(address, kind, strings.internText(label));
  };
  for (const { facts, frames } of threads) {
    for (const { frame, object, functionName } of frames) {
      const address = object === 0 ? frame : object;
      add(address, RootKind.threadFrame, `${facts.name}: ${functionName}()`);
    }
  }
  types.eachModule((name, _dict, module) => add(module, RootKind.module, name));
  add(interpreter.modules, RootKind.interpreter, 'sys.modules');
  const first = interpreter.state + interpreter.modulesAt - STATE_BEFORE;
  for (let at = first; at < first + STATE_BYTES; at += 8) {
    const address = memory.word(at);
    if (objects.isGuessedObject(address)) add(address, RootKind.interpreter, 'interpreter state');
  }
  for (const { state, facts } of threads) {
    for (let index = 3; index < THREAD_WORDS; index++) {
      const address = memory.word(state + 8 * index);
      if (objects.isGuessedObject(address)) {
        add(address, RootKind.interpreter, `thread state of ${facts.name}`);
      }
    }
  }
  const { garbage } = interpreter;
  if (garbage !== 0 && objects.isObject(garbage)) {
    add(garbage, RootKind.gcGarbage, 'gc.garbage');
  }
}

/** Counts by the number of the object; 0 of what is none. */
function settle(found: FoundObjects, rows: VisitedRows): SettledGuesses {
  const counts = new Float64Array(found.count);
  for (let row = 0; row < rows.number.length; row++) {
    const count = rows.count.values[row];
    counts[rows.number.values[row]] = count >= 0xfffffff0 ? IMMORTAL : count;
  }
  return settleGuesses(found, counts);
}

interface WarnParts {
  readonly image: MemoryImage;
  readonly interpreter: Interpreter;
  readonly types: PythonTypes;
  readonly listed: Listed;
  readonly settled: SettledGuesses;
  readonly warn: (warning: DumpWarning) => void;
}

function warnOf({ image, interpreter, types, listed, warn }: WarnParts): void {
  for (const loss of image.losses()) warn(loss);
  const again =
    image.origin === 'core' ? 'Take a core at another moment to be sure.' : 'Read it once more.';
  if (interpreter.isCollecting) {
    warn({
      code: 'not-atomic',
      message: `The process stood in the middle of a garbage collection: which objects are unreachable may be wrong. ${again}`,
    });
  } else if (listed.isTorn || !interpreter.areListsWhole) {
    warn({
      code: 'incomplete-walk',
      message: `A list of the collector does not close: objects that only it leads to are missing. ${again}`,
    });
  }
  if (interpreter.interpreterCount > 1) {
    warn({
      code: 'incomplete-walk',
      message: `The process has ${formatCount(interpreter.interpreterCount)} interpreters. Only the main one's objects are told; what others hold seems held from outside.`,
    });
  }
  if (interpreter.isFinalizing) {
    warn({
      code: 'incomplete-walk',
      message: 'The interpreter was shutting down: modules and names may be gone.',
    });
  }
  if (types.namelessTypes > 0) {
    warn({
      code: 'missing-binary',
      message: `${formatCount(types.namelessTypes)} types of C code have no names here: they are in files that were not found.`,
    });
  }
}

interface GraphParts {
  readonly image: MemoryImage;
  readonly interpreter: Interpreter;
  readonly threads: readonly PythonThread[];
  readonly found: FoundObjects;
  readonly strings: StringInterner;
  readonly types: PythonTypes;
  readonly rows: VisitedRows;
  readonly roots: RootList;
  /** By number: the row of an object, `NO_ROW` of what is none. */
  readonly rowOf: Uint32Array;
  readonly details: SparseStrings;
  readonly tables: FactTables;
}

function rowsByNumber(found: FoundObjects, rows: VisitedRows): Uint32Array {
  const rowOf = new Uint32Array(found.count).fill(NO_ROW);
  for (let row = 0; row < rows.number.length; row++) rowOf[rows.number.values[row]] = row;
  return rowOf;
}

/** The columns in the order of visits; what was met and is no object goes, with references to it. */
function makeGraph(parts: GraphParts): HeapGraph {
  const { found, rows, strings, types, roots, rowOf } = parts;
  const nodeCount = rows.number.length;
  const edges = keepEdges(found, rows, rowOf);
  const addressWords = new Uint32Array(2 * nodeCount);
  for (let row = 0; row < nodeCount; row++) {
    const address = found.address.values[rows.number.values[row]];
    addressWords[2 * row] = address;
    addressWords[2 * row + 1] = address / 2 ** 32;
  }
  const flags = rows.flags.take();
  return {
    nodeCount,
    edgeCount: edges.target.length,
    addressWords,
    type: rows.type.take(),
    shallowSize: rows.size.take(),
    flags,
    refcount: rows.count.take(),
    length: rows.length.take(),
    preview: rows.preview.take(),
    firstEdge: edges.firstEdge,
    edgeTarget: edges.target,
    edgeKind: edges.kind,
    edgeLabels: { form: 'perEdge', label: edges.label },
    roots: rootColumns(roots, found, rowOf),
    details: parts.details,
    allocationSite: { node: NOTHING, value: NOTHING },
    typeNames: Uint32Array.from(types.typeNames),
    strings: strings.toTable(),
    tables: parts.tables,
    danglingReferences: found.dangling + edges.dropped,
    process: processFacts(parts, flags),
  };
}

interface KeptEdges {
  readonly firstEdge: Uint32Array;
  readonly target: Uint32Array;
  readonly kind: Uint8Array;
  readonly label: Uint32Array;
  readonly dropped: number;
}

/** Numbers of targets become rows, in place. */
function keepEdges(found: FoundObjects, rows: VisitedRows, rowOf: Uint32Array): KeptEdges {
  const target = found.target.values;
  const kind = found.kind.values;
  const label = found.label.values;
  const nodeCount = rows.number.length;
  const edgeCount = found.target.length;
  const firstEdge = new Uint32Array(nodeCount + 1);
  let kept = 0;
  for (let row = 0; row < nodeCount; row++) {
    firstEdge[row] = kept;
    const end = row + 1 < nodeCount ? rows.firstEdge.values[row + 1] : edgeCount;
    for (let edge = rows.firstEdge.values[row]; edge < end; edge++) {
      const to = rowOf[target[edge]];
      if (to === NO_ROW) continue;
      target[kept] = to;
      kind[kept] = kind[edge];
      label[kept] = label[edge];
      kept++;
    }
  }
  firstEdge[nodeCount] = kept;
  for (const column of [found.target, found.kind, found.label]) column.length = kept;
  return {
    firstEdge,
    target: found.target.take(),
    kind: found.kind.take(),
    label: found.label.take(),
    dropped: edgeCount - kept,
  };
}

function rootColumns(roots: RootList, found: FoundObjects, rowOf: Uint32Array): HeapGraph['roots'] {
  const nodes = roots.addresses.map((address) => {
    const number = found.numberOf(address);
    return number < 0 ? NO_NODE : rowOf[number];
  });
  const there = [...nodes.keys()].filter((index) => nodes[index] !== NO_NODE);
  return {
    node: Uint32Array.from(there, (index) => nodes[index]),
    kind: Uint8Array.from(there, (index) => roots.kinds.values[index]),
    label: Uint32Array.from(there, (index) => roots.labels.values[index]),
  };
}

function processFacts(parts: GraphParts, flags: Uint16Array): ProcessFacts {
  const { image, interpreter, threads } = parts;
  const { pid, commandLine, takenAt, rssBytes } = image.process;
  const frozen = flags.reduce((sum, flag) => sum + ((flag & NodeFlag.frozen) === 0 ? 0 : 1), 0);
  return {
    runtime: interpreter.layout.name,
    platform: 'linux',
    gcEnabled: interpreter.isCollectorEnabled,
    gcFrozen: frozen,
    atomic: !interpreter.isCollecting,
    threads: threads.map(({ facts }) => facts),
    ...(pid === null ? {} : { pid }),
    ...(commandLine === null ? {} : { commandLine }),
    ...(takenAt === null ? {} : { takenAt }),
    ...(rssBytes === null ? {} : { rssBytes }),
  };
}
