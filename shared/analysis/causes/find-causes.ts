import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { memoryParts } from '../../heap/memory-parts.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { Accumulation } from './accumulation.ts';
import { accumulationCause } from './accumulation-causes.ts';
import type { AccumulationCause, FoundCause, GarbageCause, KeptCause } from './cause.ts';
import type { CauseColumns, CauseContext } from './cause-context.ts';
import { causeContext } from './cause-context.ts';
import { findAccumulations } from './find-accumulations.ts';
import { garbageCauses } from './garbage-causes.ts';
import type { GarbageGroups } from './garbage-groups.ts';
import { groupGarbage } from './garbage-groups.ts';
import { nativeCause } from './native-cause.ts';
import { outsideCauses } from './outside-causes.ts';
import { CODE_TYPES } from './type-sets.ts';
import { unseenCauses } from './unseen-causes.ts';

/** The garbage of a cause owns memory that is in no Python object. */
export interface NativeOwned {
  readonly type: string;
  readonly count: number;
}

export type RankedCause = FoundCause & { readonly ownsNative: NativeOwned | null };

export interface Causes {
  /** What is worth telling, the most bytes first; equal bytes by name. At most five. */
  readonly told: readonly RankedCause[];
  /** Where most of what the program holds has accumulated, leak or not, the most bytes first. */
  readonly places: readonly AccumulationCause[];
  readonly pythonBytes: number;
  /** Per object the garbage group that it is charged to; negative: none. */
  readonly groupOf: Int32Array;
  /** Per object what is charged to it, and who owns it. */
  readonly context: CauseContext;
}

/**
 * By kind: bytes and the part of the known bytes below which something is not told; and the part of
 * these that is enough in a small dump, whatever its bytes.
 */
const LEAST = {
  // Classes that are replaced at the start leave 3 to 90 KB.
  garbage: { bytes: 500_000, share: 0.01, enough: 0.1 },
  // It never comes back, so that little counts.
  lost: { bytes: 250_000, share: 0.005, enough: 0.1 },
  // Any process has line caches, docstrings and tables of 1 MB.
  accumulation: { bytes: 2e6, share: 0.1, enough: 0.4 },
  outside: { bytes: 2e6, share: 0.1, enough: 0.4 },
  unseen: { bytes: 4e6, share: 0, enough: 1 },
  frozen: { bytes: 4e6, share: 0, enough: 1 },
  native: { bytes: 2e6, share: 0, enough: 1 },
  kept: { bytes: 60e6, share: 0, enough: 1 },
} as const;
/** So much is told whatever its share. */
const ALWAYS_TOLD = 50e6;
const TOLD = 5;
const PLACES = 12;

/** What leaks, or is held, the heaviest first. O(objects + references). */
export function findCauses(graph: HeapGraph, columns: CauseColumns, job: Job): Causes {
  const context = causeContext(graph, columns, job);
  const { pythonBytes, knownBytes } = context;
  const groups = groupGarbage(context);
  const garbage = garbageCauses(context, groups);
  const outside = outsideCauses(context);
  const least = Math.max(Math.min(300_000, knownBytes * 0.05), knownBytes * 0.01);
  const accumulations = findAccumulations(context, (node) => outside.taken.has(node), least);
  const accumulationCauses = heaviestAccumulations(
    accumulations.filter(
      (accumulation) =>
        !isCodeOfLibrary(context, accumulation) && !isOfModel(context, accumulation),
    ),
    knownBytes,
  ).map((accumulation) => accumulationCause(context, accumulation));
  const outsideTold = columns.isPartial ? [] : outside.causes;
  const found: FoundCause[] = [...garbage, ...outsideTold, ...accumulationCauses];
  const places = [...accumulationCauses].sort(comparing(context)).slice(0, PLACES);
  const unexplained = unexplainedBytes(context, columns.isPartial);
  const told = rank(context, groups, garbage, found, unexplained);
  return { told, places, pythonBytes, groupOf: groups.groupOf, context };
}

/**
 * Functions and classes that a library has in a table of its own: it was imported, and that is all.
 */
function isCodeOfLibrary(
  { heap, namer }: CauseContext,
  { shape, holder, groups }: Accumulation,
): boolean {
  const [first] = groups;
  if (shape !== 'accumulation' || first === undefined) return false;
  if (!CODE_TYPES.has(heap.bareText[first.type] ?? '')) return false;
  const module = heap.modules.ofNode.get(namer.describe(holder).root.node);
  if (module === undefined || module.origin === ModuleOrigin.program) return false;
  const place = heap.place(heap.referent(first.example, '__code__'));
  return place !== null && place.origin !== ModuleOrigin.program;
}

