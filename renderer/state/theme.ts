import { useEffect, useSyncExternalStore } from 'react';
import type { ThemeChoice } from './persisted.ts';

export type Theme = 'light' | 'dark';

const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)');

function subscribeToSystem(onChange: () => void): () => void {
  const query = darkQuery();
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** The theme in force: the user's choice, else the system's, also when that changes. */
export function useTheme(choice: ThemeChoice): Theme {
  const systemIsDark = useSyncExternalStore(subscribeToSystem, () => darkQuery().matches);
  if (choice !== 'system') return choice;
  return systemIsDark ? 'dark' : 'light';
}

/** Puts the theme where the style sheets look for it. */
export function useThemeOnPage(theme: Theme): void {
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
