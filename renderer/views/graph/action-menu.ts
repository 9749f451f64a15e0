import type { MenuItem } from '../widgets/overlays.tsx';
import type { SceneAction } from './scene-actions.ts';

/** Actions as the items of a context menu: the same as in the bar, by name. */
export function actionMenu(
  groups: readonly (readonly SceneAction[])[],
): readonly (readonly MenuItem[])[] {
  return groups
    .map((group) =>
      group.map(
        ({ label, icon, shortcut, run }): MenuItem => ({
          label,
          icon,
          disabled: run === null,
          onSelect: () => run?.(),
          ...(shortcut !== undefined && { shortcut }),
        }),
      ),
    )
    .filter((group) => group.some(({ disabled }) => disabled !== true));
}
