import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import type { FoldedChain, Folding } from './fold.ts';
import type { SourcedEdge } from './step-label.ts';

/** One reference between drawn objects, together with the internals folded into it. */
export interface FoldedStep {
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  /** From source to target, each with the object that holds it. */
  readonly references: readonly SourcedEdge[];
  readonly folded: readonly NodeIndex[];
  /** It leads through objects that others refer to as well. */
  readonly isPassing: boolean;
}

/** Tells a step from every other. */
export type StepKey = EdgeIndex | string;

/** The step whose last reference is `edge`, held by `holder`, which may be an internal. */
export function stepThrough(
  folding: Folding,
  holder: NodeIndex,
  edge: EdgeIndex,
  target: NodeIndex,
): FoldedStep {
  return stepOf(folding.chainTo(holder), holder, edge, target);
}

/** The folded step that goes through `chain`; with null, the plain reference. */
export function stepOf(
  chain: FoldedChain | null,
  holder: NodeIndex,
  edge: EdgeIndex,
  target: NodeIndex,
): FoldedStep {
  const last: SourcedEdge = { source: holder, edge };
  if (chain === null)
    return { source: holder, target, references: [last], folded: [], isPassing: false };
  const references = chain.edges.map((by, at) => ({
    source: at === 0 ? chain.owner : (chain.internals[at - 1] as NodeIndex),
    edge: by,
  }));
  return {
    source: chain.owner,
    target,
    references: [...references, last],
    folded: chain.internals,
    isPassing: chain.isPassing === true,
  };
}

/** Two steps, one after the other, as one that leads through the object between them. */
export function joinSteps(first: FoldedStep, second: FoldedStep): FoldedStep {
  return {
    source: first.source,
    target: second.target,
    references: [...first.references, ...second.references],
    folded: [...first.folded, first.target, ...second.folded],
    isPassing: true,
  };
}

/** An internal has one owner, so that the last reference is enough; what is passed may have many. */
export function stepKey({ source, references, isPassing }: FoldedStep): StepKey {
  return keyOfStep(source, references.at(-1)?.edge ?? 0, isPassing);
}

export function keyOfStep(source: NodeIndex, last: EdgeIndex, isPassing: boolean): StepKey {
  return isPassing ? `${source} ${last}` : last;
}
