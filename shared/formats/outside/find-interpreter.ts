import { DumpFormatError } from '../../base/errors.ts';
import { exportedAddress, type MappedImage, mappedImages } from './mapped-images.ts';
import type { ProcessMemory } from './process-memory.ts';
import { NEWEST_MINOR, OLDEST_MINOR, PythonLayout } from './python-layout.ts';

/** A running CPython in foreign memory: what everything else starts from. */
export interface Interpreter {
  readonly layout: PythonLayout;
  readonly runtime: number;
  /** The main interpreter's state. */
  readonly state: number;
  /** How many interpreters the process has. */
  readonly interpreterCount: number;
  readonly threads: readonly number[];
  /** `sys.modules`, and where in the state it is. */
  readonly modules: number;
  readonly modulesAt: number;
  /** Heads of the collector's lists; the last one is the permanent generation. */
  readonly generations: readonly number[];
  /** Whether each of those lists closes. */
  readonly areListsWhole: boolean;
  readonly isCollecting: boolean;
  readonly isCollectorEnabled: boolean;
  /** The list `gc.garbage`; 0 where there is none. */
  readonly garbage: number;
  readonly isFinalizing: boolean;
  /** Where a thread's state names its current frame, by the interpreter's own word; −1 before 3.13. */
  readonly currentFrameAt: number;
}

const MAX_INTERPRETERS = 1000;
const MAX_THREADS = 100_000;
const COOKIE = [0x62656478, 0x79706775] as const;
const GENERATION_BYTES = 24;

/**
 * Finds the interpreter. Throws `dump-unsupported` with the reason: none there, PyPy, free-threaded,
 * older than 3.8 or newer than known, or one that does not pass the checks.
 */
export function findInterpreter(memory: ProcessMemory): Interpreter {
  const images = mappedImages(memory.regions);
  if (images.some(({ path }) => baseName(path).includes('pypy'))) {
    throw refusal('This is PyPy. Its memory is laid out differently; Ouroboros reads CPython.');
  }
  const exporting = images.find((image, index) => {
    const name = baseName(image.path);
    return (index === 0 || name.includes('python')) && !name.includes('.cpython-')
      ? exportedAddress(memory, image, '_PyRuntime') !== 0
      : false;
  });
  const runtime =
    exporting === undefined
      ? findCookie(memory, images)
      : exportedAddress(memory, exporting, '_PyRuntime');
  if (runtime !== 0 && hasCookie(memory, runtime)) return fromDebugOffsets(memory, runtime);
  if (runtime === 0) return fromShape(memory, images);
  const version =
    exporting === undefined ? 0 : memory.low(exportedAddress(memory, exporting, 'Py_Version'));
  const minors = version >>> 24 === 3 ? [(version >>> 16) & 0xff] : OLD_MINORS;
  const found = firstOf(minors, (minor) => fromTable(memory, runtime, minor, version));
  if (found === null) {
    throw refusal(
      'This CPython could not be recognised: it is 3.7 or older, or one whose structures are not those of a release.',
    );
  }
  return found;
}

/** Newest first: what fits two of them is told apart by `sys.hexversion`. */
const OLD_MINORS = [12, 11, 10, 9, 8];

