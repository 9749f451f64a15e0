import { useDeferredValue } from 'react';
import type { WhatIfResult } from '../../../shared/protocol/what-if-schemas.ts';
import type { Scene, SceneEdge } from '../../../shared/scene/model/scene.ts';
import { cutReferences } from '../../state/drawing/cut-edits.ts';
import { useReadyTab } from '../../state/react/context.ts';
import type { Asked } from '../../state/react/use-answer.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { CUTS_BAR } from '../strings-graph.ts';

/** What would happen if what an edge draws were cut as well; nothing is asked for null. */
export function useCutPreview(scene: Scene, edge: SceneEdge | null): Asked<WhatIfResult> {
  const { cuts } = useReadyTab();
  // Selecting goes first: the answer may take a moment on a large dump.
  const wanted = useDeferredValue(edge);
  const isAsked = wanted !== null && !wanted.isCutByHand && !wanted.isWeak;
  const nodes = scene.nodes.flatMap(({ node }) => (node === null ? [] : [node]));
  return useAnswer(
    'whatIf',
    isAsked ? { cuts: cutReferences(cuts, wanted.references), breaking: null, nodes } : null,
  );
}

/** The ids of the nodes that would go. */
export function leavingNodes(result: WhatIfResult | null): ReadonlySet<string> {
  return new Set(result?.fates.map(({ node }) => `n${node}`) ?? []);
}

/** The outcome in words, beside the button that brings it about. */
export function CutPreview({
  edge,
  preview,
}: {
  readonly edge: SceneEdge;
  readonly preview: Asked<WhatIfResult>;
}) {
  return (
    <p className="cut-preview" role="status" aria-busy={preview.isStale}>
      {previewWords(edge, preview)}
    </p>
  );
}

function previewWords(edge: SceneEdge, { value, error, isStale }: Asked<WhatIfResult>): string {
  if (edge.isCutByHand) return CUTS_BAR.isCut;
  if (edge.isWeak) return CUTS_BAR.isWeak;
  if (error !== null) return error.message;
  if (value === null || isStale) return CUTS_BAR.lookingAhead;
  return CUTS_BAR.ifCut(value.text);
}
