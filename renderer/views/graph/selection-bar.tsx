import type { ReactNode } from 'react';
import { GRAPH } from '../strings-graph.ts';
import { IconButton } from '../widgets/controls.tsx';
import type { SceneAction } from './scene-actions.ts';

interface SelectionBarProps {
  /** What is selected, in a few words. */
  readonly name: string;
  readonly groups: readonly (readonly SceneAction[])[];
  /** What there is to know before one of them is done. */
  readonly children?: ReactNode;
}

/** Actions that a menu has room for and the bar has not. */
const ONLY_IN_MENUS: ReadonlySet<string> = new Set([
  'zoom',
  'alike',
  'copy',
  'drop',
  'fold',
  'merge',
  'chain',
]);

/** What can be done with what is selected, where the eyes are already. */
export function SelectionBar({ name, groups, children }: SelectionBarProps) {
  const shown = groups
    .map((group) => group.filter(({ id }) => !ONLY_IN_MENUS.has(id)))
    .filter((group) => group.length > 0);
  return (
    <div className="selection-bar">
      {children}
      <div className="selection-row" role="toolbar" aria-label={GRAPH.actionsOn(name)}>
        <span className="selection-name truncate">{name}</span>
        {shown.map((group) => (
          <span className="selection-group" key={group[0]?.id}>
            {group.map(({ id, icon, label, shortcut, run, isOn }) => (
              <IconButton
                key={id}
                icon={icon}
                name={label}
                shortcut={shortcut}
                aria-pressed={isOn}
                disabled={run === null}
                onClick={() => run?.()}
              />
            ))}
          </span>
        ))}
      </div>
    </div>
  );
}