/** What a module of torch learns, or an optimizer keeps of it: a model in use, however large. */
function isOfModel({ heap, namer }: CauseContext, { shape, holder }: Accumulation): boolean {
  if (shape !== 'accumulation' && shape !== 'one') return false;
  if (OF_MODEL.test(heap.type(holder))) return true;
  return namer.describe(holder).steps.some(({ owner, name }) => {
    if (OPTIMIZER.test(heap.type(owner))) return true;
    return LEARNED.test(name) && heap.classNames(owner).includes('torch.nn.modules.module.Module');
  });
}

const OF_MODEL = /^torch\.nn\.parameter\.Parameter$/;
const OPTIMIZER = /^torch\.optim\.(\w+\.)*\w+$/;
const LEARNED = /^_(parameters|buffers)$/;

/**
 * Those that can be among the places or be told at all, in the order they came: what an
 * accumulation consists of takes as long to find as it is large.
 */
function heaviestAccumulations(
  accumulations: readonly Accumulation[],
  knownBytes: number,
): readonly Accumulation[] {
  const worth = new Set(
    accumulations.filter(({ shape, bytes }) =>
      isMuch('accumulation', bytes, shape === 'one', knownBytes),
    ),
  );
  const leastOfPlaces = nthBytes(accumulations, PLACES);
  const leastTold = nthBytes([...worth], TOLD);
  return accumulations.filter(
    (accumulation) =>
      accumulation.bytes >= leastOfPlaces ||
      (worth.has(accumulation) && accumulation.bytes >= leastTold),
  );
}

/** What the nth heaviest has; 0 where there are fewer. */
function nthBytes(accumulations: readonly Accumulation[], nth: number): number {
  return accumulations.map(({ bytes }) => bytes).sort((a, b) => b - a)[nth - 1] ?? 0;
}

function rank(
  context: CauseContext,
  groups: GarbageGroups,
  garbage: readonly GarbageCause[],
  found: readonly FoundCause[],
  unexplained: Unexplained,
): readonly RankedCause[] {
  const isUnseen = unexplained.spare >= LEAST.unseen.bytes;
  const unseen = isUnseen ? unseenCauses(context, unexplained.spare) : [];
  const told = [...found, ...unseen]
    .filter((cause) => isWorthTelling(cause, context.knownBytes))
    .sort(comparing(context))
    .slice(0, TOLD)
    .map((cause): RankedCause => ({ ...cause, ownsNative: null }));
  return withKept(withNative(context, groups, garbage, told, unexplained), unexplained);
}

/** The most bytes first; equal bytes go by what is told, never by addresses. */
function comparing({ heap }: CauseContext): (a: FoundCause, b: FoundCause) => number {
  return (a, b) =>
    b.bytes - a.bytes || (sortKey(heap.typeText, a) < sortKey(heap.typeText, b) ? -1 : 1);
}

function isWorthTelling(cause: FoundCause, knownBytes: number): boolean {
  // One object that holds everything is the top of a small graph, and no accumulation.
  const isOne = cause.kind === 'accumulation' && cause.shape === 'one';
  return isMuch(cause.kind, cause.bytes, isOne, knownBytes);
}

function isMuch(
  kind: FoundCause['kind'],
  bytes: number,
  isOne: boolean,
  knownBytes: number,
): boolean {
  const { bytes: least, share, enough } = LEAST[kind];
  // Formats without sizes.
  if (knownBytes === 0) return kind === 'garbage' || kind === 'lost';
  const isHeld = kind === 'accumulation' || kind === 'outside';
  if (bytes >= knownBytes * enough && !isOne) return true;
  return bytes >= least && (bytes >= knownBytes * share || (isHeld && bytes >= ALWAYS_TOLD));
}

function sortKey(typeText: readonly string[], cause: FoundCause): string {
  if ('holderText' in cause && cause.holderText !== '') return cause.holderText;
  const subject =
    'subjects' in cause ? cause.subjects[0] : 'subject' in cause ? cause.subject : null;
  return subject === null || subject === undefined ? cause.kind : (typeText[subject.type] ?? '');
}

