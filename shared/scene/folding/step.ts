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
}

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
  if (chain === null) return { source: holder, target, references: [last], folded: [] };
  const references = chain.edges.map((by, at) => ({
    source: at === 0 ? chain.owner : (chain.internals[at - 1] as NodeIndex),
    edge: by,
  }));
  return {
    source: chain.owner,
    target,
    references: [...references, last],
    folded: chain.internals,
  };
}

/** Tells a step from every other: an internal has one owner, so its last reference is enough. */
export function stepKey(step: FoldedStep): EdgeIndex {
  return step.references.at(-1)?.edge ?? 0;
}
