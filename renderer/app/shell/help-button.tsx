import { useCallback, useState } from 'react';
import { HELP } from '../../views/strings-help.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import { Menu } from '../../views/widgets/overlays.tsx';
import { isMacPlatform, shortcutText } from '../keys.ts';
import { useCommands } from '../use-commands.ts';

/** Tour, glossary and keys, at the foot of the rail. */
export function HelpButton() {
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const close = useCallback(() => setMenuAt(null), []);
  const items = useCommands()
    .filter(({ group }) => group === 'Help')
    .map(({ title, icon, shortcuts, enabled, run }) => ({
      label: title,
      icon,
      disabled: !enabled,
      onSelect: run,
      ...(shortcuts[0] !== undefined && {
        shortcut: shortcutText(shortcuts[0], isMacPlatform()),
      }),
    }));
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        onClick={(event) => {
          const { left, top } = event.currentTarget.getBoundingClientRect();
          // The menu keeps itself inside the window: asked for lower, it ends above the button.
          setMenuAt({ x: left, y: top - 116 });
        }}
      >
        <Icon name="unknown" />
        <span className="nav-name">{HELP.menu}</span>
      </button>
      {menuAt !== null && <Menu label={HELP.menu} at={menuAt} groups={[items]} onClose={close} />}
    </>
  );
}
