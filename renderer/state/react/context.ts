import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Actions } from '../actions/actions.ts';
import type { AppState, AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import type { ReadyTab } from '../store/tab.ts';
import type { HistoryEntry } from '../view/history.ts';
import { currentEntry } from '../view/history.ts';

interface AppContextValue {
  readonly store: AppStore;
  readonly actions: Actions;
}

export const AppContext = createContext<AppContextValue | null>(null);

function useApp(): AppContextValue {
  const value = use(AppContext);
  if (value === null) throw new Error('This component is outside of the app.');
  return value;
}

export function useActions(): Actions {
  return useApp().actions;
}

export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}

/** The open dump in view. Only rendered where there is one. */
export function useReadyTab(): ReadyTab {
  const tab = useAppState(activeTab);
  if (tab?.status !== 'ready') throw new Error('No dump is open here.');
  return tab;
}

export function useEntry(): HistoryEntry {
  return currentEntry(useReadyTab().history);
}
