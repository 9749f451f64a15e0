import type { Job } from '../../base/job.ts';
import type { ThreadFrame, WaitGroup } from '../../protocol/thread-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ContentReader } from '../rows/contents.ts';
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
  readonly threads: readonly {
    readonly name: string;
    readonly daemon: boolean | null;
    /** Innermost first. */
    readonly frames: readonly ReportedFrame[];
    readonly frameCount: number;
  }[];
  readonly waits: {
    /** Groups there are; `groups` holds the first of them. */
    readonly total: number;
    readonly waiters: number;
    readonly note: string;
    readonly groups: readonly ReportedGroup[];
  };
}

export interface ReportedFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Whether its file belongs to the program, and not to a library. */
  readonly isOfProgram: boolean;
  /** Null where the dump does not hold the frame. */
  readonly address: string | null;
  readonly retainedBytes: number | null;
  readonly variableCount: number;
  /** Those that retain most, in the order of the function. */
  readonly variables: readonly ReportedVariable[];
}

export interface ReportedVariable {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly address: string;
  readonly retainedBytes: number | null;
}

export interface ReportedGroup {
  readonly kind: WaitGroup['kind'];
  readonly state: WaitGroup['state'];
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly count: number;
  readonly retainedBytes: number | null;
  /** Address of one of them. */
  readonly example: string;
  /** What it awaits, what that awaits, and so on. */
  readonly awaits: readonly {
    readonly type: string;
    readonly function: string;
    readonly file: string;
    readonly line: number;
    readonly address: string;
  }[];
}

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
  const frameOf = ({ object, ...frame }: ThreadFrame): ReportedFrame => ({
    function: frame.function,
    file: frame.file,
    line: frame.line,
    isOfProgram: frame.isOfProgram,
    address: object?.address ?? null,
    retainedBytes: object?.retainedSize ?? null,
    variableCount: frame.variableCount,
    variables:
      object === null ? [] : variablesOf(derived, readers.contents, object.node, variables, job),
  });
  return {
    total,
    note,
    threads: rows.map(({ frames, ...thread }) => ({ ...thread, frames: frames.map(frameOf) })),
    waits: {
      total: groups.total,
      waiters: groups.waiters,
      note: groups.note,
      groups: groups.rows.map(({ kind, state, place, count, retainedBytes, example, steps }) => ({
        kind,
        state,
        ...place,
        count,
        retainedBytes,
        example: example.address,
        awaits: steps.map(({ object, ...step }) => ({
          type: object.type,
          ...step,
          address: object.address,
        })),
      })),
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
