import { z } from 'zod';
import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import type { ObjectRow, Reference } from './schemas.ts';
import { cutChoice, nodeIndex } from './schemas.ts';

/** What would happen if references were gone: the question behind every cut and every proposal. */
export const whatIfRequest = z.object({
  /** `edges` are the references that go. */
  cuts: cutChoice,
  /** Proposals of a family (as `breakProposals` lists them under these cuts) that go as well. */
  breaking: z
    .object({
      familyId: nodeIndex,
      /** Positions in the list of proposals; empty for all that are chosen. */
      proposals: z.array(z.number().int().min(0).max(1000)).max(100),
    })
    .nullable(),
  /** Objects whose fate is asked for: those in a drawing, say. */
  nodes: z.array(nodeIndex).max(2000),
});

interface Total {
  readonly objects: number;
  readonly shallowBytes: number;
}

/**
 * What becomes of an object: `freed` at once by reference counting, `collected` by the next full
 * collection, `lost` for good (unreachable, and no collection frees it).
 */
export type Fate = 'freed' | 'collected' | 'lost';

export interface CutReferenceRow {
  readonly reference: Reference;
  readonly source: ObjectRow;
  /** As a person reads it: `.ww`, `[3]`, `local df`; '' if unlabelled. */
  readonly label: string;
  readonly target: ObjectRow;
}

export interface ChangedFamilyRow {
  /** Its number under the cuts asked about; null when no cycle of it is left. */
  readonly id: number | null;
  readonly text: string;
  readonly verdict: VerdictName;
  /** Cycles before and after. */
  readonly before: number;
  readonly after: number;
}

interface ComponentTotals {
  readonly count: number;
  readonly objects: number;
  readonly largest: number;
}

export interface WhatIfResult {
  /** The outcome in a sentence or two. */
  readonly text: string;
  /** False where the dump cannot tell what holds the objects; then nothing is said to be freed. */
  readonly known: boolean;
  /** References that go, and the first of them. */
  readonly references: number;
  readonly cut: readonly CutReferenceRow[];
  /** What goes at once, by reference counting alone. */
  readonly freed: Total;
  /** What nothing reaches any more besides, and the next full collection frees. */
  readonly collected: Total;
  /** What nothing reaches any more, and no collection frees. */
  readonly lost: Total;
  /** The components that held a reference that goes, and what is left of them. */
  readonly components: {
    readonly before: ComponentTotals;
    readonly after: ComponentTotals;
    /** Objects that were on a cycle there and are on none now. */
    readonly released: number;
  };
  /** Families with other cycles than before: how many, and the first of them. */
  readonly familiesChanged: number;
  readonly families: readonly ChangedFamilyRow[];
  /** Of the objects asked about, those that do not stay. */
  readonly fates: readonly {
    readonly node: NodeIndex;
    readonly fate: Fate;
  }[];
  /** The search for cycles was bounded: families are those of a part. */
  readonly partial: boolean;
}
