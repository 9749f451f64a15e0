import type { AppState } from '../state/app-store.ts';
import type { ThemeChoice } from '../state/persisted.ts';
import type { WindowActions } from '../state/window-actions.ts';
import type { IconName } from '../views/widgets/icons.tsx';
import type { Command } from './commands.ts';

interface ThemeWords {
  readonly choice: ThemeChoice;
  readonly title: string;
  readonly icon: IconName;
}

export const THEMES: readonly ThemeWords[] = [
  { choice: 'system', title: 'Colours of the system', icon: 'system' },
  { choice: 'light', title: 'Light colours', icon: 'sun' },
  { choice: 'dark', title: 'Dark colours', icon: 'moon' },
];

export const MORE_CONTRAST = 'High contrast';

/** What the window may look like. */
export function themeCommands(
  { persisted }: Pick<AppState, 'persisted'>,
  window: Pick<WindowActions, 'setTheme' | 'setContrast'>,
): readonly Command[] {
  const hasMore = persisted.contrast === 'more';
  return [
    ...THEMES.map(
      ({ choice, title, icon }): Command => ({
        id: `theme-${choice}`,
        group: 'Window',
        title,
        icon,
        shortcuts: [],
        enabled: persisted.theme !== choice,
        run: () => window.setTheme(choice),
      }),
    ),
    {
      id: 'theme-contrast',
      group: 'Window',
      title: hasMore ? 'Contrast of the system' : MORE_CONTRAST,
      icon: 'contrast',
      shortcuts: [],
      enabled: true,
      run: () => window.setContrast(hasMore ? 'system' : 'more'),
    },
  ];
}
