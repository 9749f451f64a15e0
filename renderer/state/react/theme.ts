import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { SceneThemeName } from '../../../shared/scene/look/theme.ts';
import type { ContrastChoice, Persisted, ThemeChoice } from '../store/persisted.ts';
import { useAppState } from './context.ts';

export type Theme = 'light' | 'dark';

const PREFERS_DARK = '(prefers-color-scheme: dark)';
const PREFERS_CONTRAST = '(prefers-contrast: more)';
/** The system paints with its own few colours; ours must be of the same brightness. */
const FORCED_COLOURS = '(forced-colors: active)';

/** Whether the system asks for something, also when that changes. */
function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', onChange);
      return () => media.removeEventListener('change', onChange);
    },
    () => window.matchMedia(query).matches,
  );
}

/** The theme in force: the user's choice, else the system's. */
export function useTheme(choice: ThemeChoice): Theme {
  const systemIsDark = useMedia(PREFERS_DARK);
  const isForced = useMedia(FORCED_COLOURS);
  if (choice !== 'system' && !isForced) return choice;
  return systemIsDark ? 'dark' : 'light';
}

/** Whether lines and letters are drawn to be seen first and to please second. */
function useMoreContrast(choice: ContrastChoice): boolean {
  const systemWantsMore = useMedia(PREFERS_CONTRAST);
  const isForced = useMedia(FORCED_COLOURS);
  return choice === 'more' || systemWantsMore || isForced;
}

/** The set of colours of drawings that belongs to the window's. */
export function useDrawingTheme(): SceneThemeName {
  const theme = useTheme(useAppState((state) => state.persisted.theme));
  const hasMore = useMoreContrast(useAppState((state) => state.persisted.contrast));
  return hasMore ? `${theme}-contrast` : theme;
}

/** Puts the colours in force where the style sheets look for them, before the first paint. */
export function useThemeOnPage({ theme, contrast }: Pick<Persisted, 'theme' | 'contrast'>): void {
  const inForce = useTheme(theme);
  const hasMore = useMoreContrast(contrast);
  useLayoutEffect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = inForce;
    dataset.contrast = hasMore ? 'more' : 'normal';
  }, [inForce, hasMore]);
}
