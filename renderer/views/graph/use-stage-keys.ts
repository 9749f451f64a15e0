import type { KeyboardEvent } from 'react';
import { useRef } from 'react';
import type { Scene } from '../../../shared/scene/model/scene.ts';
import { neighbourAlong, siblingOf } from '../../canvas/neighbour.ts';
import type { SceneAction } from './scene-actions.ts';
import { findAction } from './scene-actions.ts';
import { keyIntent } from './stage-keys.ts';
import type { Picked } from './use-picked.ts';

interface StageKeys {
  readonly scene: Scene;
  readonly picked: Picked;
  readonly groups: readonly (readonly SceneAction[])[];
  readonly goTo: (id: string) => void;
  readonly openMenu: () => void;
}

/** The keyboard in the drawing: along references, among siblings, and every action. */
export function useStageKeys({ scene, picked, groups, goTo, openMenu }: StageKeys) {
  /** The node from which the keyboard came to the present one. */
  const trail = useRef<{ readonly at: string; readonly from: string } | null>(null);

  return (event: KeyboardEvent) => {
    const intent = keyIntent(event);
    const start =
      picked.active ?? scene.nodes.find((node) => node.isFocus) ?? scene.nodes[0] ?? null;
    if (intent === null || start === null) return;
    const cameFrom = trail.current?.at === start.id ? trail.current.from : null;
    switch (intent.kind) {
      case 'along': {
        if (picked.edge !== null) {
          goTo(intent.to === 'referrer' ? picked.edge.source : picked.edge.target);
          break;
        }
        const next =
          picked.active === null ? start : neighbourAlong(scene, start, intent.to, cameFrom);
        if (next === null) break;
        if (next !== start) trail.current = { at: next.id, from: start.id };
        goTo(next.id);
        break;
      }
      case 'sibling': {
        // At the last sibling Tab leaves the drawing, as everywhere.
        const next = siblingOf(scene, start, cameFrom, intent.steps);
        if (picked.active === null || next === null) return;
        if (cameFrom !== null) trail.current = { at: next.id, from: cameFrom };
        goTo(next.id);
        break;
      }
      case 'edge': {
        const next = nextEdge(scene, picked, start.id);
        if (next === null) return;
        picked.pickEdge(next);
        break;
      }
      case 'action': {
        const found = intent.ids
          .map((id) => findAction(groups, id))
          .find((action) => action !== undefined && action.run !== null);
        found?.run?.();
        break;
      }
      case 'menu':
        openMenu();
        break;
      case 'release':
        if (picked.edge === null && picked.nodes.length === 0) return;
        picked.release();
        break;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

/** The references of a node one after the other, from left to right. */
function nextEdge(scene: Scene, picked: Picked, id: string): string | null {
  const edges = scene.edges
    .filter((edge) => !edge.isStub && (edge.source === id || edge.target === id))
    .sort((a, b) => a.labelX - b.labelX || a.labelY - b.labelY);
  const at = edges.findIndex((edge) => edge.id === picked.edge?.id);
  return edges[(at + 1) % Math.max(edges.length, 1)]?.id ?? null;
}
