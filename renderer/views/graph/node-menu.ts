import type { SceneNode } from '../../../shared/scene/scene.ts';
import type { Actions } from '../../state/actions.ts';
import type { MenuItem } from '../widgets/overlays.tsx';
import type { NodeActions } from './scene-actions.ts';

/** The context menu of a node: the same actions as the bar, by name. */
export function nodeMenu(
  node: SceneNode,
  actions: NodeActions,
  { export: exporting, window }: Actions,
): readonly (readonly MenuItem[])[] {
  const item = (
    label: string,
    icon: NonNullable<MenuItem['icon']>,
    run: (() => void) | null,
    shortcut?: string,
  ): MenuItem => ({
    label,
    icon,
    disabled: run === null,
    onSelect: () => run?.(),
    ...(shortcut !== undefined && { shortcut }),
  });
  const expanding = [
    item('Show more referrers', 'referrers', actions.expandReferrers, '+'),
    item('Show more referents', 'referents', actions.expandReferents, '⇧+'),
  ];
  if (node.node === null) return [expanding.filter(({ disabled }) => disabled !== true)];
  return [
    [item('Draw from here', 'focus', node.isFocus ? null : actions.draw, '↵')],
    expanding,
    [
      item(
        actions.isUnfolded ? 'Fold internals' : 'Unfold internals',
        'unfold',
        actions.toggleUnfold,
      ),
      actions.uncollapse === null
        ? item('Collapse', 'collapse', actions.collapse)
        : item('Follow again', 'collapse', actions.uncollapse),
      item('Hide', 'hide', actions.hide, 'Del'),
    ],
    [
      item('Copy address', 'copy', () => void exporting.copyText(node.address, node.address)),
      item('Export the drawing…', 'download', () => window.show('export')),
    ],
  ];
}
