import { useCallback, useState } from 'react';
import { useActions, useAppState } from '../../state/context.ts';
import { IconButton } from '../../views/widgets/controls.tsx';
import type { MenuItem } from '../../views/widgets/overlays.tsx';
import { Menu } from '../../views/widgets/overlays.tsx';
import { MORE_CONTRAST, THEMES } from '../theme-commands.ts';

/** Light, dark or as the system has it, and whether with high contrast. */
export function ThemeButton() {
  const { theme, contrast } = useAppState((state) => state.persisted);
  const { window } = useActions();
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const close = useCallback(() => setMenuAt(null), []);
  const themes = THEMES.map(
    ({ choice, title, icon }): MenuItem => ({
      label: title,
      icon,
      isChecked: theme === choice,
      onSelect: () => window.setTheme(choice),
    }),
  );
  const more: MenuItem = {
    label: MORE_CONTRAST,
    icon: 'contrast',
    isChecked: contrast === 'more',
    onSelect: () => window.setContrast(contrast === 'more' ? 'system' : 'more'),
  };
  return (
    <>
      <IconButton
        icon={THEMES.find(({ choice }) => choice === theme)?.icon ?? 'system'}
        name="Colours"
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        onClick={(event) => {
          const { right, bottom } = event.currentTarget.getBoundingClientRect();
          setMenuAt({ x: right - 200, y: bottom + 6 });
        }}
      />
      {menuAt !== null && (
        <Menu label="Colours" at={menuAt} groups={[themes, [more]]} onClose={close} />
      )}
    </>
  );
}
