import { useCallback, useState } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import { COMMAND, THEME_NAMES, WINDOW } from '../../views/strings-app.ts';
import { IconButton } from '../../views/widgets/controls.tsx';
import type { MenuItem } from '../../views/widgets/overlays.tsx';
import { Menu } from '../../views/widgets/overlays.tsx';
import { THEMES } from '../theme-commands.ts';

/** Light, dark or as the system has it, and whether with high contrast. */
export function ThemeButton() {
  const { theme, contrast } = useAppState((state) => state.persisted);
  const { window } = useActions();
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const close = useCallback(() => setMenuAt(null), []);
  const themes = THEMES.map(
    ({ choice, icon }): MenuItem => ({
      label: THEME_NAMES[choice],
      icon,
      isChecked: theme === choice,
      onSelect: () => window.setTheme(choice),
    }),
  );
  const more: MenuItem = {
    label: COMMAND.moreContrast,
    icon: 'contrast',
    isChecked: contrast === 'more',
    onSelect: () => window.setContrast(contrast === 'more' ? 'system' : 'more'),
  };
  const settings: MenuItem = {
    label: COMMAND.settings,
    icon: 'settings',
    onSelect: () => window.show('settings'),
  };
  return (
    <>
      <IconButton
        icon={THEMES.find(({ choice }) => choice === theme)?.icon ?? 'system'}
        name={WINDOW.colours}
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        onClick={(event) => {
          const { right, bottom } = event.currentTarget.getBoundingClientRect();
          setMenuAt({ x: right - 200, y: bottom + 6 });
        }}
      />
      {menuAt !== null && (
        <Menu
          label={WINDOW.colours}
          at={menuAt}
          groups={[themes, [more], [settings]]}
          onClose={close}
        />
      )}
    </>
  );
}