function refusal(message: string): DumpFormatError {
  return new DumpFormatError('dump-unsupported', message);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function hasCookie(memory: ProcessMemory, address: number): boolean {
  return memory.low(address) === COOKIE[0] && memory.low(address + 4) === COOKIE[1];
}

/** 3.13 and later begin with a word that says so; 0 where no image has it. */
function findCookie(memory: ProcessMemory, images: readonly MappedImage[]): number {
  for (const { data } of images) {
    for (const { start, end } of data) {
      for (let at = start; at + 16 <= end; at += 8) {
        if (hasCookie(memory, at) && memory.low(at + 8) >>> 24 === 3) return at;
      }
    }
  }
  return 0;
}

/** The words of `_Py_DebugOffsets` that are used, counted in words from its start. */
interface DebugOffsets {
  readonly finalizing: number;
  readonly interpretersHead: number;
  readonly next: number;
  readonly threadsHead: number;
  readonly gc: number;
  readonly modules: number;
  readonly currentFrame: number;
}

function debugOffsets(minor: number): DebugOffsets {
  // 3.14 put the main thread's state among the interpreter's words, and two words behind them.
  const added = minor >= 14 ? 1 : 0;
  const thread = 3 + 3 + (minor >= 14 ? 16 : 13);
  return {
    finalizing: 4,
    interpretersHead: 5,
    next: 8,
    threadsHead: 9,
    gc: 10 + added,
    modules: 11 + added,
    currentFrame: thread + 4,
  };
}

function fromDebugOffsets(memory: ProcessMemory, runtime: number): Interpreter {
  const hex = memory.low(runtime + 8);
  const minor = (hex >>> 16) & 0xff;
  const version = `3.${minor}`;
  if (memory.word(runtime + 16) !== 0) {
    throw refusal(
      `This is a free-threaded build of CPython ${version}, whose objects are laid out differently. Take a dump inside the process instead.`,
    );
  }
  if (hex >>> 24 !== 3 || minor > NEWEST_MINOR) {
    throw refusal(`CPython ${version} is newer than this version of Ouroboros can read.`);
  }
  const offsets = debugOffsets(minor);
  const told = (word: number): number => memory.word(runtime + 8 * word);
  const layout = new PythonLayout(minor, hex);
  const head = memory.word(runtime + told(offsets.interpretersHead));
  const interpreters = chain(memory, head, told(offsets.next), MAX_INTERPRETERS);
  const state = interpreters[interpreters.length - 1] ?? 0;
  const modulesAt = told(offsets.modules);
  const threadsAt = told(offsets.threadsHead);
  const found = checked(memory, {
    layout,
    runtime,
    state,
    interpreterCount: interpreters.length,
    threadsAt,
    modulesAt,
    gc: state + told(offsets.gc),
    isFinalizing: memory.word(runtime + told(offsets.finalizing)) !== 0,
    currentFrameAt: told(offsets.currentFrame),
  });
  if (found === null) {
    throw refusal(
      `This ${layout.name} does not pass the checks of its structures: it was built with other options than releases are, or it was starting or ending.`,
    );
  }
  return found;
}

/** What was found of an interpreter, before it is believed. */
interface Candidate {
  readonly layout: PythonLayout;
  readonly runtime: number;
  readonly state: number;
  readonly interpreterCount: number;
  readonly threadsAt: number;
  readonly modulesAt: number;
  readonly gc: number;
  readonly isFinalizing: boolean;
  readonly currentFrameAt: number;
}

/** The interpreter, if threads and the collector's lists lead back to where they came from. */
function checked(memory: ProcessMemory, candidate: Candidate): Interpreter | null {
  const { layout, state, gc } = candidate;
  if (!isPointer(memory, state)) return null;
  const first = memory.word(state + candidate.threadsAt);
  if (!isThreadOf(memory, layout, first, state)) return null;
  const lists = collectorLists(memory, layout, gc);
  if (lists === null) return null;
  const rings = lists.heads.map((head) => isRing(memory, head));
  const { collecting, enabled, garbage } = lists;
  // A collection that is under way has taken objects off the lists, or torn one of them.
  const isCollecting = memory.signed32(collecting) !== 0;
  if (!isCollecting && rings.filter(Boolean).length < 2) return null;
  return {
    layout,
    runtime: candidate.runtime,
    state,
    interpreterCount: candidate.interpreterCount,
    threads: chain(memory, first, layout.at('PyThreadState.next'), MAX_THREADS),
    modules: memory.word(state + candidate.modulesAt),
    modulesAt: candidate.modulesAt,
    generations: lists.heads,
    areListsWhole: rings.every(Boolean),
    isCollecting,
    isCollectorEnabled: memory.signed32(enabled) !== 0,
    garbage: memory.word(garbage),
    isFinalizing: candidate.isFinalizing,
    currentFrameAt: candidate.currentFrameAt,
  };
}

interface CollectorLists {
  readonly heads: readonly number[];
  readonly collecting: number;
  readonly enabled: number;
  readonly garbage: number;
}

/** The collector's lists; until 3.13 a pointer of its state to its own first list proves it. */
function collectorLists(
  memory: ProcessMemory,
  layout: PythonLayout,
  gc: number,
): CollectorLists | null {
  const permanent = gc + layout.at('_gc_runtime_state.permanent_generation');
  let first = gc + layout.at('_gc_runtime_state.generations');
  if (layout.minor <= 13) {
    first = memory.word(gc + layout.at('_gc_runtime_state.generation0'));
    if (!isOwnGeneration(first - gc)) return null;
  }
  return {
    heads: [first, first + GENERATION_BYTES, first + 2 * GENERATION_BYTES, permanent],
    collecting: gc + layout.at('_gc_runtime_state.collecting'),
    enabled: gc + layout.at('_gc_runtime_state.enabled'),
    garbage: gc + layout.at('_gc_runtime_state.garbage'),
  };
}

/** Late releases of 3.13 pack their lists, so that they begin at a multiple of four. */
function isOwnGeneration(offset: number): boolean {
  return offset === 20 || offset === 24;
}

/** Whether a list's neighbours lead back to its head. The low bits of words in objects are flags. */
function isRing(memory: ProcessMemory, head: number): boolean {
  const next = memory.word(head);
  const previous = memory.word(head + 8);
  if (next === head) return previous === head;
  if (next % 8 > 3 || previous % 8 > 3 || next < 4096 || previous < 4096) return false;
  const backAt = withoutFlags(memory.word(withoutFlags(next) + 8));
  const thereAt = withoutFlags(memory.word(withoutFlags(previous)));
  return backAt === withoutFlags(head) && thereAt === withoutFlags(head);
}

/** A link of the collector's lists without the two bits that it keeps in it. */
export function withoutFlags(link: number): number {
  return link - (link % 4);
}

function isPointer(memory: ProcessMemory, value: number): boolean {
  return value % 8 === 0 && value > 4096 && memory.isMapped(value);
}

function isThreadOf(
  memory: ProcessMemory,
  layout: PythonLayout,
  thread: number,
  state: number,
): boolean {
  return (
    isPointer(memory, thread) &&
    memory.word(thread + layout.at('PyThreadState.interp')) === state &&
    memory.word(thread + layout.at('PyThreadState.prev')) === 0
  );
}

/** Structures that name each other, from the first on, each once. */
function chain(memory: ProcessMemory, first: number, nextAt: number, limit: number): number[] {
  const found = new Set<number>();
  let at = first;
  while (isPointer(memory, at) && !found.has(at) && found.size < limit) {
    found.add(at);
    at = memory.word(at + nextAt);
  }
  return [...found];
}

/** 3.8 to 3.12, by where releases keep what; null where that does not prove itself. */
function fromTable(
  memory: ProcessMemory,
  runtime: number,
  minor: number,
  version: number,
): Interpreter | null {
  if (minor < OLDEST_MINOR || minor > 12) return null;
  const guess = new PythonLayout(minor, version);
  const head = memory.word(runtime + guess.at('_PyRuntimeState.interpreters.head'));
  const interpreters = chain(memory, head, guess.at('PyInterpreterState.next'), MAX_INTERPRETERS);
  // They are put in front: the main one is the last.
  const state = interpreters[interpreters.length - 1] ?? 0;
  const threadsAt = guess.either(
    'PyInterpreterState.threads.head',
    'PyInterpreterState.tstate_head',
  );
  if (!isPointer(memory, state)) return null;
  const modulesAt = guess.at('PyInterpreterState.modules');
  const layout = version === 0 && minor <= 10 ? byHexVersion(memory, state, guess) : guess;
  if (layout === null) return null;
  const gc = findCollector(memory, layout, minor === 8 ? runtime : state);
  if (gc === 0) return null;
  return checked(memory, {
    layout,
    runtime,
    state,
    interpreterCount: interpreters.length,
    threadsAt,
    modulesAt,
    gc,
    isFinalizing: false,
    currentFrameAt: -1,
  });
}

const MAX_COLLECTOR_AT = 1 << 13;
/** 3.8 keeps the collector's state in the runtime, others in the interpreter. */
const COLLECTOR_3_8 = 344;

/** The collector's state, by a pointer in it that leads into itself; 0 where there is none. */
function findCollector(memory: ProcessMemory, layout: PythonLayout, base: number): number {
  const generation0 = layout.at('_gc_runtime_state.generation0');
  const isThere = (at: number): boolean =>
    isOwnGeneration(memory.word(base + at + generation0) - (base + at));
  const usual = layout.minor === 8 ? COLLECTOR_3_8 : layout.at('PyInterpreterState.gc');
  if (isThere(usual)) return base + usual;
  for (let at = 0; at < MAX_COLLECTOR_AT; at += 8) if (isThere(at)) return base + at;
  return 0;
}

const MAX_KEYS = 1 << 16;

/** 3.8 to 3.10 look alike so far, and lay dicts, texts and numbers out alike: `sys` tells. */
function byHexVersion(
  memory: ProcessMemory,
  state: number,
  guess: PythonLayout,
): PythonLayout | null {
  const sys = memory.word(state + guess.at('PyInterpreterState.sysdict'));
  const keys = memory.word(sys + guess.at('PyDictObject.ma_keys'));
  const size = memory.word(keys + guess.at('PyDictKeysObject.dk_size'));
  const count = memory.word(keys + guess.at('PyDictKeysObject.dk_nentries'));
  if (!(size <= MAX_KEYS && count <= size)) return null;
  const entries = keys + guess.at('PyDictKeysObject.dk_indices') + size * (size <= 0xff ? 1 : 2);
  for (let index = 0; index < count; index++) {
    const key = memory.word(entries + 24 * index + 8);
    const value = memory.word(entries + 24 * index + 16);
    if (memory.word(key + guess.at('PyASCIIObject.length')) !== HEX_VERSION.length) continue;
    const name = new Uint8Array(HEX_VERSION.length);
    memory.copy(key + guess.at('PyASCIIObject.size'), name);
    if (new TextDecoder('latin1').decode(name) !== HEX_VERSION) continue;
    const digits = value + guess.at('PyLongObject.ob_digit');
    // Thirty bits a digit.
    const hex = memory.low(digits) + (memory.low(digits + 4) & 3) * 2 ** 30;
    return (hex >>> 16) >>> 0 === (0x0300 | guess.minor)
      ? new PythonLayout(guess.minor, hex)
      : null;
  }
  return null;
}

const HEX_VERSION = 'hexversion';

/** Without symbols, 3.8 to 3.12: two equal words, the first interpreter and the main one. */
function fromShape(memory: ProcessMemory, images: readonly MappedImage[]): Interpreter {
  const headOf = (minor: number): number =>
    new PythonLayout(minor, 0).at('_PyRuntimeState.interpreters.head');
  for (const { data } of images) {
    for (const { start, end } of data) {
      for (let at = start; at + 16 <= end; at += 8) {
        const value = memory.word(at);
        if (value <= 4096 || value % 8 !== 0 || value !== memory.word(at + 8)) continue;
        const found = firstOf(OLD_MINORS, (minor) =>
          fromTable(memory, at - headOf(minor), minor, 0),
        );
        if (found !== null) return found;
      }
    }
  }
  throw refusal(
    'No CPython was found in this process: it ran another program, or the part of its memory that holds the interpreter is missing.',
  );
}
