import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { FoundCause, GarbageCause, PileCause } from './cause.ts';
import type { CauseColumns, CauseContext } from './cause-context.ts';
import { causeContext } from './cause-context.ts';
import { findPiles } from './find-piles.ts';
import { garbageCauses } from './garbage-causes.ts';
import type { GarbageGroups } from './garbage-groups.ts';
import { groupGarbage } from './garbage-groups.ts';
import { nativeCause } from './native-cause.ts';
import { outsideCauses } from './outside-causes.ts';
import { pileCause } from './pile-causes.ts';
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
  /** Where most of what the program holds has piled up, leak or not, the most bytes first. */
  readonly places: readonly PileCause[];
  readonly pythonBytes: number;
  /** Per object what is charged to it, and who owns it. */
  readonly context: CauseContext;
}

/**
 * By kind: bytes and the part of Python's bytes below which something is not told; and the part of
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
} as const;
/** So much is told whatever its share. */
const ALWAYS_TOLD = 50e6;
const TOLD = 5;
const PLACES = 12;

/** What leaks, or is held, the heaviest first. O(objects + references). */
export function findCauses(graph: HeapGraph, columns: CauseColumns, job: Job): Causes {
  const context = causeContext(graph, columns, job);
  const { pythonBytes } = context;
  const groups = groupGarbage(context);
  const garbage = garbageCauses(context, groups);
  const outside = outsideCauses(context);
  const least = Math.max(Math.min(300_000, pythonBytes * 0.05), pythonBytes * 0.01);
  const piles = findPiles(context, (node) => outside.taken.has(node), least);
  const pileCauses = piles.map((pile) => pileCause(context, pile));
  const outsideTold = columns.isPartial ? [] : outside.causes;
  const found: FoundCause[] = [...garbage, ...outsideTold, ...pileCauses];
  const places = [...pileCauses].sort(comparing(context)).slice(0, PLACES);
  const unexplained = unexplainedBytes(context, columns.isPartial);
  return { told: rank(context, groups, garbage, found, unexplained), places, pythonBytes, context };
}

function rank(
  context: CauseContext,
  groups: GarbageGroups,
  garbage: readonly GarbageCause[],
  found: readonly FoundCause[],
  unexplained: Unexplained,
): readonly RankedCause[] {
  const { pythonBytes } = context;
  const isUnseen = unexplained.spare >= LEAST.unseen.bytes;
  const unseen = isUnseen ? unseenCauses(context, unexplained.spare) : [];
  const told = [...found, ...unseen]
    .filter((cause) => isWorthTelling(cause, pythonBytes))
    .sort(comparing(context))
    .slice(0, TOLD)
    .map((cause): RankedCause => ({ ...cause, ownsNative: null }));
  return withNative(context, groups, garbage, told, unexplained);
}

/** The most bytes first; equal bytes go by what is told, never by addresses. */
function comparing({ heap }: CauseContext): (a: FoundCause, b: FoundCause) => number {
  return (a, b) =>
    b.bytes - a.bytes || (sortKey(heap.typeText, a) < sortKey(heap.typeText, b) ? -1 : 1);
}

function isWorthTelling(cause: FoundCause, pythonBytes: number): boolean {
  const { kind, bytes } = cause;
  const { bytes: least, share, enough } = LEAST[kind];
  // Formats without sizes.
  if (pythonBytes === 0) return kind === 'garbage' || kind === 'lost';
  const isHeld = kind === 'accumulation' || kind === 'outside';
  // One object that holds everything is the top of a small graph, and no pile.
  const isOne = cause.kind === 'accumulation' && cause.shape === 'one';
  if (bytes >= pythonBytes * enough && !isOne) return true;
  return bytes >= least && (bytes >= pythonBytes * share || (isHeld && bytes >= ALWAYS_TOLD));
}

function sortKey(typeText: readonly string[], cause: FoundCause): string {
  if ('holderText' in cause && cause.holderText !== '') return cause.holderText;
  const subject =
    'subjects' in cause ? cause.subjects[0] : 'subject' in cause ? cause.subject : null;
  return subject === null || subject === undefined ? cause.kind : (typeText[subject.type] ?? '');
}

interface Unexplained {
  /** In no Python object; 0 where the dump does not say. */
  readonly rest: number;
  /** Of it, beyond what a process with so many modules has anyway. */
  readonly spare: number;
  /** More than any healthy process has. */
  readonly isMuch: boolean;
  readonly isVeryMuch: boolean;
}

/**
 * Resident memory that is in no Python object, against what healthy programs of 58 to 854 modules
 * had: near 10 MB and 0.1 MB per module, and up to twice that.
 */
function unexplainedBytes({ heap, pythonBytes }: CauseContext, isPartial: boolean): Unexplained {
  const rssBytes = isPartial ? 0 : (heap.graph.process.rssBytes ?? 0);
  const modules = heap.modules.all.length;
  const rest = Math.max(0, rssBytes - pythonBytes);
  const limit = 50e6 + 0.2e6 * modules;
  return {
    rest,
    spare: rest - (10e6 + 0.1e6 * modules),
    isMuch: rest >= limit && rest >= 0.4 * rssBytes,
    isVeryMuch: rest >= 1.5 * limit && rest >= 0.4 * rssBytes,
  };
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
  const found = nativeCause(context, groups, garbage, rest);
  if (found.garbage !== null) {
    const { cause, type, count } = found.garbage;
    const ownsNative = { type: context.heap.shortText[type] ?? '', count };
    const others = told.filter((other) => !('group' in other) || other.group !== cause.group);
    return [{ ...cause, bytes: spare, ownsNative }, ...others].slice(0, TOLD);
  }
  // Without anything to suspect only what libraries cannot explain is worth a word.
  if (found.native.suspect === null && !isVeryMuch) return told;
  const native: RankedCause = { ...found.native, ownsNative: null };
  return [native, ...told].slice(0, TOLD);
}
