import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { SceneEdge } from '../../../shared/scene/model/scene.ts';
import { cutReferences, restoreReferences } from '../../state/drawing/cut-edits.ts';
import { ACTION } from '../strings-graph.ts';
import type { SceneAction } from './scene-actions.ts';

/** The actions on one reference of the drawing, in groups as a menu shows them. */
export function edgeActions(
  edge: SceneEdge,
  cuts: CutChoice,
  setCuts: (cuts: CutChoice) => void,
  goTo: (id: string) => void,
): readonly (readonly SceneAction[])[] {
  if (edge.isStub) return [];
  return [
    [cutAction(edge, cuts, setCuts)],
    [
      {
        id: 'source',
        label: ACTION.toReferrer,
        icon: 'referrers',
        shortcut: '↑',
        run: () => goTo(edge.source),
      },
      {
        id: 'target',
        label: ACTION.toReferent,
        icon: 'referents',
        shortcut: '↓',
        run: () => goTo(edge.target),
      },
    ],
  ];
}

/** Cuts what an edge draws, or restores it. Weak references hold nothing: there is nothing to cut. */
export function cutAction(
  edge: SceneEdge,
  cuts: CutChoice,
  setCuts: (cuts: CutChoice) => void,
): SceneAction {
  const { references, isCutByHand, isWeak } = edge;
  return {
    id: 'cut',
    label: isCutByHand ? ACTION.restore(references.length) : ACTION.cut(references.length),
    icon: 'cut',
    shortcut: 'X',
    isOn: isCutByHand,
    run:
      references.length === 0 || (isWeak && !isCutByHand)
        ? null
        : () =>
            setCuts(
              isCutByHand ? restoreReferences(cuts, references) : cutReferences(cuts, references),
            ),
  };
}
