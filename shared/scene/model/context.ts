import type { CutEdges } from '../../analysis/components/cuts.ts';
import type { Cycle } from '../../analysis/components/cycle-search.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';

/** Independent ways; the first numbers may be those of ways that are no path. */
export interface NumberedPaths {
  readonly firstNumber: number;
  readonly paths: readonly RootPath[];
}

/**
 * What other analyses know, for a drawing to use.
 *
 * Everything but `referrers` may be null: the drawing then leaves it out (no verdict colours, no
 * cycle, no path) rather than compute it, so that a session decides what is worth its time. The
 * finders are called a few times per scene, for objects the drawing was asked for, and their
 * results should be kept by the session; they throw when the job behind them is cancelled.
 */
export interface SceneContext {
  readonly referrers: Referrers;
  readonly verdicts: Pick<Verdicts, 'known' | 'verdict' | 'externalReferences'> | null;
  /** With it a drawing leaves out exactly the infrastructure references that the cycles do. */
  readonly cuts: Pick<CutEdges, 'blocked' | 'byHand'> | null;
  /** Shortest cycle through an object, or null when it is on none. */
  readonly findCycle: ((node: NodeIndex) => Cycle | null) | null;
  /** Shortest path from a root to an object, or null when none holds it. */
  readonly findRootPath: ((node: NodeIndex) => RootPath | null) | null;
  /** The independent ways to an object, in the order of their numbers, from `firstNumber` on. */
  readonly findWays: ((node: NodeIndex) => NumberedPaths) | null;
  /**
   * The family of cycles an object takes part in, as a test: the component of it that another
   * object is in, null for those outside. Null when the object is on no cycle.
   */
  readonly findFamily: ((node: NodeIndex) => ((node: NodeIndex) => number | null) | null) | null;
  /**
   * Which references are proposed to be broken for the cycles an object is on; null when it is on
   * none, or breaking them would free nothing.
   */
  readonly findBreaks: ((node: NodeIndex) => ((edge: EdgeIndex) => boolean) | null) | null;
  /** Bytes that would go with an object; null where nobody has paid for them. */
  readonly retainedSize: Float64Array | null;
}
