import type { SceneNode } from '../../../shared/scene/scene.ts';
import { IconButton } from '../widgets/controls.tsx';
import type { IconName } from '../widgets/icons.tsx';
import type { NodeActions } from './scene-actions.ts';

/** What can be done with the selected object, where the eyes are already. */
export function SelectionBar({
  node,
  actions,
}: {
  readonly node: SceneNode;
  readonly actions: NodeActions;
}) {
  const { undrawn } = node;
  const buttons: readonly {
    readonly icon: IconName;
    readonly name: string;
    readonly shortcut?: string;
    readonly run: (() => void) | null;
  }[] = [
    {
      icon: 'focus',
      name: 'Draw from here',
      shortcut: '↵',
      run: node.isFocus ? null : actions.draw,
    },
    {
      icon: 'referrers',
      name: `Show more referrers (${undrawn.referrers} not drawn)`,
      shortcut: '+',
      run: actions.expandReferrers,
    },
    {
      icon: 'referents',
      name: `Show more referents (${undrawn.referents} not drawn)`,
      shortcut: 'Shift +',
      run: actions.expandReferents,
    },
    {
      icon: 'unfold',
      name: actions.isUnfolded ? 'Fold internals' : 'Unfold internals',
      run: actions.toggleUnfold,
    },
    actions.uncollapse === null
      ? { icon: 'collapse', name: 'Collapse: do not follow further', run: actions.collapse }
      : { icon: 'collapse', name: 'Follow again', run: actions.uncollapse },
    { icon: 'hide', name: 'Hide', shortcut: 'Del', run: actions.hide },
  ];
  return (
    <div className="selection-bar" role="toolbar" aria-label={`Actions on ${node.title}`}>
      <span className="selection-name truncate">{node.title}</span>
      <span className="rule" />
      {buttons.map(({ icon, name, shortcut, run }) => (
        <IconButton
          key={icon}
          icon={icon}
          name={name}
          shortcut={shortcut}
          tipAt="above"
          disabled={run === null}
          onClick={() => run?.()}
        />
      ))}
    </div>
  );
}