interface Unexplained {
  /** What nothing accounts for; 0 where the dump does not say. */
  readonly rest: number;
  /** Of it, beyond what a process with so many modules has anyway. */
  readonly spare: number;
  /** More than any healthy process has. */
  readonly isMuch: boolean;
  readonly isVeryMuch: boolean;
  /** Free, but kept by the allocators, if that is much. */
  readonly kept: {
    readonly bytes: number;
    readonly byMalloc: number;
    readonly byPymalloc: number;
  } | null;
}

const NOTHING: Unexplained = { rest: 0, spare: 0, isMuch: false, isVeryMuch: false, kept: null };

/** Of a rest that is a cause, this part of the resident memory at least. */
const REST_SHARE = 0.4;
const KEPT_SHARE = 0.3;

/**
 * Resident memory that nothing accounts for, against what healthy programs had.
 *
 * Where the account of the process is in the dump, only anonymous memory that no allocator knows is
 * left: 0 to 18 MB, 47 MB with torch, in programs of 40 to 1,000 modules. Where it is not, the rest
 * has files in it, too: near 10 MB and 0.1 MB per module in programs of 58 to 854, and up to twice
 * that.
 */
function unexplainedBytes({ heap, pythonBytes }: CauseContext, isPartial: boolean): Unexplained {
  const parts = isPartial ? null : memoryParts(heap.graph, pythonBytes);
  if (parts === null) return NOTHING;
  const { resident, remainder: rest } = parts;
  const modules = heap.modules.all.length;
  const isTold = parts.mappings !== null;
  const limit = isTold ? 40e6 + 0.05e6 * modules : 50e6 + 0.2e6 * modules;
  const usual = isTold ? 3e6 + 0.04e6 * modules : 10e6 + 0.1e6 * modules;
  const kept = parts.kept ?? 0;
  const isKept = kept >= LEAST.kept.bytes && kept >= KEPT_SHARE * resident;
  return {
    rest,
    spare: rest - usual,
    isMuch: rest >= limit && rest >= REST_SHARE * resident,
    isVeryMuch: rest >= 1.5 * limit && rest >= REST_SHARE * resident,
    kept: isKept
      ? { bytes: kept, byMalloc: parts.keptByMalloc ?? 0, byPymalloc: parts.keptByPymalloc ?? 0 }
      : null,
  };
}

/**
 * Free memory explains a process, but is no leak: it comes first only where it is much the largest.
 */
const FAR_MORE = 2;

function withKept(told: readonly RankedCause[], { kept }: Unexplained): readonly RankedCause[] {
  if (kept === null) return told;
  const cause: KeptCause & Pick<RankedCause, 'ownsNative'> = {
    kind: 'kept',
    ...kept,
    nativeBytes: kept.byMalloc,
    isAlone: told.length === 0,
    places: [],
    advice: { id: kept.byMalloc > kept.byPymalloc ? 'mallocKeeps' : 'pymallocKeeps' },
    example: NO_NODE,
    ownsNative: null,
  };
  const before = told.filter(({ bytes }) => bytes * FAR_MORE > kept.bytes);
  const after = told.filter(({ bytes }) => bytes * FAR_MORE <= kept.bytes);
  return [...before, cause, ...after].slice(0, TOLD);
}

function withNative(
  context: CauseContext,
  groups: GarbageGroups,
  garbage: readonly GarbageCause[],
  told: readonly RankedCause[],
  { rest, spare, isMuch, isVeryMuch }: Unexplained,
): readonly RankedCause[] {
  const [first] = told;
  const isUnseen = first?.kind === 'unseen' || first?.kind === 'frozen';
  if (!isMuch || isUnseen || rest <= (first?.bytes ?? 0)) return told;
  const holders = new Set(told.flatMap((cause) => ('holder' in cause ? [cause.holder] : [])));
  const found = nativeCause(context, groups, garbage, holders, rest);
  if (found.garbage !== null) {
    const { cause, type, count } = found.garbage;
    const ownsNative = { type: context.heap.shortText[type] ?? '', count };
    const others = told.filter((other) => !('group' in other) || other.group !== cause.group);
    const bytes = cause.bytes + spare;
    return [{ ...cause, bytes, ownsNative }, ...others].slice(0, TOLD);
  }
  // Without anything to suspect only what libraries cannot explain is worth a word.
  if (found.native.suspect === null && !isVeryMuch) return told;
  const native: RankedCause = { ...found.native, ownsNative: null };
  const holder = found.native.suspect?.holder ?? NO_NODE;
  const others = told.filter((cause) => !('holder' in cause) || cause.holder !== holder);
  return [native, ...others].slice(0, TOLD);
}
