import { z } from 'zod';
import { cutChoice, nodeIndex, objectRowSchema, reference, verdict } from './schemas.ts';

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

const total = z.object({ objects: z.number(), shallowBytes: z.number() });

/**
 * What becomes of an object: `freed` at once by reference counting, `collected` by the next full
 * collection, `lost` for good (unreachable, and no collection frees it).
 */
export const fate = z.enum(['freed', 'collected', 'lost']);
export type Fate = z.infer<typeof fate>;

export const cutReferenceRow = z.object({
  reference,
  source: objectRowSchema,
  /** As a person reads it: `.ww`, `[3]`, `local df`; '' if unlabelled. */
  label: z.string(),
  target: objectRowSchema,
});
export type CutReferenceRow = z.infer<typeof cutReferenceRow>;

export const changedFamilySchema = z.object({
  /** Its number under the cuts asked about; null when no cycle of it is left. */
  id: z.number().int().nullable(),
  text: z.string(),
  verdict,
  /** Cycles before and after. */
  before: z.number(),
  after: z.number(),
});

const componentTotals = z.object({
  count: z.number(),
  objects: z.number(),
  largest: z.number(),
});

export const whatIfResult = z.object({
  /** The outcome in a sentence or two. */
  text: z.string(),
  /** False where the dump cannot tell what holds the objects; then nothing is said to be freed. */
  known: z.boolean(),
  /** References that go, and the first of them. */
  references: z.number(),
  cut: z.array(cutReferenceRow),
  /** What goes at once, by reference counting alone. */
  freed: total,
  /** What nothing reaches any more besides, and the next full collection frees. */
  collected: total,
  /** What nothing reaches any more, and no collection frees. */
  lost: total,
  /** The components that held a reference that goes, and what is left of them. */
  components: z.object({
    before: componentTotals,
    after: componentTotals,
    /** Objects that were on a cycle there and are on none now. */
    released: z.number(),
  }),
  /** Families with other cycles than before: how many, and the first of them. */
  familiesChanged: z.number(),
  families: z.array(changedFamilySchema),
  /** Of the objects asked about, those that do not stay. */
  fates: z.array(z.object({ node: nodeIndex, fate })),
  /** The search for cycles was bounded: families are those of a part. */
  partial: z.boolean(),
});
export type WhatIfResult = z.infer<typeof whatIfResult>;
