import type { TermId } from '../../../shared/base/glossary.ts';
import type { AppState, AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import type { DumpActions } from './dump-actions.ts';
import type { WindowActions } from './window-actions.ts';

export interface HelpActions {
  /** The glossary, at a word of it or from its beginning. */
  showGlossary(term?: TermId): void;
  /** Opens the example, unless it is open, and begins at its first step. */
  startTour(): Promise<void>;
  tourTo(step: number): void;
  /** Ends the tour, or declines it; it is not offered again. */
  leaveTour(): void;
}

/** Glossary and tour. */
export function createHelpActions(
  store: AppStore,
  dumps: Pick<DumpActions, 'open' | 'activate'>,
  window: Pick<WindowActions, 'show' | 'tourWasSeen'>,
): HelpActions {
  return {
    showGlossary(term) {
      store.setState({ term: term ?? null });
      window.show('glossary');
    },
    async startTour() {
      const { tabs, example } = store.getState();
      if (example === null) return;
      window.show('none');
      const open = tabs.find((tab) => tab.status === 'ready' && tab.name === example.name);
      if (open === undefined) await dumps.open(example);
      else dumps.activate(open.id);
      if (isExampleShown(store.getState())) {
        window.tourWasSeen();
        store.setState({ tourStep: 0 });
      }
    },
    tourTo: (tourStep) => store.setState({ tourStep }),
    leaveTour() {
      window.tourWasSeen();
      store.setState({ tourStep: null });
    },
  };
}

/** The tour speaks of what is in the example, so it is given and offered there only. */
export function isExampleShown(state: AppState): boolean {
  const tab = activeTab(state);
  return tab?.status === 'ready' && state.example !== null && tab.name === state.example.name;
}
