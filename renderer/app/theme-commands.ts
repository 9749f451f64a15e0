import type { WindowActions } from '../state/actions/window-actions.ts';
import type { AppState } from '../state/store/app-store.ts';
import type { ThemeChoice } from '../state/store/persisted.ts';
import { COMMAND, THEME_NAMES } from '../views/strings-app.ts';
import type { IconName } from '../views/widgets/icons.tsx';
import type { Command } from './command.ts';

export const THEMES: readonly { readonly choice: ThemeChoice; readonly icon: IconName }[] = [
  { choice: 'system', icon: 'system' },
  { choice: 'light', icon: 'sun' },
  { choice: 'dark', icon: 'moon' },
];

/** What the window may look like, and everything else that is chosen once. */
export function themeCommands(
  { persisted }: Pick<AppState, 'persisted'>,
  window: Pick<WindowActions, 'setTheme' | 'setContrast' | 'show'>,
): readonly Command[] {
  const hasMore = persisted.contrast === 'more';
  return [
    ...THEMES.map(
      ({ choice, icon }): Command => ({
        id: `theme-${choice}`,
        group: 'Window',
        title: THEME_NAMES[choice],
        icon,
        shortcuts: [],
        enabled: persisted.theme !== choice,
        run: () => window.setTheme(choice),
      }),
    ),
    {
      id: 'settings',
      group: 'Window',
      title: COMMAND.settings,
      icon: 'settings',
      shortcuts: [{ key: ',', mod: true }],
      enabled: true,
      run: () => window.show('settings'),
    },
    {
      id: 'theme-contrast',
      group: 'Window',
      title: hasMore ? COMMAND.contrastOfSystem : COMMAND.moreContrast,
      icon: 'contrast',
      shortcuts: [],
      enabled: true,
      run: () => window.setContrast(hasMore ? 'system' : 'more'),
    },
  ];
}
