import type { Job } from '../../base/job.ts';
import type { ThreadFrame, ThreadRow, WaitGroup } from '../../protocol/thread-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ContentReader } from '../rows/contents.ts';
import { type ForPrograms, forPrograms } from '../rows/for-programs.ts';
import { BRIEF, reprOf } from '../rows/repr.ts';
import { objectRow } from '../rows/rows.ts';
import { threadsPage } from './threads.ts';
import type { Waiters } from './waiters.ts';

/** What `ouroboros threads --json` prints. Stable: keys may be added, never renamed or removed. */
export interface ThreadsReport {
  /** Threads there are; `threads` holds the first of them. */
  readonly total: number;
  /** Why there are none; '' if there are. */
  readonly note: string;
  readonly threads: readonly (Omit<ThreadRow, 'frames'> & {
    /** Innermost first. */
    readonly frames: readonly ReportedFrame[];
  })[];
  readonly waits: {
    /** Groups there are; `groups` holds the first of them. */
    readonly total: number;
    readonly waiters: number;
    readonly note: string;
    readonly groups: readonly ReportedGroup[];
  };
}

export type ReportedFrame = ForPrograms<ThreadFrame> & {
  /** Those that retain most, in the order of the function. */
  readonly variables: readonly ReportedVariable[];
};

export interface ReportedVariable {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly address: string;
  readonly retainedBytes: number | null;
}

export type ReportedGroup = ForPrograms<Omit<WaitGroup, 'id'>>;

export interface ThreadsChoice {
  /** Threads, and groups of what waits. */
  readonly limit: number;
  /** Variables of each frame. */
  readonly variables: number;
  /** Frames of each thread; the first 200 unless told. */
  readonly frames?: number;
}

/** Threads, stacks, variables, and what waits, for the command line. */
export function threadsReport(
  derived: DerivedColumns,
  readers: { readonly contents: ContentReader; readonly waiters: Waiters },
  { limit, variables, ...frames }: ThreadsChoice,
  job: Job,
): ThreadsReport {
  const { total, note, rows } = threadsPage(derived, { offset: 0, limit, ...frames }, job);
  const groups = readers.waiters.groupsPage(derived, { offset: 0, limit }, job);
  const frameOf = (frame: ThreadFrame): ReportedFrame => ({
    ...forPrograms(frame),
    variables:
      frame.object === null
        ? []
        : variablesOf(derived, readers.contents, frame.object.node, variables, job),
  });
  return {
    total,
    note,
    threads: rows.map(({ frames, ...thread }) => ({ ...thread, frames: frames.map(frameOf) })),
    waits: {
      total: groups.total,
      waiters: groups.waiters,
      note: groups.note,
      groups: groups.rows.map(({ id: _, ...group }) => forPrograms(group)),
    },
  };
}

/** Variables of a frame that are looked at: a function has rarely more. */
const MAX_VARIABLES = 1000;

function variablesOf(
  derived: DerivedColumns,
  contents: ContentReader,
  node: number,
  limit: number,
  job: Job,
): readonly ReportedVariable[] {
  const { graph } = derived;
  const { rows } = contents.page(node, { offset: 0, limit: MAX_VARIABLES }, job);
  const retained = derived.dominatorsIfKnown?.retainedSize ?? graph.shallowSize;
  const variables = rows.filter(({ kind }) => kind === 'variable');
  const largest = new Set(
    [...variables]
      .sort((a, b) => retained[graph.edgeTarget[b.edge]] - retained[graph.edgeTarget[a.edge]])
      .slice(0, limit),
  );
  return variables
    .filter((row) => largest.has(row))
    .map(({ name, edge }) => {
      const target = graph.edgeTarget[edge];
      const { type, address, retainedSize } = objectRow(derived, target, job);
      const value = reprOf(graph, contents, target, BRIEF, job).text;
      return { name, type, value, address, retainedBytes: retainedSize };
    });
}
