import type { Scene, SceneNode } from '../../../shared/scene/scene.ts';
import type { Actions } from '../../state/actions.ts';
import { shortAddress } from '../../state/object-name.ts';
import { collapse, expandNode, hide, toggleUnfolded, uncollapse } from '../../state/scene-edits.ts';
import type { GraphPlace, Selection } from '../../state/view-state.ts';
import { drawnNeighbours } from './scene-words.ts';

/** What can be done with a node of the drawing; each is null where it makes no sense. */
export interface NodeActions {
  readonly draw: (() => void) | null;
  readonly expandReferrers: (() => void) | null;
  readonly expandReferents: (() => void) | null;
  readonly collapse: (() => void) | null;
  readonly uncollapse: (() => void) | null;
  readonly toggleUnfold: (() => void) | null;
  readonly isUnfolded: boolean;
  readonly hide: (() => void) | null;
}

export function selectionOf(node: SceneNode): Selection | null {
  return node.node === null
    ? null
    : { node: node.node, name: `${node.title} ${shortAddress(node.address)}` };
}

/**
 * The actions of one node. `anchorOn` is told which node is to stay in place on screen while the
 * drawing changes.
 */
export function nodeActions(
  scene: Scene,
  place: GraphPlace,
  node: SceneNode,
  { view }: Actions,
  anchorOn: (id: string | null) => void,
): NodeActions {
  const index = node.node;
  const selection = selectionOf(node);
  const expand = (direction: 'referrers' | 'referents') => {
    const { omitted } = node;
    if (omitted !== null) {
      if (omitted.direction !== direction) return null;
      return () => {
        anchorOn(omitted.of);
        view.editScene((old) => expandNode(old, omitted.of, direction, omitted.drawn));
      };
    }
    if (node.undrawn[direction] === 0) return null;
    const drawn = drawnNeighbours(scene, node.id, direction);
    return () => {
      anchorOn(node.id);
      view.editScene((old) => expandNode(old, node.id, direction, drawn));
    };
  };
  const onObject = (act: (object: number) => void) =>
    index === null
      ? null
      : () => {
          anchorOn(node.id);
          act(index);
        };
  const isCollapsed = index !== null && place.request.collapsed.includes(index);
  const isUnfolded = index !== null && place.request.unfolded.includes(index);
  return {
    draw:
      selection === null
        ? null
        : () => {
            anchorOn(null);
            view.drawObject(selection);
          },
    expandReferrers: expand('referrers'),
    expandReferents: expand('referents'),
    collapse: isCollapsed ? null : onObject(() => view.editScene((old) => collapse(old, node.id))),
    uncollapse: isCollapsed
      ? onObject(() => view.editScene((old) => uncollapse(old, node.id)))
      : null,
    toggleUnfold:
      node.canUnfold || isUnfolded
        ? onObject((object) => view.editScene((old) => toggleUnfolded(old, object)))
        : null,
    isUnfolded,
    hide:
      index === null || node.isFocus
        ? null
        : () => {
            anchorOn(null);
            view.editScene((old) => hide(old, [node.id]));
          },
  };
}

/** What a stub does when it is activated. */
export function openStub(actions: NodeActions): boolean {
  const open = actions.expandReferrers ?? actions.expandReferents;
  open?.();
  return open !== null && open !== undefined;
}
